"""Late enrolments: asked for by the unit, granted by the district, used by the unit (2.4)."""

from datetime import date

from django.db import connection, transaction

from core import audit, clock
from core.access import Actor, system_actor
from core.identifiers import IdentifierError, check_document, mask_identity
from core.numbers import next_serial
from core.outbox import english, notify
from core.refusals import Refused, refusing
from core.workflow import made, moving, performs, suggests
from organizations.services.telling import admins_of, tell_officers
from policies.decisions import require_met, store
from policies.enums import Result
from policies.queries import last_moment
from programs.enums import ClassState, SessionState
from programs.models import TrainingClass
from trainees.checks import age_on
from trainees.enums import EnrolmentSource, EnrolmentState, LateState
from trainees.late_checks import last_day, late_decided
from trainees.messages import EnrolmentConfirmed, LateEnrolment
from trainees.models import Enrolment, LateException
from trainees.models.late_exception import OPEN_LATE, TERM
from trainees.permissions import is_own_unit_admin
from trainees.services.attendance import make_records
from trainees.services.enrolment import written
from trainees.services.people import Person, find_or_make
from trainees.services.places import tell

KIND, REPLY = "late enrolment", "tl_late_reply"
SYSTEM = system_actor(KIND)
TO_COME = (SessionState.PLANNED, SessionState.OPEN)


@transaction.atomic
def request_late(
    *, actor: Actor, training_class: TrainingClass, person: Person, grounds: str
) -> LateException:
    """Ask the district whether one person may still join a running class of the acting unit.

    Raises Refused: not_allowed, real_name_not_verified, late_exception_open, and every condition
    that is not met today; a proof the home district still reads may be answered meanwhile.
    """
    if not is_own_unit_admin(actor, training_class):
        raise Refused("not_allowed")
    row = exception_of(actor, training_class, person, grounds)
    with refusing(Refused("late_exception_open"), "late_open_once"):
        row.save()
    decided = late_decided(row, needs_exception=False)
    require_met(decided)
    store([(row, decided)])
    audit.record(actor, "request", row, reason=grounds)
    tell_officers(row, row.reply_due_on, kind=KIND)
    tell_person(row)
    return row


def exception_of(actor, training_class, person: Person, grounds) -> LateException:
    """A new record of the person, who is found or made as in a roster; not stored yet."""
    try:
        born = check_document(person.document_type, person.number).birth_on
        trainee_id, user_id, _is_new = find_or_make(person)
    except IdentifierError as error:
        raise Refused(error.code, error.message) from None
    today, series = clock.today(), f"LE{clock.today().year}"
    answered, last = last_moment(REPLY, today), last_day(training_class)
    return LateException(
        number=f"{series}-{next_serial(series):06d}", training_class=training_class,
        organization_id=training_class.organization_id, district_id=training_class.district_id,
        trainee_id=trainee_id, trainee_user_id=user_id, name=person.name,
        masked_identity=mask_identity(person.number), phone=person.phone,
        education=person.education, age=age_on(born, training_class.starts_on),
        grounds=grounds, requested_at=clock.now(), requested_by_id=actor.user_id,
        # nobody is helped by an answer after the last day on which it could be used
        reply_due_on=max(today, min(answered, last)) if last else today,
    )  # fmt: skip


def tell_person(row) -> None:
    """The person hears what is asked and decided about them."""
    notify(LateEnrolment, [row.trainee_user_id], about=row, **said(row, "/account/late/"))


def tell_both(row) -> None:
    tell_person(row)
    notify(
        LateEnrolment, admins_of(row.organization_id), about=row, **said(row, "/workspace/late/")
    )


def said(row, place: str) -> dict:
    state = english(LateState(row.state))
    about = {"class": row.training_class.name, "number": row.number, "state": state}
    return {"link": f"{place}{row.number}/", "occasion": row.state, **about}


def answer(row, actor: Actor) -> None:
    """Who answered and when; never of the unit that asked, nor the person it is about."""
    concerned = {row.requested_by_id, row.trainee_user_id}
    is_of_unit = actor.persons & set(admins_of(row.organization_id))
    if concerned & actor.persons or is_of_unit or actor.organization_id == row.organization_id:
        raise Refused("same_reviewer")
    row.decided_by_id, row.decided_at = actor.user_id, clock.now()


@suggests(LateException, "grant")
def usual_term(row) -> dict:
    """`tl_late_exception` from today, as far as it can help."""
    usual, last = last_moment(TERM, clock.today()), last_day(row.training_class)
    return {"enrol_until": min(usual, last) if last else usual}


@performs(LateException, "grant")
def grant_late(exception, *, actor: Actor, enrol_until: date, reason: str):
    """Until a day, at the latest the last on which the threshold can still be met.

    Raises Refused: same_reviewer, class_not_running, valid_until_past, late_exception_too_long,
    threshold_unreachable.
    """
    given = {"enrol_until": enrol_until, "reason": reason}
    with moving(exception, "grant", actor=actor, **given) as row:
        answer(row, actor)
        check_term(row.training_class, enrol_until)
    tell_both(row)
    return row


def check_term(training_class, until: date) -> None:
    last, today = last_day(training_class), clock.today()
    if training_class.state != ClassState.RUNNING:
        raise Refused("class_not_running", training_class.get_state_display())
    if until < today:
        raise Refused("valid_until_past", f"{until:%Y-%m-%d}")
    if last is None or last < today:
        raise Refused("threshold_unreachable", f"{last:%Y-%m-%d}" if last else "")
    if until > last:
        raise Refused("late_exception_too_long", f"{until:%Y-%m-%d} > {last:%Y-%m-%d}")


@performs(LateException, "refuse")
def refuse_late(exception, *, actor: Actor, reason_code, reason: str):
    """The person does not join the class."""
    texts = {"reason_code": reason_code, "reason": reason}
    with moving(exception, "refuse", actor=actor, **texts) as row:
        answer(row, actor)
    tell_both(row)
    return row


@performs(LateException, "withdraw")
def withdraw_late(exception, *, actor: Actor):
    """The unit does not want it any more."""
    with moving(exception, "withdraw", actor=actor) as row:
        pass
    tell_person(row)
    return row


@performs(LateException, "use")
@transaction.atomic
def enrol_late(exception, *, actor: Actor) -> LateException:
    """Enrol the person in the running class; the exception keeps the enrolment.

    Locks go person, class, enrolment. Raises Refused with every condition that is not met any more,
    group_pending while the home district reads the proof.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT hold_people(%s::bigint[])", [[exception.trainee_id]])
    with moving(exception, "use", actor=actor) as row:
        decided = late_decided(row)
        require_met(decided)
        if decided.of(Result.OPEN):
            raise Refused("group_pending")
        enrolment = late_enrolment(row)
        if not written(enrolment, "take_late_seat(%s)"):
            raise refused_now(row)
        row.enrolment = enrolment
    store([(row, decided)])
    join_sessions(enrolment, actor)
    audit.record(actor, "enrol_late", enrolment, reason=row.number)
    tell(EnrolmentConfirmed, enrolment)
    return row


def late_enrolment(row) -> Enrolment:
    return Enrolment(
        training_class=row.training_class, organization_id=row.organization_id,
        district_id=row.district_id, source=EnrolmentSource.LATE, trainee_id=row.trainee_id,
        trainee_user_id=row.trainee_user_id, name=row.name, masked_identity=row.masked_identity,
        phone=row.phone, education=row.education, state=EnrolmentState.CONFIRMED,
        enrolled_at=clock.now(),
    )  # fmt: skip


def refused_now(row) -> Refused:
    """Why no seat was given a moment after one was free: what the class says now."""
    row.training_class.refresh_from_db(fields=["state", "seats_taken", "waiting"])
    try:
        require_met(late_decided(row))
    except Refused as refused:
        return refused
    return Refused("busy")


def join_sessions(enrolment, actor) -> None:
    """A record in every session whose sign-in is open and which has not begun.

    Later ones get theirs when they open. The sessions are held, so that one which opens at this
    moment either sees the enrolment or is seen here.
    """
    ahead = enrolment.training_class.sessions.select_for_update(of=("self",))
    ahead = ahead.filter(state__in=TO_COME, starts_at__gt=clock.now()).order_by("pk")
    for session in list(ahead):
        if session.state == SessionState.OPEN:
            make_records(session, actor)


@performs(LateException, "expire")
def expire_late(exception, *, actor: Actor):
    """Its last day is over, or nobody could use it any more."""
    with moving(exception, "expire", actor=actor) as row:
        if not is_over(row):
            raise Refused("wrong_state", row.get_state_display())
    tell_both(row)
    return row


def is_over(row) -> bool:
    """Whether its day has passed, its class has ended, or the threshold is out of reach."""
    if row.enrol_until:
        return row.enrol_until < clock.today() or row.training_class.state != ClassState.RUNNING
    last = last_day(row.training_class)
    return row.training_class.state != ClassState.RUNNING or last is None or last < clock.today()


def advance(*, actor: Actor = SYSTEM) -> int:
    """End what nobody can use any more; returns how many moves were made."""
    rows = LateException.objects.filter(state__in=OPEN_LATE).select_related("training_class")
    due = rows.order_by("requested_at", "pk")
    return sum(made(row, "expire", actor=actor, is_due=is_over) for row in due)
