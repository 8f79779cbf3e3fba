"""The annual plan: split over districts and training types, consulted on, approved, in force (2.2).

Whoever wrote a target never approves the plan. One version of a year is in force, one at most is
being prepared.
"""

from datetime import date

from django.db import transaction

from core import audit, clock
from core.access import Actor, system_actor
from core.enums import Role
from core.outbox import notify, users_in_role
from core.refusals import Refused
from core.workflow import moving, perform, performs
from organizations.models import District
from policies.queries import last_moment
from programs.enums import PlanState
from programs.messages import PlanConsultation, PlanPublished
from programs.models import AnnualPlanVersion, Target
from programs.models.annual_plan import LIVE
from programs.permissions import is_municipal_reviewer
from programs.planning import faults_of, unexplained

SYSTEM = system_actor("annual_plan")
FIRST_YEAR, YEARS_AHEAD = 2019, 2


@transaction.atomic
def create_plan(*, actor: Actor, year: int, reason: str = "") -> AnnualPlanVersion:
    """A draft for a year; where a version is in force, a revision that begins with its targets.

    Raises Refused: not_allowed, not_eligible for a year out of reach, wrong_state while another
    version is being prepared, input_missing for a revision without a reason.
    """
    plan = AnnualPlanVersion(
        year=year, reason=reason, author_id=actor.user_id, written_by=sorted(actor.persons)
    )
    if not is_municipal_reviewer(actor, plan):
        raise Refused("not_allowed")
    if not FIRST_YEAR <= year <= clock.today().year + YEARS_AHEAD:
        raise Refused("not_eligible", str(year))
    versions = AnnualPlanVersion.objects.select_for_update().filter(year=year)
    newest = versions.order_by("-version").first()
    prepared = next((row for row in versions if row.state in LIVE), None)
    if prepared:
        raise Refused("wrong_state", f"{prepared} {prepared.get_state_display()}")
    before = versions.filter(state=PlanState.PUBLISHED).first()
    if before and not reason:
        raise Refused("input_missing", "reason")
    plan.version = newest.version + 1 if newest else 1
    plan.number = f"P{year}-v{plan.version}"
    plan.save()
    audit.record(actor, "create", plan)
    if before:
        copies = before.targets.values("district_id", "training_type", "indicator", "figure")
        Target.objects.bulk_create(Target(plan=plan, **row) for row in copies)
    return plan


@transaction.atomic
def set_targets(plan, *, actor: Actor, targets: dict[tuple, tuple[int, str]]) -> int:
    """Write targets of a draft: (indicator, district id, training type) → (figure, reason).

    Returns how many changed; whoever writes is kept in `written_by`. Raises Refused: not_allowed,
    wrong_state.
    """
    row = AnnualPlanVersion.objects.select_for_update().get(pk=plan.pk)
    if not is_municipal_reviewer(actor, row):
        raise Refused("not_allowed")
    if row.state != PlanState.DRAFT:
        raise Refused("wrong_state", row.get_state_display())
    stored = {target.place: target for target in row.targets.all()}
    changed = []
    for place, (figure, reason) in targets.items():
        target = stored.get(place) or of_place(row, place)
        if (target.figure, target.reason) == (figure, reason):
            continue
        before = audit.columns(target) if target.pk else None
        target.figure, target.reason = figure, reason
        changed.append((target, before))
    store(row, changed, actor)
    return len(changed)


def of_place(plan, place) -> Target:
    indicator, district_id, training_type = place
    return Target(
        plan=plan, indicator=indicator, district_id=district_id, training_type=training_type
    )


def store(plan, changed, actor) -> None:
    """New and changed targets in two statements, each with its entry in the trail."""
    Target.objects.bulk_create([target for target, before in changed if before is None])
    Target.objects.bulk_update(
        [target for target, before in changed if before is not None], ["figure", "reason"]
    )
    audit.record_all(actor, "update", changed)
    new = actor.persons - set(plan.written_by)
    if changed and new:
        plan.written_by = [*plan.written_by, *sorted(new)]
        plan.save(update_fields=["written_by"])


@performs(AnnualPlanVersion, "consult")
def consult(plan, *, actor: Actor):
    """Ask the districts. Raises Refused: targets_incomplete, targets_disagree with each fault."""
    with moving(plan, "consult", actor=actor) as row:
        refuse_faults(row)
        row.consultation_ends_on = last_moment("tl_plan_consultation", clock.today())
        tell_districts(PlanConsultation, row, year=row.year, due=row.consultation_ends_on)
    return row


def refuse_faults(plan) -> None:
    if faults := faults_of(plan):
        raise Refused(faults[0].code, faults[0].detail, errors=faults)


@performs(AnnualPlanVersion, "amend")
def amend(plan, *, actor: Actor, reason: str):
    """Take up comments: the targets are written on again, and the districts are told."""
    with moving(plan, "amend", actor=actor, reason=reason) as row:
        tell_districts(PlanConsultation, row, year=row.year, due=row.consultation_ends_on)
        row.consultation_ends_on = None
    return row


@performs(AnnualPlanVersion, "approve")
def approve(plan, *, actor: Actor):
    """Approve after the consultation, by somebody who wrote nothing of it.

    Raises Refused: plan_same_person, consultation_open, target_reason_missing in a revision.
    """
    with moving(plan, "approve", actor=actor) as row:
        if actor.persons & set(row.written_by):
            raise Refused("plan_same_person")
        if clock.today() <= row.consultation_ends_on:
            raise Refused("consultation_open", str(row.consultation_ends_on))
        if missing := unexplained(row):
            raise Refused("target_reason_missing", missing[0].detail, errors=missing)
        row.approved_by_id, row.approved_at = actor.user_id, clock.now()
    return row


@performs(AnnualPlanVersion, "publish")
def publish(plan, *, actor: Actor):
    """Put it into force from today; the version that was in force is superseded."""
    with moving(plan, "publish", actor=actor, published_on=clock.today()) as row:
        before = AnnualPlanVersion.objects.filter(year=row.year, state=PlanState.PUBLISHED).first()
        if before:
            perform(before, "revise", actor=SYSTEM, superseded_on=clock.today())
        tell_districts(PlanPublished, row, year=row.year, number=row.number)
    return row


@performs(AnnualPlanVersion, "close")
def close(plan, *, actor: Actor):
    """End a year that is over. Raises Refused: period_not_closed."""
    with moving(plan, "close", actor=actor) as row:
        if clock.today() <= date(row.year, 12, 31):
            raise Refused("period_not_closed", f"{row.year}-12-31")
    return row


def tell_districts(message, plan, /, **context) -> None:
    districts = District.objects.active().values_list("pk", flat=True)
    people = [user for pk in districts for user in users_in_role(Role.DISTRICT_REVIEWER, pk)]
    occasion = f"{plan.state} {clock.now().isoformat()}"
    notify(message, people, about=plan, occasion=occasion, link=plan.get_absolute_url(), **context)
