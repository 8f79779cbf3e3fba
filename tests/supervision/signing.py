"""Acting as the city's reviewer and chief, and the fact that turns out to have been missed."""

from core.tenancy.scope import OWNER, acting_as
from tests.supervision.story import at
from trainees.models import Enrolment

WHY = {
    "I06": "签到记录补录",
    "I07": "同一原因",
    "I15": "创业培训签到补录",
}


def do(actor, work, *args, **kwargs):
    with acting_as(actor.scope):
        return work(*args, actor=actor, **kwargs)


def sign_in_late(story):
    """One enrolment of the start-up course turns out to have begun in the quarter."""
    with acting_as(OWNER):
        Enrolment.objects.filter(pk=story.enrolled["3.6"].pk).update(
            first_signed_in_at=at("06-30T12:00:00")
        )
