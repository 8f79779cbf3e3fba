"""The waiting list: a seat that is given back belongs to whoever came first and still waits.

The class keeps how many wait, beside its seats taken: a newcomer gets a seat only where there are
more free than people waiting, so nobody is overtaken between a seat's return and its offer. Offers
are made by the system worker, at once and every minute.
"""

from datetime import datetime, time

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from core import clock
from core.access import Actor, system_actor
from core.refusals import Refused
from core.workflow import made, moving, perform, performs
from policies.decisions import require_met
from policies.enums import Result
from policies.queries import last_moment
from programs.enums import ClassState
from programs.messages import ClassCancelled
from programs.models import TrainingClass
from trainees.checks import CLOSE, OFFER, acceptance_decided, minute_of
from trainees.enums import EnrolmentState
from trainees.messages import EnrolmentConfirmed, EnrolmentLost, EnrolmentOffer
from trainees.models import Enrolment
from trainees.permissions import is_system
from trainees.services.people import hold_oneself
from trainees.services.places import give_back, tell

SYSTEM = system_actor("waiting list")


def advance(*, actor: Actor = SYSTEM) -> int:
    """Lapse what nobody took in time, then offer what is free; returns how many moves were made."""
    return lapse_offers(actor) + offer_seats(actor)


def lapse_offers(actor: Actor) -> int:
    over = Enrolment.objects.filter(
        state=EnrolmentState.OFFERED, offer_due_at__lt=clock.now()
    ).select_related("training_class__venue")
    return sum(made(row, "lapse", actor=actor) for row in over.order_by("offer_due_at", "pk"))


def offer_seats(actor: Actor) -> int:
    """Offer every free seat of the classes people wait for, in the order in which they came."""
    waited_for = TrainingClass.objects.filter(
        state=ClassState.OPEN, waiting__gt=0, seats_taken__lt=F("seats")
    )
    classes = filter(is_enrolling, waited_for.order_by("starts_on", "pk"))
    return sum(offer_seats_of(row, actor) for row in classes)


def is_enrolling(training_class) -> bool:
    return clock.today() <= last_moment(CLOSE, training_class.starts_on)


def offer_seats_of(training_class, actor: Actor) -> int:
    """Each offer is a transaction of its own; how many were made."""
    free = training_class.seats - training_class.seats_taken
    first = Enrolment.objects.waiting().filter(training_class=training_class)
    rows = first.select_related("training_class__venue")[:free]
    return sum(made(row, "offer", actor=actor) for row in rows)


def due_of(training_class, now: datetime) -> datetime:
    """How long an offer stands: `tl_waitlist_offer`, and never into the first day of the class."""
    first_day = timezone.make_aware(datetime.combine(training_class.starts_on, time()))
    return min(last_moment(OFFER, now), first_day)


@performs(Enrolment, "offer")
@transaction.atomic
def offer(enrolment, *, actor: Actor) -> Enrolment:
    """Hold a free seat for who waits. Raises Refused: class_full.

    The class is locked first, as by whoever enrols or withdraws.
    """
    if not is_system(actor, enrolment):
        raise Refused("not_allowed")
    with connection.cursor() as cursor:
        cursor.execute("SELECT seat_for_waiting(%s)", [enrolment.training_class_id])
        if not cursor.fetchone()[0]:
            raise Refused("class_full")
    now = clock.now()
    due = due_of(enrolment.training_class, now)
    code, offered = "seat_came_free", {"offered_at": now, "offer_due_at": due}
    with moving(enrolment, "offer", actor=actor, reason_code=code, **offered) as row:
        pass
    tell(EnrolmentOffer, row, due=minute_of(due))
    return row


@performs(Enrolment, "accept")
@transaction.atomic
def accept(enrolment, *, actor: Actor) -> Enrolment:
    """Take the seat. Raises Refused with every condition that is not met any more."""
    trainee, standing = hold_oneself(actor, enrolment.training_class)
    if trainee is None:
        raise Refused("not_allowed")
    now = clock.now()
    with moving(enrolment, "accept", actor=actor, enrolled_at=now) as row:
        decided = acceptance_decided(actor, row, trainee, standing, now)
        require_met(decided)
        if decided.of(Result.OPEN):
            raise Refused("group_pending")
        tell(EnrolmentConfirmed, row)
    return row


@performs(Enrolment, "decline")
@transaction.atomic
def decline(enrolment, *, actor: Actor) -> Enrolment:
    """Leave the seat to the next person."""
    give_back(enrolment)
    with moving(enrolment, "decline", actor=actor) as row:
        return row


@performs(Enrolment, "lapse")
@transaction.atomic
def lapse(enrolment, *, actor: Actor) -> Enrolment:
    """Nobody took the seat in time: it goes to the next person."""
    give_back(enrolment)
    code = "waitlist_offer_expired"
    with moving(enrolment, "lapse", actor=actor, reason_code=code) as row:
        tell(EnrolmentLost, row, reason=code)
    return row


@performs(Enrolment, "end_waitlist")
@transaction.atomic
def end_waitlist(enrolment, *, actor: Actor) -> Enrolment:
    """The class has begun or is cancelled: nobody gets a seat any more."""
    give_back(enrolment)
    with moving(enrolment, "end_waitlist", actor=actor, reason_code="class_full") as row:
        if row.training_class.state == ClassState.CANCELLED:
            tell(ClassCancelled, row)
        else:
            tell(EnrolmentLost, row, reason="class_full")
    return row


def end_list(training_class, actor: Actor) -> None:
    """Effect of a class that begins or is cancelled: its waiting list ends."""
    each(training_class, EnrolmentState.WAITLISTED, "end_waitlist")


def lapse_open_offers(training_class, actor: Actor) -> None:
    """Effect of a class that begins: a seat nobody has taken by now stays empty."""
    each(training_class, EnrolmentState.OFFERED, "lapse")


def each(training_class, state, name) -> None:
    rows = Enrolment.objects.filter(training_class=training_class, state=state).order_by("pk")
    for enrolment in rows.select_related("training_class__venue"):
        perform(enrolment, name, actor=SYSTEM)
