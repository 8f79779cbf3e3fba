"""Audit: what changed, by whom, why; in the same transaction as the change, append-only."""

import json

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from core import clock
from core.privacy import EncryptedField

INSERT = """
INSERT INTO core_auditentry (at, actor_user_id, actor_deputy_for, actor_organization_id,
    actor_role, actor_name, verb, model, object_id, object_label, before, after, reason_code,
    reason, organization_id, district_id, trainee_user_id)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
LAST = """
SELECT actor_user_id, actor_deputy_for FROM core_auditentry
WHERE model = %s AND object_id = %s AND verb = %s ORDER BY at DESC, id DESC LIMIT 1
"""


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
        clock.now(), actor.user_id, actor.deputy_for, actor.organization_id, actor.role, actor.name,
        verb, obj._meta.label_lower, str(obj.pk), str(obj)[:200],
        _json(old), _json(changed), reason_code, reason,
        getattr(obj, "organization_id", None), getattr(obj, "district_id", None),
        getattr(obj, "trainee_user_id", None),
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(INSERT, values)


def persons(obj, verb) -> frozenset[int]:
    """User ids of who last made a move on a record: the person, and the member acted for.

    Read in the actor's own scope; empty when the record has no such entry.
    """
    with connection.cursor() as cursor:
        cursor.execute(LAST, [obj._meta.label_lower, str(obj.pk), verb])
        return frozenset(cursor.fetchone() or ()) - {None}


def _json(values: dict) -> str:
    return json.dumps(values, cls=DjangoJSONEncoder, ensure_ascii=False)
