"""Audit: what changed, by whom, why; in the same transaction as the change, append-only."""

import json

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from core import clock
from core.privacy import EncryptedField

INSERT = """
INSERT INTO core_auditentry (at, actor_user_id, actor_organization_id, actor_role, actor_name,
    verb, model, object_id, object_label, before, after, reason_code, reason,
    organization_id, district_id, trainee_user_id)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
ONE_ROW = "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
AT_ONCE = 500


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
    with connection.cursor() as cursor:
        cursor.execute(INSERT, _entry(clock.now(), actor, verb, obj, before, reason, reason_code))


def record_all(actor, verb, changes) -> None:
    """Entries for many changed rows in one statement; pairs of (row, its earlier `columns`)."""
    now = clock.now()
    entries = [_entry(now, actor, verb, obj, before, "", "") for obj, before in changes]
    with connection.cursor() as cursor:
        for start in range(0, len(entries), AT_ONCE):
            some = entries[start : start + AT_ONCE]
            sql = INSERT.replace(ONE_ROW, ", ".join([ONE_ROW] * len(some)))
            cursor.execute(sql, [value for entry in some for value in entry])


def _entry(at, actor, verb, obj, before, reason, reason_code) -> list:
    """The values of one entry in the order of INSERT."""
    after = columns(obj)
    changed = {k: v for k, v in after.items() if before is None or before.get(k) != v}
    old = {k: before[k] for k in changed if k in before} if before else {}
    return [
        at, actor.user_id, actor.organization_id, actor.role, actor.name,
        verb, obj._meta.label_lower, str(obj.pk), str(obj)[:200],
        _json(old), _json(changed), reason_code, reason,
        getattr(obj, "organization_id", None), getattr(obj, "district_id", None),
        getattr(obj, "trainee_user_id", None),
    ]  # fmt: skip


def _json(values: dict) -> str:
    return json.dumps(values, cls=DjangoJSONEncoder, ensure_ascii=False)
