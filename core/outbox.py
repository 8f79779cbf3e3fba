"""Outbox: a message is stored with the change it tells of and sent after the commit, once."""

import json
import uuid
from collections.abc import Iterable

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.utils import translation

from core import clock
from core.privacy import encrypt
from core.refusals import reasons

TRANSLATED = ("kind", "state", "result", "role")

STORE = """
INSERT INTO core_notification (id, key, recipient_id, code, context, link, created_at)
VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""
QUEUE = """
INSERT INTO core_delivery (id, key, recipient_id, code, context, link, channel, state, attempts,
    due_at, error, sealed) VALUES (%s, %s, %s, %s, %s, %s, %s, 'waiting', 0, %s, '', '')
    ON CONFLICT DO NOTHING
"""

QUEUE_SEALED = """
INSERT INTO core_delivery (id, key, recipient_id, code, context, link, channel, state, attempts,
    due_at, error, sealed) VALUES (%s, %s, NULL, %s, %s, '', %s, 'waiting', 0, %s, '', %s)
"""

_messages: dict[str, type["Message"]] = {}


class Message:
    """A kind of message: its code, its channels, its words in both languages.

    Placeholders are `{name}`; no name, number, phone or group of a person belongs in an e-mail.
    """

    code = ""
    channels: tuple[str, ...] = ("app",)
    zh = ""
    en = ""

    def __init_subclass__(cls):
        _messages[cls.code] = cls

    @classmethod
    def text(cls, context: dict, language: str | None = None) -> str:
        """The words for a reader of this language (the active one by default).

        `kind`, `state`, `result` and `role` are stored in English and translated here, `reason` is
        a code of the reason list: one stored message is read in two languages.
        """
        language = language or translation.get_language() or "zh-hans"
        with translation.override(language):
            words = {name: _in_words(name, value) for name, value in context.items()}
        return (cls.zh if language.startswith("zh") else cls.en).format(**words)


def _in_words(name, value):
    if name == "reason" and value in reasons():
        return str(reasons()[value])
    return translation.gettext(value) if name in TRANSLATED else value


def message_of(code: str) -> type[Message]:
    return _messages[code]


def notify(
    message: type[Message], to: Iterable[int], /, *, about, link="", occasion="", **context
) -> None:
    """Store `message` for every user id of `to`; the same key never goes out twice.

    `about` is the record the message is of. The key is code, record and `occasion`; without an
    occasion every call is an event of its own (a record may be returned more than once).
    """
    event = f"{message.code}:{about._meta.label_lower}:{about.pk}:{occasion or uuid.uuid4().hex}"
    words = json.dumps(context, cls=DjangoJSONEncoder, ensure_ascii=False)
    now = clock.now()
    with connection.cursor() as cursor:
        for user_id in set(to):
            key = f"{event}:{user_id}"
            content = [user_id, message.code, words, link]
            cursor.execute(STORE, [str(uuid.uuid4()), key, *content, now])
            for channel in set(message.channels) - {"app"}:
                values = [str(uuid.uuid4()), f"{key}:{channel}", *content, channel, now]
                cursor.execute(QUEUE, values)
    transaction.on_commit(_ring)


def notify_address(
    message: type[Message], addresses: dict[str, str], /, *, about, secrets, **context
) -> None:
    """Store `message` for somebody who has no account yet, one delivery for each address.

    `addresses` maps a channel (`email`, `sms`) to an address. Address and `secrets` (words such as
    a one-time link) are encrypted, and erased when the message has gone out.
    """
    words = json.dumps(context, cls=DjangoJSONEncoder, ensure_ascii=False)
    event = f"{message.code}:{about._meta.label_lower}:{about.pk}:{uuid.uuid4().hex}"
    with connection.cursor() as cursor:
        for channel in sorted(set(message.channels) & {c for c, a in addresses.items() if a}):
            sealed = encrypt(json.dumps({"address": addresses[channel], "secrets": secrets}))
            key = f"{event}:{channel}"
            values = [str(uuid.uuid4()), key, message.code, words, channel, clock.now(), sealed]
            cursor.execute(QUEUE_SEALED, values)
    transaction.on_commit(_ring)


def _ring() -> None:
    """Wake the sender; the message itself waits in the database, so a lost bell loses nothing."""
    from core.tasks import ring, system_send_outbox

    ring(system_send_outbox)


def users_in_role(role: str, district_id: int | None = None) -> list[int]:
    """Ids of the users who act in a bureau role, of one district or of the city."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT users_in_role(%s, %s)", [role, district_id])
        return [row[0] for row in cursor.fetchall()]


def users_of(organization_id: int, role: str) -> list[int]:
    """Ids of the users who act in a role of one organization."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT users_of_organization(%s, %s)", [organization_id, role])
        return [row[0] for row in cursor.fetchall()]
