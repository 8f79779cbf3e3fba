"""What still changes in the city after a quarter's report is locked; all of it by the services."""

from datetime import timedelta

from core import clock
from core.access import Actor, system_actor
from core.enums import UNIT_ADMINS, Role
from core.tenancy.scope import SYSTEM, acting_as
from core.workflow import perform
from organizations.models import Membership
from organizations.queries import actor_of, worker
from programs.models import TrainingClass
from programs.services.advance import TIMETABLE
from tests.supervision.signing import do
from trainees.enums import AttendanceState
from trainees.models import AttendanceRecord
from trainees.services import attendance_corrections

PASSING = ("open", "close", "seal")


def member(**facts) -> Actor:
    """The first who holds a role somewhere, as the facts tell."""
    return actor_of(Membership.objects.filter(**facts).select_related("organization").first())


def edit(enrolment, quarter) -> TrainingClass:
    """One enrolment withdrawn, one record of attendance voided, one class completed: this one."""
    do(worker(enrolment.trainee_user_id), perform, enrolment, "withdraw", reason="另有安排")
    void_a_record(quarter)
    return complete_a_class()


def void_a_record(quarter) -> AttendanceRecord:
    """The district finds that somebody who is down as present in a sealed session was not there."""
    sealed = {
        "session__sealed_at__gte": quarter.begin,
        "session__sealed_at__lt": quarter.next.begin,
    }
    proven = AttendanceRecord.objects.filter(state=AttendanceState.PRESENT, **sealed)
    record = proven.earliest("pk")
    place = record.session.district
    reviewer = member(role=Role.DISTRICT_REVIEWER, organization__district=place)
    return do(reviewer, perform, record, "void", reason="核查发现代签")


def complete_a_class() -> TrainingClass:
    """A class that runs today comes to its end, and its institution completes it."""
    row = TrainingClass.objects.filter(state="running").earliest("pk")
    over = row.sessions.latest("ends_at").ends_at + timedelta(days=1)
    clock.move(actor=system_actor("test"), by=over - clock.now())
    with acting_as(SYSTEM):
        attendance_corrections.advance()  # what nobody answered in time ends
        for session in row.sessions.order_by("starts_at"):
            pass_by(session)
        row = perform(row, "finish", actor=TIMETABLE)
    admin = member(role__in=UNIT_ADMINS, organization=row.organization)
    return do(admin, perform, row, "complete")


def pass_by(session) -> None:
    """The session is held, over, and sealed, as far as it is not."""
    for move in PASSING:
        if session.state in session.MOVES[move].sources:
            session = perform(session, move, actor=TIMETABLE)
