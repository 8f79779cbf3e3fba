"""Enrolments: the seat is taken first, and whatever fails afterwards gives it back."""

from django.db import IntegrityError, connection, transaction

from core import audit, clock
from core.access import Actor, system_actor
from core.identifiers import mask_identity
from core.outbox import notify
from core.refusals import Refused
from core.workflow import moving, perform, performs
from policies.decisions import require
from programs.enums import ClassState
from trainees.checks import enrolment_checks
from trainees.enums import EnrolmentSource, EnrolmentState
from trainees.messages import EnrolmentConfirmed, EnrolmentLost, EnrolmentWithdrawn
from trainees.models import Enrolment

SEAT_RETURNS = (ClassState.APPROVED, ClassState.OPEN, ClassState.CANCELLED)
SYSTEM = system_actor("enrolment")


def take_seat(training_class) -> bool:
    """Take one seat if one is left; the class row is locked until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT take_seat(%s)", [training_class.pk])
        return cursor.fetchone()[0]


def release_seat(training_class) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT release_seat(%s)", [training_class.pk])


@transaction.atomic
def enrol(*, actor: Actor, trainee, training_class) -> Enrolment:
    """Enrol the acting worker. Raises Refused with every condition that is not met.

    The seat is taken before the row is written: of many at once exactly as many get one as there
    are seats, and a refusal afterwards rolls the seat back.
    """
    if trainee is None or trainee.user_id != actor.user_id:
        raise Refused("not_allowed")
    require(enrolment_checks(trainee, training_class))
    if not take_seat(training_class):
        raise Refused("class_full")
    enrolment = Enrolment(
        training_class=training_class,
        organization_id=training_class.organization_id,
        district_id=training_class.district_id,
        trainee=trainee,
        trainee_user_id=trainee.user_id,
        name=trainee.name,
        masked_identity=mask_identity(trainee.identity_number),
        phone=trainee.phone,
        education=trainee.education,
        source=EnrolmentSource.SELF,
        enrolled_at=clock.now(),
    )
    store(enrolment, actor)
    return enrolment


def store(enrolment: Enrolment, actor: Actor) -> None:
    """Write a new enrolment, record it, tell the worker. Raises Refused: already_enrolled."""
    try:
        with transaction.atomic():
            enrolment.save()
    except IntegrityError as error:
        if getattr(error.__cause__.diag, "constraint_name", "") != "enrolment_live_once":
            raise
        raise Refused("already_enrolled") from None
    audit.record(actor, "enrol", enrolment)
    tell(EnrolmentConfirmed, enrolment)


def tell(message, enrolment, **context) -> None:
    """A message to the worker about an enrolment."""
    row = enrolment.training_class
    place = row.venue.name
    notify(
        message,
        [enrolment.trainee_user_id],
        about=enrolment,
        link=f"/account/enrolments/{enrolment.pk}/",
        **{"class": row.name, "date": row.starts_on, "place": place, **context},
    )


@performs(Enrolment, "withdraw")
def withdraw(enrolment, *, actor: Actor, reason: str):
    """Withdraw; before the start the seat is free again, afterwards it is not."""
    with moving(enrolment, "withdraw", actor=actor, reason=reason, withdrawn_at=clock.now()) as row:
        if row.training_class.state in SEAT_RETURNS:
            release_seat(row.training_class)
        tell(EnrolmentWithdrawn, row, date=clock.today())
    return row


@performs(Enrolment, "verify")
def verify(enrolment, *, actor: Actor):
    """The person's identity and proofs were checked."""
    with moving(enrolment, "verify", actor=actor) as row:
        tell(EnrolmentConfirmed, row)
    return row


@performs(Enrolment, "refuse")
def refuse(enrolment, *, actor: Actor, reason_code, reason: str):
    """Not accepted; the seat is free again."""
    with moving(enrolment, "refuse", actor=actor, reason_code=reason_code, reason=reason) as row:
        release_seat(row.training_class)
        tell(EnrolmentLost, row, reason=reason_code)
    return row


def withdraw_all(training_class, actor: Actor) -> None:
    """Effect of a cancelled class: everybody enrolled is withdrawn and told."""
    live = (EnrolmentState.PENDING, EnrolmentState.CONFIRMED, EnrolmentState.ATTENDING)
    for enrolment in Enrolment.objects.filter(training_class=training_class, state__in=live):
        perform(enrolment, "withdraw", actor=SYSTEM, reason=str(training_class))
