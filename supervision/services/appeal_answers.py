"""Answers to appeals, by officers without a part in the case (SD17)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.access import Actor, system_actor
from core.messages import RecordRefused
from core.refusals import Refused
from core.workflow import moving, perform, performs
from organizations.services.telling import tell_unit
from policies.queries import last_moment
from supervision.appealable import KINDS
from supervision.models import DecisionAppeal
from supervision.permissions import CHIEF, OFFICERS
from supervision.queries.appeals import able_to
from supervision.services.appeal_telling import tell_state

SYSTEM = system_actor("appeals")
ANOTHER = gettext_lazy(
    "Somebody without a part can: another reviewer or chief of the municipal bureau."
)
NOBODY = gettext_lazy(
    "Everybody who could act had a part in the case. The security administrator of the "
    "municipal bureau can invite another reviewer or chief; a deputy of somebody with a part "
    "counts as that person."
)


@performs(DecisionAppeal, "take_up")
def take_up(appeal, *, actor: Actor):
    """The reconsideration begins. Raises Refused: same_reviewer (SD17)."""
    with moving(appeal, "take_up", actor=actor, taken_up_at=clock.now()) as row:
        refuse_involved(row, actor, OFFICERS)
        row.taken_up_by = sorted(actor.persons)
        row.due_on = last_moment("tl_appeal_reply", clock.today())
        tell_state(row, "In reconsideration")
    return row


@performs(DecisionAppeal, "refuse")
def refuse_appeal(appeal, *, actor: Actor, reason_code: str, reason: str):
    """It is not looked into: too late, or without a ground. Raises Refused: same_reviewer."""
    texts = {"reason_code": reason_code, "reason": reason}
    with moving(appeal, "refuse", actor=actor, **texts) as row:
        answer(row, actor, reason, OFFICERS)
        row.reason_code = reason_code
        due = {"reason": reason_code, "due": row.appeal_until}
        tell_unit(RecordRefused, row, kind="appeal", **due)
    return row


@performs(DecisionAppeal, "uphold")
def uphold(appeal, *, actor: Actor, reason: str):
    """The decision falls: the system makes the move of the record that sets it aside, at once.

    Raises Refused: same_reviewer, wrong_state when the record has moved on.
    """
    with moving(appeal, "uphold", actor=actor, reason=reason) as row:
        answer(row, actor, reason)
        kind = KINDS[row.kind]
        why = {"reason_code": "appeal_upheld", "reason": row.number}
        perform(record_of(row), kind.remedy, actor=SYSTEM, **why)
        tell_state(row, "Upheld")
    return row


@performs(DecisionAppeal, "dismiss")
def dismiss(appeal, *, actor: Actor, reason: str):
    """The decision stands. Raises Refused: same_reviewer."""
    with moving(appeal, "dismiss", actor=actor, reason=reason) as row:
        answer(row, actor, reason)
        tell_state(row, "Dismissed")
    return row


def record_of(appeal):
    """The record whose decision is appealed against: one of the same unit."""
    model = KINDS[appeal.kind].model
    return model.objects.get(pk=appeal.record_id, organization_id=appeal.organization_id)


def answer(row, actor, reason, roles=CHIEF) -> None:
    """Who answered, when and why."""
    refuse_involved(row, actor, roles)
    row.answered_by, row.answered_at = sorted(actor.persons), clock.now()
    row.answer = reason


def refuse_involved(row, actor, roles) -> None:
    """Nobody with a part in the case, and no deputy of theirs; says which of `roles` can.

    Raises Refused: same_reviewer.
    """
    if not actor.persons & set(row.involved):
        return
    raise Refused(
        "same_reviewer",
        _("you had a part in %(record)s") % {"record": row.record_number},
        remedy=ANOTHER if able_to(row, roles) else NOBODY,
    )
