"""The clocks of trainees: the answers owed to people."""

from collections.abc import Iterator
from datetime import date

from core.deadlines import Due, owed, register
from trainees.enums import GroupState, LateState
from trainees.models import GroupMembership, LateException
from trainees.services import late
from trainees.services.groups import KIND, REPLY, reply_due


def group_replies(until: date) -> Iterator[Due]:
    """Proofs of groups without an answer of the home district."""
    submitted = GroupMembership.objects.filter(state=GroupState.SUBMITTED)
    return owed(submitted.order_by("submitted_at"), until, KIND, due_of=reply_due)


def late_replies(until: date) -> Iterator[Due]:
    """Late enrolments without an answer of the district."""
    asked = LateException.objects.filter(state=LateState.REQUESTED).order_by("reply_due_on")
    return owed(asked, until, late.KIND, due_of=lambda row: row.reply_due_on)


register(REPLY, group_replies)
register(late.REPLY, late_replies)
