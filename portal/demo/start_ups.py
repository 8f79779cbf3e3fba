"""Start-ups in the demo: business plans that passed, businesses, and how they go. All invented."""

from datetime import time, timedelta

from core import clock
from core.access import Actor, system_actor
from core.enums import Face, Role
from core.workflow import perform
from portal.demo.actors import worker_of
from portal.demo.copying import run
from portal.demo.places import invented_uscc
from portal.demo.timetable import moment
from programs.enums import TrainingType
from trainees.enums import EnrolmentState
from trainees.models import Enrolment, StartUp
from trainees.services.start_ups import link_business

SYSTEM = system_actor("start-ups")
# Of whoever attended a course that asks for one, before the outcome.
PLANS = """
INSERT INTO trainees_businessplan (enrolment_id, organization_id, district_id, trainee_user_id,
    result, remark, recorded_at)
SELECT e.id, e.organization_id, e.district_id, e.trainee_user_id, 'passed', '',
    e.outcome_at - interval '1 day'
FROM trainees_enrolment e JOIN programs_trainingclass c ON c.id = e.training_class_id
JOIN programs_programme p ON p.id = c.programme_id
WHERE p.needs_business_plan AND e.outcome_at IS NOT NULL AND e.attended_minutes > 0
"""
MOST, FIRST, OF_EACH = 40, 5000, 3
LATER = (9, 20, 33)  # days from the end of the course to the registration
TOLD, RECORDED = time(20, 15), time(10, 40)
KINDS = ("小吃店", "网店", "维修部", "设计工作室", "家政服务部", "便利店", "摄影馆")
JOBS = (1, 2, 3, 2, 5, 1, 4)
CLOSED = "客源不足，已停业。（演示内容）"


def pass_plans() -> None:
    """The business plans behind the outcomes, by one statement."""
    run(PLANS)


def make_start_ups() -> None:
    """Businesses after completed start-up courses of all years, followed up as time passed."""
    courses = Enrolment.objects.filter(
        training_class__programme__training_type=TrainingType.ENTREPRENEURSHIP,
        state=EnrolmentState.COMPLETED,
    )
    rows = courses.select_related("training_class", "trainee").order_by("-training_class", "pk")
    for n, row in enumerate(list(rows)[:: max(OF_EACH, len(rows) // MOST)]):
        registered_on = row.training_class.ends_on + timedelta(days=LATER[n % len(LATER)])
        if registered_on < clock.today() - timedelta(days=3):
            follow(linked(row, n, registered_on), n)


def linked(row, n: int, registered_on) -> StartUp:
    """Linked by its founder on the second evening."""
    with clock.at(moment(registered_on + timedelta(days=2), TOLD)):
        return link_business(
            row, actor=worker_of(row.trainee), uscc=invented_uscc("92", FIRST + n),
            registered_on=registered_on,
            name=f"大连{row.name[:1]}记{KINDS[n % len(KINDS)]}{n + 1:02d}（演示）",
        )  # fmt: skip


def follow(business: StartUp, n: int) -> None:
    """What fell due by today; every seventh one closed, and the latest ones still wait."""
    for row in business.follow_ups.select_related("start_up").order_by("month"):
        recorded = moment(row.due_on + timedelta(days=4 + n % 9), RECORDED)
        if row.due_on > clock.today():
            return
        with clock.at(moment(row.due_on, time(0, 5))):
            perform(row, "fall_due", actor=SYSTEM)
        if recorded > clock.now():
            return
        by = worker_of(business.enrolment.trainee) if n % 3 else unit_of(business)
        with clock.at(recorded):
            if n % 7 == 6:
                perform(row, "record_closed", actor=by, reason=CLOSED)
                return
            perform(row, "record_alive", actor=by, jobs=JOBS[n % len(JOBS)] + row.month // 12)


def unit_of(business: StartUp) -> Actor:
    """Whoever filed the class acts for its institution."""
    unit = business.organization
    filed_by = business.enrolment.training_class.filed_by_id
    return Actor(filed_by, unit.pk, Role.INSTITUTION_ADMIN, unit.district_id, Face.ORGANIZATION)
