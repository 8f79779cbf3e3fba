"""The clocks of trainees: the answers owed to people."""

from collections.abc import Iterator
from datetime import date

from core.deadlines import Due, owed, register
from trainees.enums import GroupState
from trainees.models import GroupMembership
from trainees.services.groups import KIND, REPLY, reply_due


def group_replies(until: date) -> Iterator[Due]:
    """Proofs of groups without an answer of the home district."""
    submitted = GroupMembership.objects.filter(state=GroupState.SUBMITTED)
    return owed(submitted.order_by("submitted_at"), until, KIND, due_of=reply_due)


register(REPLY, group_replies)
