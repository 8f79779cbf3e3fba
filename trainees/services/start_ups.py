"""Businesses people start: linked by their credit code, looked up, and followed up (ent §2)."""

import logging
from datetime import date

from django.db import transaction

from core import audit, clock
from core.access import Actor, system_actor
from core.calendar import Unit, deadline
from core.numbers import next_serial
from core.outbox import notify
from core.refusals import Refused, refusing
from core.workflow import lock, made, move_all, moving, performs
from organizations import business_register
from organizations.enums import Finding
from organizations.services.telling import admins_of
from policies.queries import last_moment, value_on
from programs.enums import TrainingType
from trainees.enums import EnrolmentState, FollowUpState, StartUpState
from trainees.messages import FollowUpDue
from trainees.models import Enrolment, StartUp, StartUpFollowUp
from trainees.permissions import is_worker_oneself

logger = logging.getLogger(__name__)
KIND, REPLY = "follow-up of a start-up", "tl_start_up_follow_up"
LENGTH, STEP = "start_up_months", "start_up_interval"
SYSTEM = system_actor("start-ups")
TAUGHT = (EnrolmentState.ATTENDING, EnrolmentState.COMPLETED, EnrolmentState.FAILED)
OPEN = (FollowUpState.PLANNED, FollowUpState.DUE)


def may_link(enrolment: Enrolment) -> bool:
    """Whether a business can be linked to it: attended, of a start-up course."""
    is_of_type = enrolment.training_class.programme.training_type == TrainingType.ENTREPRENEURSHIP
    is_taught = enrolment.state in TAUGHT and enrolment.first_signed_in_at is not None
    return is_of_type and is_taught


@transaction.atomic
def link_business(
    enrolment: Enrolment, *, actor: Actor, uscc: str, name: str, registered_on: date
) -> StartUp:
    """Link the own business to the course after which it was started; its follow-ups are planned.

    `uscc` is a checked credit code. Raises Refused: not_allowed, start_up_without_course,
    start_up_ahead, start_up_before_course, start_up_linked.
    """
    row = lock(enrolment)
    if not is_worker_oneself(actor, row):
        raise Refused("not_allowed")
    if not may_link(row):
        raise Refused("start_up_without_course", row.get_state_display())
    check_day(registered_on, row.training_class.starts_on)
    series = f"CY{clock.today().year}"
    business = StartUp(
        number=f"{series}-{next_serial(series):06d}", enrolment=row, uscc=uscc, name=name,
        registered_on=registered_on, linked_at=clock.now(), **owners(row),
    )  # fmt: skip
    with refusing(Refused("start_up_linked", uscc), "start_up_linked_once"):
        business.save()
    StartUpFollowUp.objects.bulk_create(planned(business))
    audit.record(actor, "link", business)
    return business


def check_day(registered_on: date, first_day: date) -> None:
    """Raises Refused: start_up_ahead, start_up_before_course."""
    if registered_on > clock.today():
        raise Refused("start_up_ahead", f"{registered_on:%Y-%m-%d}")
    if registered_on < first_day:
        raise Refused("start_up_before_course", f"{registered_on:%Y-%m-%d} < {first_day:%Y-%m-%d}")


def owners(row) -> dict:
    return {
        name: getattr(row, name) for name in ("organization_id", "district_id", "trainee_user_id")
    }


def planned(business: StartUp) -> list[StartUpFollowUp]:
    """The follow-ups of a business, not stored yet."""
    day = business.registered_on
    return [
        StartUpFollowUp(
            start_up=business, month=month, due_on=deadline(day, month, Unit.MONTH),
            **owners(business),
        )
        for month in follow_up_months(day)
    ]  # fmt: skip


def follow_up_months(day: date) -> list[int]:
    """After how many months a business registered that day is followed up: 6 and 12."""
    length, step = (int(value_on(code, day).value) for code in (LENGTH, STEP))
    return list(range(step, length + 1, step))


@performs(StartUp, "withdraw")
@transaction.atomic
def withdraw_link(business, *, actor: Actor, reason: str):
    """It counts no more; what nobody has recorded yet is not asked any more."""
    with moving(business, "withdraw", actor=actor, reason=reason) as row:
        end_follow_ups(row)
    return row


def end_follow_ups(business) -> None:
    open_ones = StartUpFollowUp.objects.filter(start_up=business, state__in=OPEN)
    move_all(open_ones, "cancel", actor=SYSTEM, changes=lambda _row: {})


@performs(StartUpFollowUp, "record_alive")
def record_alive(follow_up, *, actor: Actor, jobs: int):
    """It is in business, and so many people work there, the founder included."""
    with moving(follow_up, "record_alive", actor=actor, jobs=jobs) as row:
        sign(row, actor)
    return row


@performs(StartUpFollowUp, "record_closed")
@transaction.atomic
def record_closed(follow_up, *, actor: Actor, reason: str):
    """It is closed: the later follow-ups of this link are not asked any more."""
    with moving(follow_up, "record_closed", actor=actor, reason=reason) as row:
        sign(row, actor)
    end_follow_ups(row.start_up)
    return row


def sign(row, actor) -> None:
    row.recorded_at, row.recorded_by_id = clock.now(), actor.user_id
    row.recorded_role = actor.role


@performs(StartUpFollowUp, "fall_due")
def fall_due(follow_up, *, actor: Actor):
    """Founder and institution are asked; what the register says stands beside their answer.

    Where it cannot be asked today, what it said the last time. Raises Refused: wrong_state before
    the day.
    """
    finding = look_up(follow_up.start_up)
    if finding == Finding.NOT_CHECKED:
        finding = follow_up.start_up.finding
    today = clock.today()
    with transaction.atomic():
        with moving(follow_up, "fall_due", actor=actor, asked_on=today) as row:
            if row.due_on > today:
                raise Refused("wrong_state", row.get_state_display())
            row.finding = finding
        tell_due(row)
    return row


def tell_due(row) -> None:
    business, unit = row.start_up, admins_of(row.organization_id)
    told = {"name": business.name, "count": row.month, "due": reply_due(row)}
    mine = f"/account/businesses/{business.number}/"
    notify(FollowUpDue, [row.trainee_user_id], about=row, link=mine, **told)
    notify(FollowUpDue, unit, about=row, link=business.get_absolute_url(), **told)


def reply_due(row) -> date:
    """The last day on which a follow-up is recorded in time."""
    return last_moment(REPLY, row.asked_on or row.due_on)


def look_up(business: StartUp) -> Finding:
    """Ask the register, where a source is connected, and keep what it says."""
    try:
        finding, name = business_register.look_up(business.uscc, business.name)
    except Exception:
        logger.exception("business register: %s", business.number)
        return Finding.NOT_CHECKED
    if finding != Finding.NOT_CHECKED:
        keep(business.pk, finding, name)
    return finding


@transaction.atomic
def keep(pk: int, finding: Finding, name: str) -> None:
    row = StartUp.objects.select_for_update(of=("self",)).get(pk=pk)
    before = audit.columns(row)
    row.finding, row.found_name = finding, name[:80]
    row.found_in, row.found_at = business_register.source(), clock.now()
    row.save()
    audit.record(SYSTEM, "check", row, before=before)


def advance(*, actor: Actor = SYSTEM) -> int:
    """Look up new links and ask what has fallen due; returns how many were looked up and asked."""
    found = 0
    if business_register.source():
        unknown = StartUp.objects.filter(state=StartUpState.LINKED, finding=Finding.NOT_CHECKED)
        found = sum(look_up(row) != Finding.NOT_CHECKED for row in unknown.order_by("pk"))
    due = StartUpFollowUp.objects.filter(state=FollowUpState.PLANNED, due_on__lte=clock.today())
    rows = due.select_related("start_up").order_by("due_on", "pk")
    return found + sum(made(row, "fall_due", actor=actor) for row in rows)
