"""Two people of seventeen in the demo: a guardian agrees for one, the other has asked nobody."""

from datetime import date, time, timedelta

from core import audit, clock
from core.workflow import moving
from organizations.models import District
from portal.demo.actors import worker_of
from portal.demo.history import record_first
from portal.demo.people import PASSWORD, invented_identity, invented_phone
from portal.demo.timetable import days_ago, moment, working_day_ago
from programs.enums import ClassState
from programs.models import TrainingClass
from trainees.enums import EnrolmentSource, EnrolmentState
from trainees.messages import EnrolmentConfirmed
from trainees.models import Guardianship, Trainee
from trainees.services import guardian_following, guardians
from trainees.services.enrolment import enrolment_of, store_seated
from trainees.services.people import Person, register_worker
from trainees.services.places import tell

HOME, AREA = "DL-06", "210213"
# user name, name, days since they registered
MINORS = (("minor.1", "宋子涵", 9), ("minor.2", "韩雪", 5))
GUARDIAN = "worker.11"
SEVENTEEN = timedelta(days=17 * 365 + 100)
SOON = timedelta(days=7)  # the class of the first one begins later


def make_minors() -> None:
    """The first one has enrolled with the guardian's consent, and the guardian was told."""
    first, _second = [made(n, *one) for n, one in enumerate(MINORS)]
    parent = Trainee.objects.select_related("user").get(user__username=GUARDIAN)
    agree(first, parent)
    enrol(first)
    guardian_following.tell_guardians()


def made(n, username, name, days) -> Trainee:
    """Somebody who registered some days ago, like everybody, at the clock of that day."""
    number = invented_identity(None, AREA, birth(), 101 + 2 * n)
    with clock.at(moment(working_day_ago(days), time(16, 10))):
        person = Person(
            "citizen_id", number, name, invented_phone(90_000_000 + n),
            District.objects.get(code=HOME).pk, "senior", consented=True,
        )  # fmt: skip
        user = register_worker(person=person, username=username, password=PASSWORD)
    return Trainee.objects.select_related("user").get(user=user)


def birth() -> date:
    """Seventeen for some months yet."""
    return clock.today() - SEVENTEEN


def agree(ward, parent) -> Guardianship:
    """Asked one afternoon, answered the next morning."""
    day = working_day_ago(7)
    with clock.at(moment(day, time(17, 5))):
        row = guardians.request_of(ward, parent.name, parent.phone, guardians.digest("demo"))
        row.save()
        audit.record(worker_of(ward), "send", row)
    with clock.at(moment(day + timedelta(days=1), time(8, 20))):
        row.guardian, row.guardian_user_id = parent, parent.user_id
        row.save()
        given = guardians.agreement("parent")
        with moving(row, "consent", actor=worker_of(parent), **given) as row:
            guardians.tell_ward(row, row.MOVES["consent"].target)
    return row


def enrol(ward) -> None:
    """Yesterday evening, in the class with the most free seats that enrols everybody."""
    free = TrainingClass.objects.filter(
        state=ClassState.OPEN,
        starts_on__gt=clock.today() + SOON,
        programme__key_groups=[],
        programme__setting="",
    )
    row = max(free.select_related("venue"), key=lambda one: (one.seats_free, one.number))
    with clock.at(days_ago(1, time(19, 30))):
        enrolment = enrolment_of(ward, row, source=EnrolmentSource.SELF)
        store_seated(enrolment, EnrolmentState.CONFIRMED)
        record_first(worker_of(ward), "enrol", enrolment, clock.now())
        tell(EnrolmentConfirmed, enrolment)
