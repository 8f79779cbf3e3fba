"""Late enrolments in the demo: one that waits for its district, and one that was refused."""

from datetime import time, timedelta

from core import clock
from core.refusals import Refused
from core.workflow import perform
from portal.demo.groups import HERE, reviewer_at
from portal.demo.history import unit_of
from portal.demo.timetable import moment
from programs.enums import ClassState
from programs.models import TrainingClass
from trainees.models import LateException, Trainee
from trainees.services.late import request_late
from trainees.services.people import Person

STORY = (
    ("worker.6", "上周刚从外地返乡，单位同意补课。（演示内容）"),
    ("worker.7", "开班当天住院，现已康复。（演示内容）"),
)
REFUSAL = ("document_missing", "请附住院证明后重新申请。（演示内容）")
EARLY, APART = time(0, 15), timedelta(minutes=10)


def make_late(users, organizations) -> None:
    """In classes that run, those of the district one signs in to first.

    One waits today, where a class has begun so lately that it can still help; the other was asked
    for on the second day of a class and refused.
    """
    asked(*STORY[0], lambda row: clock.today())
    if late := asked(*STORY[1], lambda row: row.starts_on + timedelta(days=1)):
        code, reason = REFUSAL
        with clock.at(late.requested_at + APART):
            officer = reviewer_at(late.district, users, organizations)
            perform(late, "refuse", actor=officer, reason_code=code, reason=reason)


def asked(username, grounds, day_of) -> LateException | None:
    """For the first class that can still take the person on a day; none where all are too far."""
    trainee = Trainee.objects.get(user__username=username)
    person = Person(
        trainee.document_type, trainee.identity_number, trainee.name, trainee.phone,
        trainee.district_id, trainee.education,
    )  # fmt: skip
    for row in running():
        with clock.at(moment(min(clock.today(), day_of(row)), EARLY)):
            try:
                return request_late(
                    actor=unit_of(row, row.filed_by_id), training_class=row, person=person,
                    grounds=grounds,
                )  # fmt: skip
            except Refused:
                continue
    return None


def running() -> list[TrainingClass]:
    rows = TrainingClass.objects.filter(state=ClassState.RUNNING).order_by("-starts_on", "number")
    along = ("organization", "district", "programme")
    return sorted(rows.select_related(*along), key=lambda row: row.district.code != HERE)
