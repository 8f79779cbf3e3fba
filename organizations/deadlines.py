"""The clock of registrations: the district owes an answer; the city's chief hears of a delay."""

from collections.abc import Iterator
from datetime import date
from functools import cache

from core.deadlines import Due, register
from core.enums import Role
from core.outbox import users_in_role
from organizations.enums import RegistrationState
from organizations.models import UnitRegistration


def registration_replies(until: date) -> Iterator[Due]:
    """Registrations without an answer."""
    reviewers = cache(lambda district_id: users_in_role(Role.DISTRICT_REVIEWER, district_id))
    chiefs = users_in_role(Role.MUNICIPAL_CHIEF)
    open_ones = UnitRegistration.objects.filter(
        state=RegistrationState.SUBMITTED, reply_due_on__lte=until
    )
    for row in open_ones.order_by("reply_due_on"):
        yield Due(
            about=row,
            on=row.reply_due_on,
            owners=reviewers(row.district_id),
            chiefs=chiefs,
            kind="unit registration",
            number=row.number,
            link=row.get_absolute_url(),
        )


register("tl_registration_reply", registration_replies)
