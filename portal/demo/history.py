"""How the demo's records came to be: the audit entries their services would have written."""

from collections.abc import Iterator
from datetime import time, timedelta

from core import clock
from core.access import Actor, system_actor
from core.audit import Entry, record_past
from core.enums import Face, Role
from portal.demo.timetable import moment
from programs.enums import ClassState
from trainees.enums import EnrolmentSource, EnrolmentState

S = ClassState
SYSTEM = system_actor("timetable")
RETURN = ("teacher_not_qualified", "请补充授课教师的职业资格证明后重新提交。（演示内容）")
REFUSAL = ("premises_unsuitable", "实训场地面积不符合该职业（工种）要求。（演示内容）")
NOT_ENOUGH = "报名人数不足，未能开班。（演示内容）"
OTHER_WORK = "工作安排有变，不能参加。（演示内容）"
BEGUN = (S.RUNNING, S.COMPLETED)
OUTCOMES = (EnrolmentState.COMPLETED, EnrolmentState.FAILED)
LISTED_AFTER = timedelta(days=7)


def tell_histories(programmes, classes, enrolments, users) -> None:
    """Write the entries of all programmes, classes and enrolments, in the order of time."""
    reviewer = users["municipal.reviewer"].pk
    city = Actor(user_id=reviewer, role=Role.MUNICIPAL_REVIEWER, face=Face.CITY)
    entries = [
        *(entry for row in programmes for entry in of_programme(row, city)),
        *(entry for row in classes for entry in of_class(row)),
        *(entry for row in enrolments for entry in of_enrolment(row)),
    ]
    record_past(sorted(entries, key=lambda entry: entry.at))


def unit_of(row, user_id) -> Actor:
    """The administrator of the unit a record belongs to."""
    return Actor(
        user_id=user_id,
        organization_id=row.organization_id,
        role=Role.INSTITUTION_ADMIN,
        district_id=row.district_id,
        face=Face.ORGANIZATION,
    )


def step(row, verb, at, actor, reason="", reason_code="") -> Entry:
    """One move of a record; a time to come is now."""
    move = row.MOVES[verb]
    before = {"state": str(min(move.sources))}
    after = {"state": str(move.target)}
    return Entry(min(at, clock.now()), actor, verb, row, before, after, reason, reason_code)


def of_programme(row, city) -> Iterator[Entry]:
    """Submitted by the unit, and listed by the city where it is listed."""
    yield step(row, "submit", row.submitted_at, unit_of(row, None))
    if row.is_public:
        yield step(row, "list", row.submitted_at + LISTED_AFTER, city)


def of_class(row) -> Iterator[Entry]:
    """From the filing to the state the class is in."""
    unit, reviewer = unit_of(row, row.filed_by_id), reviewer_of(row)
    yield step(row, "file", row.filed_at, unit)
    if row.state == S.RETURNED:
        yield step(row, "return", row.replied_at, reviewer, RETURN[1], RETURN[0])
    elif row.state == S.REFUSED:
        yield step(row, "refuse", row.replied_at, reviewer, REFUSAL[1], REFUSAL[0])
    elif row.state != S.FILED:
        yield step(row, "approve", row.replied_at, reviewer)
        yield from after_approval(row, unit)


def after_approval(row, unit) -> Iterator[Entry]:
    """Enrolment, lessons, end."""
    if row.state == S.APPROVED:
        return
    yield step(row, "open", row.replied_at + timedelta(hours=1), unit)
    if row.state == S.CANCELLED:
        yield step(row, "cancel", row.cancelled_at, unit, NOT_ENOUGH)
    if row.state in BEGUN:
        yield step(row, "start", moment(row.starts_on, time(0, 5)), SYSTEM)
    if row.state == S.COMPLETED:
        yield step(row, "finish", row.finished_at, SYSTEM)
        yield step(row, "complete", row.completed_at, unit)


def reviewer_of(row) -> Actor:
    return Actor(
        user_id=row.reviewed_by_id,
        role=Role.DISTRICT_REVIEWER,
        district_id=row.district_id,
        face=Face.DISTRICT,
    )


def of_enrolment(row) -> Iterator[Entry]:
    """Enrolled, then left, or learnt up to an outcome."""
    worker = Actor(user_id=row.trainee_user_id, role=Role.WORKER, face=Face.WORKER)
    by_self = row.source == EnrolmentSource.SELF
    who = worker if by_self else unit_of(row, row.training_class.filed_by_id)
    after = {"state": str(EnrolmentState.CONFIRMED)}
    yield Entry(row.enrolled_at, who, "enrol", row, {}, after)
    if row.state == EnrolmentState.WITHDRAWN:
        yield step(row, "withdraw", row.withdrawn_at, worker, OTHER_WORK)
    if row.first_signed_in_at:
        yield step(row, "begin", row.first_signed_in_at, SYSTEM)
    if row.state in OUTCOMES:
        yield step(row, outcome_of(row), row.outcome_at, SYSTEM)


def outcome_of(row) -> str:
    """The move that brought the outcome about."""
    if row.state == EnrolmentState.COMPLETED:
        return "complete"
    return "fail" if row.first_signed_in_at else "miss"
