"""What is asked about registers in the demo: corrections of attendance, and lessons made up.

Papers and grounds are invented.
"""

from datetime import time, timedelta

from core import clock
from core.access import Actor
from core.refusals import Refused
from core.workflow import perform
from portal.demo.actors import worker_of
from portal.demo.groups import reviewer_at
from portal.demo.history import unit_of
from portal.demo.papers import invented_paper
from portal.demo.timetable import moment
from programs.enums import ClassState, LineKind, SessionState
from programs.models import ClassChange, Session, TrainingClass
from programs.services.changes import request_change
from trainees.enums import AttendanceState, EnrolmentOutcome
from trainees.models import AttendanceCorrection, AttendanceRecord, Enrolment
from trainees.services.attendance_corrections import request_correction

EVENING, LATER = time(20, 40), timedelta(minutes=25)
GROUNDS = (
    "手机没电，未能签退，附当日实训照片。（演示内容）",
    "签到后更换手机，响应抽查超时，附教师证明。（演示内容）",
    "路上堵车晚到，补充说明到场时间。（演示内容）",
)
REFUSAL = ("document_missing", "材料看不清，请重新拍照后再申请。（演示内容）")
ANSWERS = ("confirm", "refuse", "")  # the last one waits
MAKE_UP_WHY = "学员缺课，出勤率略低于标准，申请补课后重新认定。（演示内容）"
MOST_TRIES, AHEAD = 12, timedelta(days=7)


def make_registers(users, organizations) -> None:
    make_corrections()
    with clock.at(moment(clock.today(), time(0))):  # the same all through the day
        make_up(users, organizations)


def make_corrections() -> None:
    """Of sessions that are not sealed yet: one is confirmed, one refused, one waits."""
    short = AttendanceRecord.objects.filter(
        session__state=SessionState.CLOSED, state=AttendanceState.PARTIAL,
        session__training_class__state=ClassState.RUNNING,
    )  # fmt: skip
    along = ("session__training_class__organization", "session__teacher", "enrolment__trainee")
    rows = short.select_related(*along).order_by("session__starts_at", "pk")
    latest: dict = {}
    for row in rows:
        latest.setdefault(row.session_id, row)
    for n, row in enumerate(list(latest.values())[: len(ANSWERS)]):
        if correction := asked(row, GROUNDS[n]):
            answer(correction, ANSWERS[n], row.session.training_class)


def asked(record, grounds) -> AttendanceCorrection | None:
    """By the person on the evening of the lesson; none where that evening has not come."""
    session, evening = record.session, moment(clock.local_day(record.session.starts_at), EVENING)
    if evening + LATER > clock.now():
        return None
    with clock.at(evening):
        return request_correction(
            record, actor=worker_of(record.enrolment.trainee), begins_at=session.starts_at,
            ends_at=session.ends_at, grounds=grounds,
            evidence=invented_paper("情况说明", "人员与事由"),
        )  # fmt: skip


def answer(correction, name, training_class) -> None:
    given = dict(zip(("reason_code", "reason"), REFUSAL, strict=True)) if name == "refuse" else {}
    if name:
        with clock.at(correction.requested_at + LATER):
            actor = unit_of(training_class, training_class.filed_by_id)
            perform(correction, name, actor=actor, **given)


def make_up(users, organizations) -> ClassChange | None:
    """Whoever just failed by attendance may make it up: asked for and approved this morning."""
    failed = Enrolment.objects.filter(
        outcome=EnrolmentOutcome.ATTENDANCE_LOW, training_class__state=ClassState.COMPLETED
    )
    along = ("training_class__organization", "training_class__district")
    for enrolment in failed.select_related(*along).order_by("-outcome_at", "pk")[:MOST_TRIES]:
        row = enrolment.training_class
        missed = Session.objects.filter(
            records__enrolment=enrolment, records__minutes=0, makes_up=None,
            state=SessionState.SEALED,
        ).order_by("starts_at").first()  # fmt: skip
        if missed and (change := wished(row, missed, unit_of(row, row.filed_by_id))):
            perform(change, "approve", actor=reviewer_at(row.district, users, organizations))
            return change
    return None


def wished(training_class: TrainingClass, missed: Session, actor: Actor) -> ClassChange | None:
    """At its own hour some days from now, where teacher and room are free then."""
    begins = missed.starts_at
    while begins < clock.now() + AHEAD:
        begins += timedelta(days=7)
    line = {
        "kind": LineKind.ADD, "makes_up": missed, "starts_at": begins, "lessons": missed.lessons,
        "mode": missed.mode, "teacher": missed.teacher, "venue": missed.venue,
    }  # fmt: skip
    try:
        return request_change(training_class, actor=actor, lines=[line], reason=MAKE_UP_WHY)
    except Refused:
        return None
