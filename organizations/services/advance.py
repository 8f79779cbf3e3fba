"""What the passing of time does: invitations, deputies, accreditations end; codes are looked up."""

from datetime import timedelta

from django.utils.translation import gettext

from core import clock
from core.access import Actor, system_actor
from core.limits import last_moment
from core.messages import TermWarning
from core.workflow import made
from organizations.enums import AccreditationState
from organizations.models import Accreditation, Deputy, Invitation
from organizations.services.applications import KIND, WARNING, first_reminder, local_day
from organizations.services.registers import look_up_open
from organizations.services.telling import tell_unit

TIMETABLE = system_actor("timetable")
LONGEST_WARNING = timedelta(days=366)  # no reminder comes earlier


def advance(*, actor: Actor = TIMETABLE) -> int:
    """Make every move that is due, each in a transaction of its own; returns how many were made."""
    today = clock.today()
    moves = sum(made(row, name, actor=actor, **inputs) for row, name, inputs in due(today))
    warn()
    return moves + look_up_open(actor=actor)


def due(today) -> list[tuple]:
    """(row, move, inputs) of everything whose time is over."""
    found = [(row, "expire", {}) for row in Invitation.objects.overdue(today)]
    over = Deputy.objects.live().filter(last_day__lt=today).select_related("organization")
    found += [(row, "end", {"reason": gettext("The last day is over.")}) for row in over]
    ended = Accreditation.objects.in_force().filter(valid_until__lt=today)
    found += [(row, "expire", {}) for row in ended]
    returned = Accreditation.objects.filter(state=AccreditationState.RETURNED)
    return found + [(row, "lapse", {}) for row in returned if completable_until(row) < today]


def completable_until(row: Accreditation):
    """The last day on which a returned application may be completed."""
    return last_moment("tl_completion_of_papers", local_day(row.returned_at))


def warn() -> None:
    """Remind units of the end of their accreditation: first, and again at half the time."""
    today = clock.today()
    near = (today, today + LONGEST_WARNING)
    for row in Accreditation.objects.in_force().filter(valid_until__range=near):
        first = first_reminder(row)
        half = first + (row.valid_until - first) / 2
        for occasion, day in (("first", first), ("half", half)):
            if day <= today:
                told = f"{WARNING}:{row.valid_until}:{occasion}"
                tell_unit(TermWarning, row, occasion=told, kind=KIND, date=row.valid_until)
