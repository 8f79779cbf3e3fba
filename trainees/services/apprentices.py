"""Apprentices of a plan: put on it with contract and mentors, changed, taken off, left early."""

from datetime import date

from django.db import transaction

from core import audit, clock, files
from core.access import Actor
from core.files.types import JPEG, PDF, PNG
from core.refusals import Refused, refusing
from core.workflow import lock
from trainees.apprentice_checks import mentors_of
from trainees.enums import ApprenticePlanState
from trainees.models import Apprentice
from trainees.permissions import may_file_plan
from trainees.services.apprenticeships import editable

PURPOSE = "training_contract"
files.purpose(PURPOSE, types=(PDF, JPEG, PNG), megabytes=20, is_recorded=True)
FACTS = ("contract_number", "contract_from", "contract_until")
GOING = (ApprenticePlanState.APPROVED, ApprenticePlanState.RUNNING)


@transaction.atomic
def add_apprentice(plan, *, actor: Actor, employment, contract=None, **facts) -> Apprentice:
    """Put an own employee on a draft or returned plan.

    `facts` are contract_number, contract_from, contract_until and the user ids enterprise_mentor
    and institution_mentor; `contract` is an uploaded file. Raises Refused: not_allowed,
    wrong_state, apprentice_not_employed, apprentice_twice, valid_days_reversed, mentors_missing,
    mentors_not_two, and what the file is refused for.
    """
    row = editable(plan, actor)
    if employment.organization_id != row.organization_id or not employment.counts:
        raise Refused("apprentice_not_employed", employment.masked_name)
    apprentice = Apprentice(
        plan=row, organization_id=row.organization_id, institution_id=row.institution_id,
        district_id=row.district_id, employment=employment, trainee_id=employment.trainee_id,
        trainee_user_id=employment.trainee_user_id, name=employment.name,
        masked_identity=employment.masked_identity,
    )  # fmt: skip
    write(apprentice, actor, contract, facts)
    audit.record(actor, "create", apprentice)
    return apprentice


@transaction.atomic
def update_apprentice(apprentice, *, actor: Actor, contract=None, **facts) -> Apprentice:
    """Correct contract and mentors while the plan may be changed. Raises as `add_apprentice`."""
    editable(apprentice.plan, actor)
    row = on_the_plan(apprentice)
    before = audit.columns(row)
    write(row, actor, contract, facts)
    audit.record(actor, "update", row, before=before)
    return row


def on_the_plan(apprentice) -> Apprentice:
    """The row, locked, unless it was taken off. Raises Refused: wrong_state."""
    row = lock(apprentice)
    if row.is_dropped:
        raise Refused("wrong_state")
    return row


def write(row, actor, contract, facts) -> None:
    """Take the facts and the file, and store the row. Raises Refused."""
    for name in FACTS:
        if name in facts:
            setattr(row, name, facts[name])
    if row.contract_from >= row.contract_until:
        days = f"{row.contract_from:%Y-%m-%d} > {row.contract_until:%Y-%m-%d}"
        raise Refused("valid_days_reversed", days)
    name_mentors(row, **{name: facts[name] for name in ("enterprise_mentor", "institution_mentor")
                         if name in facts})  # fmt: skip
    if contract:
        row.contract = files.store(
            actor, contract, purpose=PURPOSE, organization_id=row.organization_id,
            district_id=row.district_id, trainee_user_id=row.trainee_user_id,
        )  # fmt: skip
    with refusing(Refused("apprentice_twice", row.masked_name), "apprentice_once_in_a_plan"):
        row.save()


def name_mentors(row, *, enterprise_mentor=None, institution_mentor=None) -> None:
    """Set the mentors that are given, by user id. Raises Refused: mentors_missing, mentors_not_two.

    Only whoever is a mentor of that unit today can be one; nobody is one's own, nor both.
    """
    known = mentors_of(row.plan)
    for side, unit, person in (
        ("enterprise", row.organization_id, enterprise_mentor),
        ("institution", row.institution_id, institution_mentor),
    ):
        if person is None:
            continue
        if (person, unit) not in known:
            raise Refused("mentors_missing")
        setattr(row, f"{side}_mentor_id", person)
        setattr(row, f"{side}_mentor_name", known[person, unit])
    named = (*row.mentors, row.trainee_user_id)
    if len(set(named)) < len(named):
        raise Refused("mentors_not_two")


@transaction.atomic
def change_mentors(apprentice, *, actor: Actor, **mentors) -> Apprentice:
    """Name other mentors while the plan is approved or running: people leave.

    Raises Refused: not_allowed, wrong_state, mentors_missing, mentors_not_two.
    """
    row = going(apprentice, actor)
    before = audit.columns(row)
    name_mentors(row, **mentors)
    row.save()
    audit.record(actor, "change_mentors", row, before=before)
    return row


def going(apprentice, actor) -> Apprentice:
    """An apprentice of a plan that goes on, locked, for its enterprise. Raises Refused."""
    plan = lock(apprentice.plan)
    row = on_the_plan(apprentice)
    if not may_file_plan(actor, plan):
        raise Refused("not_allowed")
    if plan.state not in GOING or row.left_on:
        raise Refused("wrong_state", plan.get_state_display())
    return row


@transaction.atomic
def drop_apprentice(apprentice, *, actor: Actor) -> Apprentice:
    """Take somebody off a draft or returned plan. Raises Refused: not_allowed, wrong_state."""
    editable(apprentice.plan, actor)
    row = on_the_plan(apprentice)
    before = audit.columns(row)
    row.is_dropped = True
    row.save()
    audit.record(actor, "drop", row, before=before)
    return row


@transaction.atomic
def leave_early(apprentice, *, actor: Actor, left_on: date, left_reason: str) -> Apprentice:
    """Somebody is an apprentice no longer after a day; what was served until then counts.

    Raises Refused: not_allowed, wrong_state, input_missing, left_outside_plan.
    """
    row = going(apprentice, actor)
    if not left_reason:
        raise Refused("input_missing", "left_reason")
    plan = row.plan
    first = min(plan.starts_on, clock.today())  # whoever never came leaves before it begins
    if not first <= left_on <= min(plan.ends_on, clock.today()):
        raise Refused("left_outside_plan", f"{left_on:%Y-%m-%d}")
    before = audit.columns(row)
    row.left_on, row.left_reason, row.is_live = left_on, left_reason, False
    row.save()
    audit.record(actor, "leave", row, before=before, reason=left_reason)
    return row
