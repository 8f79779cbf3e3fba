"""Audit: what changed, by whom, why; in the same transaction as the change, append-only."""

import json
from collections.abc import Sequence

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from psycopg2 import sql

from core import clock
from core.privacy import EncryptedField

INSERT = """
INSERT INTO core_auditentry (at, actor_user_id, actor_organization_id, actor_role, actor_name,
    verb, model, object_id, object_label, before, after, reason_code, reason,
    organization_id, district_id, trainee_user_id)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


INSERT_SELECT = sql.SQL("""
INSERT INTO core_auditentry (at, actor_user_id, actor_organization_id, actor_role, actor_name,
    verb, model, object_id, object_label, before, after, reason_code, reason,
    organization_id, district_id, trainee_user_id)
SELECT %(at)s, %(actor)s, %(unit)s, %(role)s, %(name)s, %(verb)s, %(model)s, s.object_id, s.label,
    s.before, s.after, '', '', s.organization_id, s.district_id, s.trainee_user_id
FROM ({}) AS s (object_id, label, before, after, organization_id, district_id, trainee_user_id)
""")


def columns(obj) -> dict:
    """The stored values of a row by column name, without encrypted ones and `AUDIT_HIDDEN`."""
    hidden = getattr(obj, "AUDIT_HIDDEN", ())
    return {
        field.attname: getattr(obj, field.attname)
        for field in obj._meta.concrete_fields
        if field.name not in hidden and not isinstance(field, EncryptedField)
    }


def record(actor, verb, obj, *, before=None, reason="", reason_code="") -> None:
    """Write one entry; `before` is an earlier `columns(obj)`, None for a new record.

    Raw INSERT: who may write an entry may not always read it, so nothing is returned.
    """
    after = columns(obj)
    changed = {k: v for k, v in after.items() if before is None or before.get(k) != v}
    old = {k: before[k] for k in changed if k in before} if before else {}
    values = [
        clock.now(), actor.user_id, actor.organization_id, actor.role, actor.name,
        verb, obj._meta.label_lower, str(obj.pk), str(obj)[:200],
        _json(old), _json(changed), reason_code, reason,
        getattr(obj, "organization_id", None), getattr(obj, "district_id", None),
        getattr(obj, "trainee_user_id", None),
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(INSERT, values)


def record_many(actor, verb, objects: Sequence, *, before: Sequence[dict] = ()) -> None:
    """`record` for many rows of one model in one statement.

    `before` holds an earlier `columns(obj)` for each of them, or is empty for new records.
    """
    entries = [
        _entry(obj, old) for obj, old in zip(objects, before or [None] * len(objects), strict=True)
    ]
    if entries:
        marks = sql.SQL("""SELECT x->>'id', left(x->>'label', 200), x->'before', x->'after',
            (x->>'organization_id')::bigint, (x->>'district_id')::bigint,
            (x->>'trainee_user_id')::bigint FROM jsonb_array_elements(%(entries)s::jsonb) x""")
        record_select(actor, verb, type(objects[0]), marks, {"entries": _json(entries)})


def _entry(obj, before) -> dict:
    after = columns(obj)
    changed = {k: v for k, v in after.items() if before is None or before.get(k) != v}
    scope = ("organization_id", "district_id", "trainee_user_id")
    return {
        "id": str(obj.pk),
        "label": str(obj),
        "before": {k: before[k] for k in changed if k in before} if before else {},
        "after": changed,
        **{name: getattr(obj, name, None) for name in scope},
    }


def record_select(actor, verb, model, select, params: dict) -> None:
    """One entry for every row of a SELECT, in one statement: for rows that were never in Python.

    `select` (with named parameters) gives object id, label, before, after (jsonb), organization,
    district, trainee's user. `visible_json` makes before and after.
    """
    values = {
        "at": clock.now(), "actor": actor.user_id, "unit": actor.organization_id,
        "role": actor.role, "name": actor.name, "verb": verb, "model": model._meta.label_lower,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(INSERT_SELECT.format(select), {**values, **params})


def visible_json(model, alias: str) -> sql.Composed:
    """SQL of what `columns` gives: the row as jsonb without what is encrypted or hidden."""
    hidden = getattr(model, "AUDIT_HIDDEN", ())
    fields = model._meta.concrete_fields
    left_out = [f.column for f in fields if f.name in hidden or isinstance(f, EncryptedField)]
    names = sql.SQL(", ").join(map(sql.Literal, left_out))
    return sql.SQL("to_jsonb({}) - ARRAY[{}]::text[]").format(sql.Identifier(alias), names)


def _json(values: dict | list) -> str:
    return json.dumps(values, cls=DjangoJSONEncoder, ensure_ascii=False)
