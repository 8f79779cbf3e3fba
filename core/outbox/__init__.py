"""Outbox: a message is stored with the change it tells of and sent after the commit.

`notify` is all that services need. What happens afterwards stands in `sending`; docs/outbox.md
tells the whole way.
"""

from core.outbox.addresses import addresses_of, provide_address
from core.outbox.kinds import Kind, Message, Topic, english, kind_of, kinds
from core.outbox.storing import (
    ADDRESS,
    notify,
    notify_address,
    notify_many,
    users_in_role,
    users_of,
)

message_of = kind_of

__all__ = [
    "ADDRESS",
    "Kind",
    "Message",
    "Topic",
    "addresses_of",
    "english",
    "kind_of",
    "kinds",
    "message_of",
    "notify",
    "notify_address",
    "notify_many",
    "provide_address",
    "users_in_role",
    "users_of",
]
