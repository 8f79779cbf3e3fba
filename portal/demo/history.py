"""How the demo's programmes and classes came to be: as their services would have told it."""

from collections.abc import Iterator
from datetime import time, timedelta

from core import clock
from core.access import Actor, system_actor
from core.audit import Entry, record_past
from core.enums import Face, Role
from organizations.enums import OrganizationKind
from portal.demo.courses import Course
from portal.demo.timetable import moment
from programs.enums import ClassState

S = ClassState
SYSTEM = system_actor("timetable")
RETURN = ("teacher_not_qualified", "请补充授课教师的职业资格证明后重新提交。（演示内容）")
REFUSAL = ("premises_unsuitable", "实训场地面积不符合该职业（工种）要求。（演示内容）")
NOT_ENOUGH = "报名人数不足，未能开班。（演示内容）"
TOO_LATE = "未在首次课10个工作日前备案，逾期不予受理，本期不再开班。（演示内容）"
BEGUN = (S.RUNNING, S.FINISHED, S.COMPLETED)
OVER = (S.FINISHED, S.COMPLETED)
LISTED_AFTER = timedelta(days=7)


def tell_histories(programmes, courses: list[Course], users) -> None:
    """Write the entries of all programmes and classes, in the order of time."""
    reviewer = users["municipal.reviewer"].pk
    city = Actor(user_id=reviewer, role=Role.MUNICIPAL_REVIEWER, face=Face.CITY)
    entries = [
        *(entry for row in programmes for entry in of_programme(row, city)),
        *(entry for course in courses for entry in of_class(course, users[course.key].pk)),
    ]
    record_past(sorted(entries, key=lambda entry: entry.at))


def unit_of(row, user_id) -> Actor:
    """The administrator of the unit a record belongs to."""
    is_enterprise = row.organization.kind == OrganizationKind.ENTERPRISE
    return Actor(
        user_id=user_id,
        organization_id=row.organization_id,
        role=Role.ENTERPRISE_ADMIN if is_enterprise else Role.INSTITUTION_ADMIN,
        district_id=row.district_id,
        face=Face.ORGANIZATION,
    )


def step(row, verb, at, actor, reason="", reason_code="", source="") -> Entry:
    """One move of a record; a time to come is now."""
    move = row.MOVES[verb]
    before = {"state": source or str(min(move.sources))}
    after = {"state": str(move.target)}
    return Entry(min(at, clock.now()), actor, verb, row, before, after, reason, reason_code)


def record_first(actor, verb, row, at, reason_code="") -> None:
    """The first entry of a record, without its keys: equal for equal cities."""
    record_past([Entry(at, actor, verb, row, {}, {"state": row.state}, reason_code=reason_code)])


def of_programme(row, city) -> Iterator[Entry]:
    """Submitted by the unit, and listed by the city where it is listed."""
    yield step(row, "submit", row.submitted_at, unit_of(row, None))
    if row.is_public:
        yield step(row, "list", row.submitted_at + LISTED_AFTER, city)


def of_class(course: Course, filer: int) -> Iterator[Entry]:
    """From the filing to the state the class is in."""
    row = course.row
    unit, reviewer = unit_of(row, filer), reviewer_of(row)
    if course.fate.is_unfiled:
        yield from given_up(row, unit)
        return
    yield step(row, "file", row.filed_at, unit)
    if row.state == S.RETURNED:
        yield step(row, "return", row.replied_at, reviewer, RETURN[1], RETURN[0])
    elif row.state == S.REFUSED:
        yield step(row, "refuse", row.replied_at, reviewer, REFUSAL[1], REFUSAL[0])
    elif row.state != S.FILED:
        yield step(row, "approve", row.replied_at, reviewer)
        yield from after_approval(course, unit)


def given_up(row, unit) -> Iterator[Entry]:
    """A draft that could not be filed any more: the lead before its first session was over."""
    made_at = row.cancelled_at - timedelta(hours=1)
    yield Entry(made_at, unit, "create", row, {}, {"state": str(S.DRAFT)})
    yield step(row, "cancel", row.cancelled_at, unit, TOO_LATE, source=str(S.DRAFT))


def after_approval(course: Course, unit) -> Iterator[Entry]:
    """Enrolment, lessons, end."""
    row = course.row
    if row.state == S.APPROVED:
        return
    yield step(row, "open", course.fate.opens_at, unit)
    if row.state == S.CANCELLED:
        yield step(row, "cancel", row.cancelled_at, unit, NOT_ENOUGH, source=str(S.OPEN))
    if row.state in BEGUN:
        yield step(row, "start", moment(row.starts_on, time(0, 5)), SYSTEM, source=str(S.OPEN))
    if row.state in OVER:
        yield step(row, "finish", row.finished_at, SYSTEM)
    if row.state == S.COMPLETED:
        yield step(row, "complete", row.completed_at, unit)


def reviewer_of(row) -> Actor:
    return Actor(
        user_id=row.reviewed_by_id,
        role=Role.DISTRICT_REVIEWER,
        district_id=row.district_id,
        face=Face.DISTRICT,
    )
