"""Apprenticeship plans: drafted and filed by an enterprise, answered by its district (2.11).

Begin and end are made by time. Funding attaches itself: the budget as a guard of `approve`, the
commitment and its release as effects of `approve` and `cancel`.
"""

from datetime import date

from django.db import transaction

from core import audit, clock
from core.access import Actor, system_actor
from core.messages import RecordApproved
from core.numbers import next_serial
from core.outbox import english, notify
from core.refusals import Refused, refusing
from core.workflow import lock, made, moving, performs
from organizations.services.telling import admins_of, sending_back, tell_officers, tell_unit
from policies.decisions import require_met, store
from policies.queries import last_moment
from trainees.apprentice_checks import may_teach, plan_decided
from trainees.enums import ApprenticePlanState
from trainees.messages import PlanFinished
from trainees.models import Apprentice, ApprenticePlan
from trainees.models.apprentice_plan import EDITABLE
from trainees.permissions import may_file_plan

KIND, REPLY, SETTLEMENT = "apprenticeship plan", "tl_plan_reply", "tl_settlement"
SYSTEM = system_actor(KIND)
ONCE = "apprentice_live_once"
FACTS = ("institution", "occupation", "level", "starts_on", "ends_on")


@transaction.atomic
def create_plan(*, actor: Actor, **facts) -> ApprenticePlan:
    """A draft of the acting enterprise with institution, occupation, level, first and last day.

    Raises Refused: not_allowed, accreditation_missing, valid_days_reversed.
    """
    series = f"XT{clock.today().year}"
    row = ApprenticePlan(
        organization_id=actor.organization_id, district_id=actor.district_id, made_at=clock.now()
    )
    if not may_file_plan(actor, row):
        raise Refused("not_allowed")
    take(row, facts)
    row.number = f"{series}-{next_serial(series):06d}"
    row.save()
    audit.record(actor, "create", row)
    return row


def take(row, facts) -> None:
    """Set what is given and look at it. Raises Refused."""
    for name in FACTS:
        if name in facts:
            setattr(row, name, facts[name])
    if not may_teach(row.institution) or row.institution_id == row.organization_id:
        raise Refused("accreditation_missing")
    if row.starts_on >= row.ends_on:
        raise Refused("valid_days_reversed", f"{row.starts_on:%Y-%m-%d} > {row.ends_on:%Y-%m-%d}")


@transaction.atomic
def update_plan(plan, *, actor: Actor, **facts) -> ApprenticePlan:
    """Change a draft or a returned plan; with another institution its mentors are chosen anew.

    Raises Refused: not_allowed, wrong_state, accreditation_missing, valid_days_reversed.
    """
    row = editable(plan, actor)
    before, institution = audit.columns(row), row.institution_id
    take(row, facts)
    row.save()
    if row.institution_id != institution:
        row.apprentices.update(
            institution=row.institution, institution_mentor=None, institution_mentor_name=""
        )
    audit.record(actor, "update", row, before=before)
    return row


def editable(plan, actor) -> ApprenticePlan:
    """The plan, locked, while its enterprise may change it. Raises Refused."""
    row = lock(plan)
    if not may_file_plan(actor, row):
        raise Refused("not_allowed")
    if row.state not in EDITABLE:
        raise Refused("wrong_state", row.get_state_display())
    return row


@performs(ApprenticePlan, "file")
def file_plan(plan, *, actor: Actor) -> ApprenticePlan:
    """Hand it to the district, which answers within `tl_plan_reply`.

    Raises Refused with every condition that is not met.
    """
    with moving(plan, "file", actor=actor) as row:
        decided = plan_decided(row, is_filing=True)
        require_met(decided)
        row.filed_at, row.filed_by_id = clock.now(), actor.user_id
        row.reply_due_on = last_moment(REPLY, clock.today())
        row.decided_at = row.decided_by = None
        with refusing(Refused("apprenticed_already"), ONCE):
            row.apprentices.counting().filter(left_on=None).update(is_live=True)
    store([(row, decided)])
    tell_officers(row, row.reply_due_on, kind=KIND)
    return row


def answer(row, actor: Actor) -> None:
    """Who answered and when; never the person or the unit that filed it."""
    units = {row.organization_id, row.institution_id}
    if row.filed_by_id in actor.persons or actor.organization_id in units:
        raise Refused("same_reviewer")
    row.decided_by_id, row.decided_at = actor.user_id, clock.now()


def end_lives(row) -> None:
    """Its apprentices are free for another plan."""
    Apprentice.objects.filter(plan=row, is_live=True).update(is_live=False)


@performs(ApprenticePlan, "return")
def return_plan(plan, *, actor: Actor, reason_code, reason: str):
    """Something is missing; the enterprise files it again."""
    return sent_back(plan, "return", actor, reason_code, reason)


@performs(ApprenticePlan, "refuse")
def refuse_plan(plan, *, actor: Actor, reason_code, reason: str):
    """It is not recorded; the enterprise may appeal."""
    return sent_back(plan, "refuse", actor, reason_code, reason)


def sent_back(plan, move, actor, reason_code, reason):
    texts = {"reason_code": reason_code, "reason": reason}
    with sending_back(plan, move, actor=actor, kind=KIND, **texts) as row:
        answer(row, actor)
        end_lives(row)
    return row


@performs(ApprenticePlan, "approve")
def approve_plan(plan, *, actor: Actor):
    """It begins on its first day. Raises Refused: same_reviewer, what is not met any more."""
    with moving(plan, "approve", actor=actor) as row:
        answer(row, actor)
        require_met(plan_decided(row))
    tell_all(row)
    return row


def tell_all(row) -> None:
    """Both units, the mentors and the apprentices hear of it."""
    tell_unit(RecordApproved, row, kind=KIND)
    told = {"about": row, "kind": KIND, "number": row.number}
    link = row.get_absolute_url()
    notify(RecordApproved, admins_of(row.institution_id), link=link, **told)
    rows = row.apprentices.counting()
    mentors = {person for apprentice in rows for person in apprentice.mentors}
    notify(RecordApproved, sorted(mentors), link="/workspace/apprentices/", **told)
    people = [apprentice.trainee_user_id for apprentice in rows]
    notify(RecordApproved, people, link="/account/apprenticeships/", **told)


@performs(ApprenticePlan, "begin")
def begin_plan(plan, *, actor: Actor):
    """On its first day. Raises Refused: wrong_state before it."""
    with moving(plan, "begin", actor=actor) as row:
        if row.starts_on > clock.today():
            raise Refused("wrong_state", row.get_state_display())
    return row


@performs(ApprenticePlan, "finish")
def finish_plan(plan, *, actor: Actor):
    """After its last day; the time for the settlement begins. Raises Refused: wrong_state."""
    with moving(plan, "finish", actor=actor) as row:
        if row.ends_on >= clock.today():
            raise Refused("wrong_state", row.get_state_display())
        end_lives(row)
    tell_over(row, row.ends_on)
    return row


@performs(ApprenticePlan, "cancel")
def cancel_plan(plan, *, actor: Actor, reason: str):
    """It ends today for everybody; what was served until today counts."""
    with moving(plan, "cancel", actor=actor, reason=reason) as row:
        row.cancelled_on = clock.today()
        end_lives(row)
    if row.filed_at:
        tell_over(row, row.cancelled_on)
    return row


def tell_over(row, last: date) -> None:
    """Until when the enterprise settles."""
    state, due = english(ApprenticePlanState(row.state)), last_moment(SETTLEMENT, last)
    tell_unit(PlanFinished, row, state=state, due=due)


def advance(*, actor: Actor = SYSTEM) -> int:
    """Begin and finish what is due, the earliest first; returns how many moves were made."""
    today, plans = clock.today(), ApprenticePlan.objects
    due = plans.filter(state=ApprenticePlanState.APPROVED, starts_on__lte=today)
    begun = sum(made(row, "begin", actor=actor) for row in due.order_by("starts_on", "pk"))
    over = plans.filter(state=ApprenticePlanState.RUNNING, ends_on__lt=today)
    return begun + sum(made(row, "finish", actor=actor) for row in over.order_by("ends_on", "pk"))
