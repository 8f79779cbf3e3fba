"""What the passing of time does: invitations expire, deputies end, credit codes are looked up."""

import logging

from django.utils.translation import gettext

from core import clock
from core.access import Actor, system_actor
from core.refusals import Refused
from core.workflow import perform
from organizations.models import Deputy, Invitation
from organizations.services.registers import look_up_open

logger = logging.getLogger(__name__)
TIMETABLE = system_actor("timetable")


def advance(*, actor: Actor = TIMETABLE) -> int:
    """Make every move that is due, each in a transaction of its own; returns how many were made."""
    today = clock.today()
    due = [(row, "expire", {}) for row in Invitation.objects.overdue(today)]
    over = Deputy.objects.live().filter(last_day__lt=today).select_related("organization")
    due += [(row, "end", {"reason": gettext("The last day is over.")}) for row in over]
    made = sum(make(row, name, actor, inputs) for row, name, inputs in due)
    return made + look_up_open(actor=actor)


def make(row, name, actor, inputs) -> bool:
    """Whether the move was made; somebody else may have been faster."""
    try:
        perform(row, name, actor=actor, **inputs)
    except Refused as refused:
        logger.warning("%s %s: %s", name, row.pk, refused.code)
        return False
    except Exception:
        logger.exception("%s %s", name, row.pk)
        return False
    return True
