"""Storing messages with the change they tell of: one statement, however many people are told."""

import json
import time
import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.core.cache import cache
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from psycopg2 import sql
from redis.exceptions import RedisError

from core import clock
from core.outbox.kinds import Kind, Message
from core.prepared import Planned
from core.privacy import encrypt

ADDRESS = "to"  # in a secret: where it goes, when that stands in no address book
# The id of a message is made of its key: one unique index, and no key to keep beside it.
ID = "encode(substring(sha256(convert_to({}, 'UTF8')) FOR 16), 'hex')::uuid"
PERSONS_ID = ID.format("event || ':' || person")
RECORDS_ID = ID.format("concat(%(event)s, object_id, ':', %(occasion)s, ':', recipient_id)")
# Raw INSERT: who may tell somebody may not read what others are told.
STORE = Planned(
    "message",
    f"""
WITH said (event, people, is_inside, channels, code, context, secret, link, at, expires_at) AS (
    VALUES (%s, %s::bigint[], %s::boolean, %s::text[], %s, %s::jsonb, %s, %s, %s::timestamptz,
        %s::timestamptz)
),
told AS (
    INSERT INTO core_notification (id, recipient_id, code, context, link, created_at)
    SELECT {PERSONS_ID}, person, code, context, link, at
    FROM said, unnest(people) AS person WHERE is_inside
    ON CONFLICT DO NOTHING
)
INSERT INTO core_delivery (id, key, recipient_id, code, context, secret, link, channel, state,
    attempts, due_at, expires_at, created_at, error)
SELECT gen_random_uuid(), event || ':' || person || ':' || channel, person, code, context, secret,
    link, channel, 'waiting', 0, at, expires_at, at, ''
FROM said, unnest(people) AS person, unnest(channels) AS channel
ON CONFLICT DO NOTHING
""",  # noqa: S608 - our own words
)
STORE_MANY = sql.SQL(
    f"""
WITH s (recipient_id, object_id, link, context, is_reachable) AS MATERIALIZED ({{}}),
told AS (
    INSERT INTO core_notification (id, recipient_id, code, context, link, created_at)
    SELECT {RECORDS_ID}, recipient_id, %(code)s, context, link, %(now)s
    FROM s WHERE %(is_inside)s ON CONFLICT DO NOTHING
)
INSERT INTO core_delivery (id, key, recipient_id, code, context, secret, link, channel, state,
    attempts, due_at, created_at, error)
SELECT gen_random_uuid(),
    concat(%(event)s, object_id, ':', %(occasion)s, ':', recipient_id, ':', channel),
    recipient_id, %(code)s, context, '', link, channel, 'waiting', 0, %(now)s, %(now)s, ''
FROM s, unnest(%(channels)s::text[]) AS channel WHERE is_reachable ON CONFLICT DO NOTHING
"""  # noqa: S608 - our own words
)
QUEUE_SEALED = """
INSERT INTO core_delivery (id, key, code, context, secret, link, channel, state, attempts, due_at,
    expires_at, created_at, error)
VALUES (gen_random_uuid(), %(event)s || ':' || %(channel)s, %(code)s, %(context)s, %(secret)s, '',
    %(channel)s, 'waiting', 0, %(now)s, %(expires_at)s, %(now)s, '')
"""


def notify(
    message: type[Message],
    to: Iterable[int],
    /,
    *,
    about,
    link="",
    occasion="",
    secret: dict | None = None,
    expires_in: timedelta | None = None,
    **context,
) -> None:
    """Store `message` for every user id of `to`; the same key never goes out twice.

    `about` is the record the message is of. The key is code, record and `occasion`; without an
    occasion every call is an event of its own (a record may be returned more than once). `secret`
    holds words that are encrypted at rest and erased when the message is out, and under `ADDRESS`
    where it goes when that stands in no address book; after `expires_in` it is not sent any more.
    """
    kind, now = message.kind, clock.now()
    occasion = occasion or uuid.uuid4().hex
    is_inside, channels = ways(kind)
    event = f"{kind.code}:{about._meta.label_lower}:{about.pk}:{occasion}"
    sealed = encrypt(_json(secret)) if secret else ""
    values = (
        event, sorted(set(to)), is_inside, channels, kind.code, _json(context), sealed, link, now,
        now + expires_in if expires_in else None,
    )  # fmt: skip
    connection.send_later(STORE.text(), values)
    if channels:
        transaction.on_commit(ring_sender)


def notify_many(message: type[Message], select, params: dict, /, *, model, occasion="") -> None:
    """`notify` for every row of a SELECT, in one statement however many rows there are.

    `select` (composed SQL with named parameters) gives recipient, id of the record the message is
    of, link, context (jsonb), and whether other channels than the product's own can reach the
    recipient.
    """
    kind = message.kind
    is_inside, channels = ways(kind)
    values = {
        **params,
        "event": f"{kind.code}:{model._meta.label_lower}:",
        "occasion": occasion or uuid.uuid4().hex,
        "code": kind.code,
        "is_inside": is_inside,
        "channels": channels,
        "now": clock.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(STORE_MANY.format(select), values)
    if channels:
        transaction.on_commit(ring_sender)


def notify_address(
    message: type[Message],
    addresses: dict[str, str],
    /,
    *,
    about,
    secrets: dict,
    expires_in: timedelta | None = None,
    **context,
) -> None:
    """Store `message` for somebody who has no account yet, one delivery for each address.

    `addresses` maps a channel (`email`, `sms`) to an address. Address and `secrets` (words such as
    a one-time link) are encrypted, and erased when the message has gone out; after `expires_in` it
    is not sent any more.
    """
    kind, now = message.kind, clock.now()
    event = f"{kind.code}:{about._meta.label_lower}:{about.pk}:{uuid.uuid4().hex}"
    common = {
        "event": event,
        "code": kind.code,
        "context": _json(context),
        "now": now,
        "expires_at": now + expires_in if expires_in else None,
    }
    with connection.cursor() as cursor:
        for channel in outside(kind):
            address = addresses.get(channel)
            if address:
                secret = encrypt(_json({ADDRESS: address, **secrets}))
                cursor.execute(QUEUE_SEALED, {**common, "channel": channel, "secret": secret})
    transaction.on_commit(ring_sender)


def ways(kind: Kind) -> tuple[bool, list[str]]:
    """Whether it is told in the product, and where else."""
    return "app" in kind.channels, outside(kind)


def outside(kind: Kind) -> list[str]:
    """The channels of a kind beside the product itself."""
    return sorted(set(kind.channels) - {"app"})


def _json(words: dict) -> str:
    return json.dumps(words, cls=DjangoJSONEncoder, ensure_ascii=False)


class Bell:
    """Wakes the sender, at most once a second, whichever process rings.

    The sender begins a second after it is woken, so one bell rings for all that is stored until
    then. The messages themselves wait in the database: a lost bell loses nothing.
    """

    PAUSE = 1  # seconds
    KEY = "outbox_bell"
    rung_at = -PAUSE

    def ring(self) -> None:
        from core.tasks import ring, system_send_outbox

        now = time.monotonic()
        if now - self.rung_at >= self.PAUSE:
            self.rung_at = now
            if self.is_first():
                ring(system_send_outbox.s().set(countdown=self.PAUSE))

    def is_first(self) -> bool:
        """Whether no other process has rung within the pause; yes where nobody can say."""
        try:
            return cache.add(self.KEY, 1, self.PAUSE)
        except RedisError:
            return True


ring_sender = Bell().ring


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
