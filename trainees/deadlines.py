"""The clocks of trainees: the answers owed to people."""

from collections.abc import Iterator
from datetime import date
from functools import cache

from core.admin_urls import record_url
from core.deadlines import Due, register
from core.enums import Role
from core.outbox import users_in_role
from trainees.enums import GroupState
from trainees.models import GroupMembership
from trainees.services.groups import KIND, REPLY, reply_due


def group_replies(until: date) -> Iterator[Due]:
    """Proofs of groups without an answer of the home district."""
    reviewers = cache(lambda district_id: users_in_role(Role.DISTRICT_REVIEWER, district_id))
    chiefs = users_in_role(Role.MUNICIPAL_CHIEF)
    for row in GroupMembership.objects.filter(state=GroupState.SUBMITTED).order_by("submitted_at"):
        due = reply_due(row)
        if due <= until:
            yield Due(
                about=row,
                on=due,
                owners=reviewers(row.district_id),
                chiefs=chiefs,
                kind=KIND,
                number=row.number,
                link=record_url(row),
            )


register(REPLY, group_replies)
