"""The clocks of units: registration, accreditation with its visit, changes of it."""

from collections.abc import Iterator
from datetime import date
from operator import attrgetter

from core.deadlines import Due, owed, register
from organizations.enums import AccreditationState, ChangeState, RegistrationState
from organizations.models import Accreditation, AccreditationChange, UnitRegistration
from organizations.models.accreditation import WITH_BUREAU

REPLY_DUE, VISIT_DUE = attrgetter("reply_due_on"), attrgetter("visit_due_on")


def registration_replies(until: date) -> Iterator[Due]:
    """Registrations without an answer."""
    rows = UnitRegistration.objects.filter(
        state=RegistrationState.SUBMITTED, reply_due_on__lte=until
    )
    return owed(rows.order_by("reply_due_on"), until, "unit registration", due_of=REPLY_DUE)


def replies(until: date) -> Iterator[Due]:
    """Applications without an answer."""
    rows = Accreditation.objects.filter(state__in=WITH_BUREAU, reply_due_on__lte=until)
    passed = AccreditationState.DISTRICT_PASSED
    return owed(
        rows.order_by("reply_due_on"), until, "accreditation", due_of=REPLY_DUE,
        is_with_city=lambda row: row.state == passed,
    )  # fmt: skip


def visits(until: date) -> Iterator[Due]:
    """Applications for which no day of a visit is set."""
    submitted = AccreditationState.SUBMITTED
    rows = Accreditation.objects.filter(state=submitted, visit_due_on__lte=until)
    return owed(rows.order_by("visit_due_on"), until, "accreditation", due_of=VISIT_DUE)


def change_replies(until: date) -> Iterator[Due]:
    """Requests for a change without an answer."""
    requested = ChangeState.REQUESTED
    rows = AccreditationChange.objects.filter(state=requested, reply_due_on__lte=until)
    return owed(
        rows.order_by("reply_due_on"), until, "change of accreditation", due_of=REPLY_DUE,
        is_with_city=lambda row: True,
    )  # fmt: skip


register("tl_accreditation_reply", replies)
register("tl_site_visit", visits)
register("tl_change_reply", change_replies)
register("tl_registration_reply", registration_replies)
