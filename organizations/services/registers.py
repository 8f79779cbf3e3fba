"""Credit codes of new registrations are looked up by the clock, where a source is connected."""

import logging

from django.db import transaction

from core import audit, clock
from core.access import Actor
from organizations import business_register
from organizations.enums import Finding, OrganizationKind, RegistrationState
from organizations.models import UnitRegistration

logger = logging.getLogger(__name__)


def look_up_open(*, actor: Actor) -> int:
    """Look up every enterprise that waits and was not looked up; returns how many were found out.

    The source is asked outside of any transaction; one that does not answer is asked again.
    """
    if not business_register.source():
        return 0
    waiting = UnitRegistration.objects.filter(
        state=RegistrationState.SUBMITTED,
        kind=OrganizationKind.ENTERPRISE,
        finding=Finding.NOT_CHECKED,
    )
    return sum(look_up(row, actor) for row in waiting)


def look_up(registration, actor: Actor) -> bool:
    """Keep what the source says of one; whether it said something."""
    try:
        finding, name = business_register.look_up(registration.uscc, registration.name)
    except Exception:
        logger.exception("business register: %s", registration.number)
        return False
    keep(registration.pk, finding, name, actor)
    return True


@transaction.atomic
def keep(pk: int, finding: Finding, name: str, actor: Actor) -> None:
    """Write the finding, unless somebody has answered meanwhile."""
    row = UnitRegistration.objects.select_for_update(of=("self",)).get(pk=pk)
    if row.state != RegistrationState.SUBMITTED:
        return
    before = audit.columns(row)
    row.finding, row.found_name, row.found_at = finding, name[:80], clock.now()
    row.found_in = business_register.source()
    row.save()
    audit.record(actor, "check", row, before=before)
