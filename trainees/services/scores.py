"""Completion scores 结业成绩, entered by the institution after the last session."""

from decimal import Decimal

from django.db import transaction

from core import audit, clock
from core.access import Actor
from core.refusals import Refused
from programs.enums import ClassState
from programs.models import TrainingClass
from trainees.enums import EnrolmentState
from trainees.models import Enrolment
from trainees.permissions import is_own_unit_admin


@transaction.atomic
def enter_scores(
    training_class: TrainingClass, *, actor: Actor, scores: dict[int, Decimal], reason: str = ""
) -> int:
    """Keep scores (enrolment id → 0 to 100) with who and when; returns how many are new.

    A score that stands already is corrected with a reason. The class is locked, so that nobody
    completes it meanwhile. Raises Refused: not_allowed, score_not_entered_now,
    score_reason_missing.
    """
    if not is_own_unit_admin(actor, training_class):
        raise Refused("not_allowed")
    locked = TrainingClass.objects.select_for_update(of=("self",)).select_related("programme")
    row = locked.get(pk=training_class.pk)
    if row.state != ClassState.FINISHED or not row.programme.has_final_test:
        raise Refused("score_not_entered_now", row.get_state_display())
    return keep(scorable(row), scores, actor, reason)


def scorable(training_class):
    """Those whose outcome is open: whoever never came has theirs already."""
    return Enrolment.objects.filter(
        training_class=training_class, state=EnrolmentState.ATTENDING
    ).order_by("name", "pk")


def keep(enrolments, scores, actor, reason) -> int:
    asked = enrolments.select_for_update(of=("self",)).filter(pk__in=scores)
    changed = [row for row in asked if row.score != scores[row.pk]]
    if len(asked) != len(scores):
        raise Refused("score_not_entered_now", EnrolmentState.ATTENDING.label)
    if not reason and any(row.score is not None for row in changed):
        raise Refused("score_reason_missing")
    before = [audit.columns(row) for row in changed]
    for row in changed:
        row.score, row.scored_at, row.scored_by_id = scores[row.pk], clock.now(), actor.user_id
    Enrolment.objects.bulk_update(changed, ["score", "scored_at", "scored_by"])
    for row, old in zip(changed, before, strict=True):
        is_new = old["score"] is None
        verb = "enter_score" if is_new else "correct_score"
        audit.record(actor, verb, row, before=old, reason="" if is_new else reason)
    return len(changed)
