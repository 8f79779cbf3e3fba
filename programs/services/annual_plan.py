"""The annual plan: split over districts and training types, consulted on, approved, in force (2.2).

Whoever wrote a target never approves the plan. One version of a year is in force, one at most is
being prepared.
"""

from datetime import date

from django.db import connection, transaction

from core import audit, clock
from core.access import Actor, system_actor
from core.enums import Role
from core.outbox import notify, users_in_role
from core.refusals import Refused
from core.workflow import moving, perform, performs
from organizations.models import District
from policies.queries import last_moment
from programs.enums import PlanState
from programs.messages import (
    PlanAmended,
    PlanCommented,
    PlanConsultation,
    PlanPublished,
    PlanWithdrawn,
)
from programs.models import AnnualPlanVersion, PlanComment, Target
from programs.models.annual_plan import LIVE
from programs.permissions import may_comment_plan, may_write_plan
from programs.planning import city, faults_of, unexplained

SYSTEM = system_actor("annual_plan")
FIRST_YEAR, YEARS_AHEAD = 2019, 2
LOCK = 7006  # of the advisory locks


@transaction.atomic
def create_plan(*, actor: Actor, year: int, reason: str = "") -> AnnualPlanVersion:
    """A draft for a year; where a version is in force, a revision that begins with its targets.

    Raises Refused: not_allowed, not_eligible for a year out of reach, wrong_state while another
    version is being prepared, input_missing for a revision without a reason.
    """
    plan = AnnualPlanVersion(
        year=year, reason=reason, author_id=actor.user_id, written_by=sorted(actor.persons)
    )
    if not may_write_plan(actor, plan):
        raise Refused("not_allowed")
    if not FIRST_YEAR <= year <= clock.today().year + YEARS_AHEAD:
        raise Refused("not_eligible", str(year))
    one_at_a_time(year)
    versions = list(AnnualPlanVersion.objects.filter(year=year).order_by("version"))
    final = next((row for row in versions if row.state in (*LIVE, PlanState.CLOSED)), None)
    if final:
        raise Refused("wrong_state", f"{final} {final.get_state_display()}")
    before = next((row for row in versions if row.state == PlanState.PUBLISHED), None)
    if before and not reason:
        raise Refused("input_missing", "reason")
    plan.version = versions[-1].version + 1 if versions else 1
    plan.number = f"P{year}-v{plan.version}"
    plan.save()
    audit.record(actor, "create", plan)
    if before:
        copy_targets(before, plan)
    return plan


def one_at_a_time(year: int) -> None:
    """Of two who begin a version of a year the second waits, and is then refused."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, year])


def copy_targets(before, plan) -> None:
    """Those of the city and of the districts of today: one that is gone has no target any more."""
    today = [city().pk, *District.objects.active().values_list("pk", flat=True)]
    copies = before.targets.filter(district__in=today)
    values = copies.values("district_id", "training_type", "indicator", "figure")
    Target.objects.bulk_create(Target(plan=plan, **row) for row in values)


@transaction.atomic
def set_targets(plan, *, actor: Actor, targets: dict[tuple, tuple[int, str]]) -> int:
    """Write targets of a draft: (indicator, district id, training type) → (figure, reason).

    Returns how many changed; whoever writes is kept in `written_by`. Raises Refused: not_allowed,
    wrong_state.
    """
    row = AnnualPlanVersion.objects.select_for_update().get(pk=plan.pk)
    if not may_write_plan(actor, row):
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
    """Ask the districts.

    Raises Refused: targets_incomplete, targets_disagree, and in a revision target_reason_missing,
    each with every fault.
    """
    with moving(plan, "consult", actor=actor) as row:
        refuse_faults(row)
        row.consultation_ends_on = last_moment("tl_plan_consultation", clock.today())
        tell_districts(PlanConsultation, row, year=row.year, due=row.consultation_ends_on)
    return row


def refuse_faults(plan) -> None:
    if faults := faults_of(plan) or unexplained(plan):
        raise Refused(faults[0].code, faults[0].detail, errors=faults)


@transaction.atomic
def comment(plan, *, actor: Actor, text: str) -> PlanComment:
    """What a district says of a plan it is asked about.

    Raises Refused: not_allowed, wrong_state before or after the consultation.
    """
    row = AnnualPlanVersion.objects.visible_to(actor).filter(pk=plan.pk).first()
    if row is None or not may_comment_plan(actor, row):
        raise Refused("not_allowed")
    if not row.is_open_for_comments:
        until = f" {row.consultation_ends_on}" if row.consultation_ends_on else ""
        raise Refused("wrong_state", f"{row.get_state_display()}{until}")
    made = PlanComment(
        plan=row,
        organization_id=actor.organization_id,
        district_id=actor.district_id,
        text=text,
        made_by_id=actor.user_id,
        made_at=clock.now(),
    )
    made.save()
    audit.record(actor, "comment", made)
    notify(
        PlanCommented,
        users_in_role(Role.MUNICIPAL_REVIEWER),
        about=made,
        link=row.get_absolute_url(),
        unit=made.organization.short_name,
        year=row.year,
    )
    return made


@performs(AnnualPlanVersion, "amend")
def amend(plan, *, actor: Actor, reason: str):
    """Take up comments: the targets are written on again, and the districts are told."""
    with moving(plan, "amend", actor=actor, reason=reason) as row:
        row.consultation_ends_on = None
        tell_districts(PlanAmended, row, is_open=False, year=row.year)
    return row


@performs(AnnualPlanVersion, "approve")
def approve(plan, *, actor: Actor):
    """Approve after the consultation, by somebody who wrote nothing of it.

    Raises Refused: plan_same_person, consultation_open, and what `consult` refuses: a district may
    have been added meanwhile.
    """
    with moving(plan, "approve", actor=actor) as row:
        if actor.persons & set(row.written_by):
            raise Refused("plan_same_person")
        if clock.today() <= row.consultation_ends_on:
            raise Refused("consultation_open", str(row.consultation_ends_on))
        refuse_faults(row)
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
    """End a year that is over.

    Raises Refused: period_not_closed, wrong_state while a revision is being prepared.
    """
    with moving(plan, "close", actor=actor) as row:
        one_at_a_time(row.year)
        if prepared := AnnualPlanVersion.objects.filter(year=row.year, state__in=LIVE).first():
            raise Refused("wrong_state", f"{prepared} {prepared.get_state_display()}")
        if clock.today() <= date(row.year, 12, 31):
            raise Refused("period_not_closed", f"{row.year}-12-31")
    return row


@performs(AnnualPlanVersion, "withdraw")
def withdraw(plan, *, actor: Actor, reason: str):
    """Give a version up; the districts are told where they had been asked."""
    with moving(plan, "withdraw", actor=actor, reason=reason) as row:
        if row.is_shared:
            tell_districts(PlanWithdrawn, row, is_open=False, year=row.year, number=row.number)
    return row


def tell_districts(message, plan, /, *, is_open=True, **context) -> None:
    """Tell every district; with the way to the plan where it is open to them."""
    districts = District.objects.active().values_list("pk", flat=True)
    people = [user for pk in districts for user in users_in_role(Role.DISTRICT_REVIEWER, pk)]
    link = plan.get_absolute_url() if is_open else ""
    notify(message, people, about=plan, link=link, **context)
