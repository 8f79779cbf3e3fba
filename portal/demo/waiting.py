"""A waiting list in the demo: a seat is held for the first of it, and two people wait."""

from datetime import time, timedelta

from core import clock
from core.workflow import perform
from portal.demo.actors import worker_of
from portal.demo.courses import Course, is_of_story
from portal.demo.enrolment_history import OTHER_WORK
from portal.demo.history import record_first
from portal.demo.profiles import OF_THE_TOUR
from portal.demo.timetable import days_ago
from programs.enums import ClassState
from programs.models import TrainingClass
from trainees.enums import EnrolmentSource, EnrolmentState
from trainees.messages import EnrolmentWaiting
from trainees.models import Enrolment, Trainee
from trainees.services.enrolment import enrolment_of, store_waiting
from trainees.services.places import position_of, tell
from trainees.services.waiting import SYSTEM

WAITING = ("worker.2", "worker.3", "worker.4")
FIRST, APART = time(20, 10), timedelta(minutes=20)  # of yesterday
SOON = timedelta(days=5)  # the class begins later: there is time to take the seat


def make_waiting(courses: list[Course]) -> Enrolment:
    """Make the fullest class that enrols full, let three wait and one of those inside leave."""
    row = fullest(courses)
    at = days_ago(1, FIRST)
    for n, username in enumerate(WAITING):
        with clock.at(at + n * APART):
            wait_for(row, Trainee.objects.select_related("user").get(user__username=username))
    with clock.at(at + len(WAITING) * APART):
        leave(row)
        first = Enrolment.objects.waiting().filter(training_class=row).first()
        return perform(first, "offer", actor=SYSTEM)


def fullest(courses: list[Course]) -> TrainingClass:
    """The fullest class that enrols for some days yet; its last seats are taken away.

    Rather one of no story and for everybody, and never the one of the tour, which begins with free
    seats.
    """
    late = clock.today() + SOON
    enrolling = [
        one for one in courses if one.row.state == ClassState.OPEN and one.key != OF_THE_TOUR
    ]
    row = max(
        enrolling,
        key=lambda one: (
            not is_of_story(one), one.row.starts_on > late, not one.row.programme.key_groups,
            one.row.seats_taken, one.row.number,
        ),
    ).row  # fmt: skip
    TrainingClass.objects.filter(pk=row.pk).update(seats=row.seats_taken)
    return TrainingClass.objects.select_related("venue").get(pk=row.pk)


def wait_for(row: TrainingClass, trainee: Trainee) -> None:
    enrolment = enrolment_of(trainee, row, source=EnrolmentSource.SELF)
    store_waiting(enrolment)
    now = clock.now()
    record_first(worker_of(trainee), "join_waitlist", enrolment, now, reason_code="class_full")
    tell(EnrolmentWaiting, enrolment, count=position_of(enrolment))


def leave(row: TrainingClass) -> None:
    """One of those inside gives the seat back."""
    inside = Enrolment.objects.filter(training_class=row, state=EnrolmentState.CONFIRMED)
    along = ("trainee", "training_class__venue")
    enrolment = inside.select_related(*along).order_by("enrolled_at").first()
    perform(enrolment, "withdraw", actor=worker_of(enrolment.trainee), reason=OTHER_WORK)
