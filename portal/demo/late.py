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
ASKED_AT, APART = time(17, 15), timedelta(hours=2)


def make_late(users, organizations) -> None:
    """Both asked for on the first evening of a class that runs, rather one of `HERE`."""
    asked(*STORY[0])
    if late := asked(*STORY[1]):
        code, reason = REFUSAL
        with clock.at(late.requested_at + APART):
            officer = reviewer_at(late.district, users, organizations)
            perform(late, "refuse", actor=officer, reason_code=code, reason=reason)


def asked(username, grounds) -> LateException | None:
    """For the first class that can still take the person; none where none can."""
    trainee = Trainee.objects.get(user__username=username)
    person = Person(
        trainee.document_type, trainee.identity_number, trainee.name, trainee.phone,
        trainee.district_id, trainee.education,
    )  # fmt: skip
    for row in running():
        with clock.at(moment(row.starts_on, ASKED_AT)):
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
