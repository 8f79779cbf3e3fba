"""The clocks of units: registration, accreditation with its visit, changes of it."""

from collections.abc import Iterator
from datetime import date
from functools import cache

from core.admin_urls import record_url
from core.deadlines import Due, register
from core.enums import Role
from core.outbox import users_in_role
from organizations.enums import AccreditationState, ChangeState, RegistrationState
from organizations.models import Accreditation, AccreditationChange, UnitRegistration
from organizations.models.accreditation import WITH_BUREAU


def dues(rows, day: str, kind: str, is_with_city) -> Iterator[Due]:
    """A clock for each row; who must act is the district, or the city where it has it."""
    reviewers = cache(lambda district_id: users_in_role(Role.DISTRICT_REVIEWER, district_id))
    city = cache(lambda: users_in_role(Role.MUNICIPAL_REVIEWER))
    chiefs = users_in_role(Role.MUNICIPAL_CHIEF)
    for row in rows.order_by(day):
        yield Due(
            about=row,
            on=getattr(row, day),
            owners=city() if is_with_city(row) else reviewers(row.district_id),
            chiefs=chiefs,
            kind=kind,
            number=row.number,
            link=record_url(row),
        )


def registration_replies(until: date) -> Iterator[Due]:
    """Registrations without an answer."""
    rows = UnitRegistration.objects.filter(
        state=RegistrationState.SUBMITTED, reply_due_on__lte=until
    )
    return dues(rows, "reply_due_on", "unit registration", lambda row: False)


def replies(until: date) -> Iterator[Due]:
    """Applications without an answer."""
    rows = Accreditation.objects.filter(state__in=WITH_BUREAU, reply_due_on__lte=until)
    passed = AccreditationState.DISTRICT_PASSED
    return dues(rows, "reply_due_on", "accreditation", lambda row: row.state == passed)


def visits(until: date) -> Iterator[Due]:
    """Applications for which no day of a visit is set."""
    submitted = AccreditationState.SUBMITTED
    rows = Accreditation.objects.filter(state=submitted, visit_due_on__lte=until)
    return dues(rows, "visit_due_on", "accreditation", lambda row: False)


def change_replies(until: date) -> Iterator[Due]:
    """Requests for a change without an answer."""
    requested = ChangeState.REQUESTED
    rows = AccreditationChange.objects.filter(state=requested, reply_due_on__lte=until)
    return dues(rows, "reply_due_on", "change of accreditation", lambda row: True)


register("tl_accreditation_reply", replies)
register("tl_site_visit", visits)
register("tl_change_reply", change_replies)
register("tl_registration_reply", registration_replies)
