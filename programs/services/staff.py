"""Teachers and venues of a unit."""

from django.db import transaction

from core import audit
from core.access import Actor
from core.enums import UNIT_ADMINS
from core.refusals import Refused


@transaction.atomic
def save_own(row, *, actor: Actor, organization):
    """Store a teacher or venue of the acting unit. Raises Refused: not_allowed."""
    is_new = row.pk is None
    if is_new:
        row.organization, row.district = organization, organization.district
    if actor.role not in UNIT_ADMINS or row.organization_id != actor.organization_id:
        raise Refused("not_allowed")
    before = None if is_new else audit.columns(type(row).objects.get(pk=row.pk))
    row.save()
    audit.record(actor, "create" if is_new else "update", row, before=before)
    return row
