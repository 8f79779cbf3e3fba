"""Writing entries, in the same transaction as the change they tell of."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from psycopg2 import sql

from core import clock
from core.access import Actor
from core.prepared import Planned
from core.privacy import EncryptedField
from core.search import Derived

COLUMNS = """at, actor_user_id, actor_deputy_for, actor_organization_id, actor_role, actor_name,
    verb, model, object_id, object_label, before, after, reason_code, reason, organization_id,
    district_id, trainee_user_id"""
INSERT = f"INSERT INTO core_auditentry ({COLUMNS}) VALUES "  # noqa: S608 - our own columns
ROW = f"({', '.join(['%s'] * len(COLUMNS.split(',')))})"
INSERT_ONE = Planned("audit entry", INSERT + ROW)
INSERT_SELECT = sql.SQL(
    f"""
INSERT INTO core_auditentry ({COLUMNS})
SELECT %(at)s, %(actor)s, %(deputy_for)s, %(unit)s, %(role)s, %(name)s, %(verb)s, %(model)s,
    s.object_id, s.label, s.before, s.after, '', '', s.organization_id, s.district_id,
    s.trainee_user_id
FROM ({{}}) AS s (object_id, label, before, after, organization_id, district_id, trainee_user_id)
"""  # noqa: S608 - our own columns
)
LAST = """
SELECT actor_user_id, actor_deputy_for FROM core_auditentry
WHERE model = %s AND object_id = %s AND verb = %s ORDER BY at DESC, id DESC LIMIT 1
"""
ALL = """
SELECT DISTINCT unnest(ARRAY[actor_user_id, actor_deputy_for]) FROM core_auditentry
WHERE model = %s AND object_id = %s
"""
AT_ONCE = 500
LEFT_OUT = (EncryptedField, Derived)


class Entry(NamedTuple):
    """One entry before it is written: what an actor did to a record, when, and why.

    `person` is the user id of the person it is about, where the record itself is not a person's.
    """

    at: datetime
    actor: Actor
    verb: str
    obj: object
    before: dict
    after: dict
    reason: str = ""
    reason_code: str = ""
    person: int | None = None


def columns(obj) -> dict:
    """The stored values by column name, without encrypted and derived ones and `AUDIT_HIDDEN`."""
    hidden = getattr(obj, "AUDIT_HIDDEN", ())
    return {
        field.attname: getattr(obj, field.attname)
        for field in obj._meta.concrete_fields
        if field.name not in hidden and not isinstance(field, LEFT_OUT)
    }


def record(
    actor, verb, obj, *, before=None, reason="", reason_code="", facts=None, person=None
) -> None:
    """Write one entry; `before` is an earlier `columns(obj)`, None for a new record.

    `facts` stand in place of the changed columns where nothing changed.
    """
    old, new = changed(before, columns(obj) if facts is None else facts)
    write([Entry(clock.now(), actor, verb, obj, old, new, reason, reason_code, person)])


def record_all(actor, verb, changes: Iterable[tuple]) -> None:
    """Entries for many rows in few statements; pairs of (row, its earlier `columns` or None)."""
    now = clock.now()
    write([Entry(now, actor, verb, obj, *changed(before, columns(obj))) for obj, before in changes])


def record_past(entries: Iterable[Entry]) -> None:
    """Write many entries of times gone by: a history taken over, or laid out for the demo."""
    write(list(entries))


def record_past_select(select: str) -> None:
    """`record_past` for rows that were never in Python: `select` gives every column of an entry.

    In the order of COLUMNS; entries are numbered in the order of its rows.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO core_auditentry ({COLUMNS}) {select}")


def record_select(actor, verb, model, select, params: dict) -> None:
    """One entry for every row of a SELECT, in one statement: for rows that were never in Python.

    `select` (with named parameters) gives object id, label, before, after (jsonb), organization,
    district, trainee's user. `visible_json` makes before and after.
    """
    values = {
        "at": clock.now(), "actor": actor.author, "deputy_for": actor.stands_for,
        "unit": actor.organization_id, "role": actor.role, "name": actor.name, "verb": verb,
        "model": model._meta.label_lower,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(INSERT_SELECT.format(select), {**values, **params})


def visible_json(model, alias: str) -> sql.Composed:
    """SQL of what `columns` gives: the row as jsonb without what is encrypted or hidden."""
    hidden = getattr(model, "AUDIT_HIDDEN", ())
    fields = model._meta.concrete_fields
    shown = [f for f in fields if f.name not in hidden and not isinstance(f, LEFT_OUT)]
    names = sql.SQL(", ").join(sql.Identifier(alias, f.column) for f in shown)
    return sql.SQL("(SELECT to_jsonb(v) FROM (SELECT {}) v)").format(names)


def changed(before: dict | None, after: dict) -> tuple[dict, dict]:
    """(old, new) values of the columns that differ; everything is new without a before."""
    new = {k: v for k, v in after.items() if before is None or before.get(k) != v}
    return {k: before[k] for k in new if k in before} if before else {}, new


def write(entries: list[Entry]) -> None:
    """Insert entries. Nothing is returned: who may write an entry may not always read it."""
    if len(entries) == 1:
        connection.send_later(INSERT_ONE.text(), values(entries[0]))
        return
    for start in range(0, len(entries), AT_ONCE):
        rows = [values(entry) for entry in entries[start : start + AT_ONCE]]
        given = [value for row in rows for value in row]
        connection.send_later(INSERT + ", ".join([ROW] * len(rows)), given)


def values(entry: Entry) -> tuple:
    """One entry in the order of COLUMNS."""
    actor, obj = entry.actor, entry.obj
    return (
        entry.at, actor.author, actor.stands_for, actor.organization_id, actor.role, actor.name,
        entry.verb, obj._meta.label_lower, str(obj.pk), str(obj)[:200],
        as_json(entry.before), as_json(entry.after), entry.reason_code, entry.reason,
        getattr(obj, "organization_id", None), getattr(obj, "district_id", None),
        entry.person or getattr(obj, "trainee_user_id", None),
    )  # fmt: skip


def persons(obj, verb) -> frozenset[int]:
    """User ids of who last made a move on a record: the person, and the member acted for.

    Read in the actor's own scope; empty when the record has no such entry.
    """
    with connection.cursor() as cursor:
        cursor.execute(LAST, [obj._meta.label_lower, str(obj.pk), verb])
        return frozenset(cursor.fetchone() or ()) - {None}


def involved(obj) -> frozenset[int]:
    """User ids of everybody who ever changed or moved a record, and of those they acted for.

    Read in the actor's own scope.
    """
    with connection.cursor() as cursor:
        cursor.execute(ALL, [obj._meta.label_lower, str(obj.pk)])
        return frozenset(row[0] for row in cursor.fetchall()) - {None}


def as_json(found: dict | list) -> str:
    return json.dumps(found, cls=DjangoJSONEncoder, ensure_ascii=False)
