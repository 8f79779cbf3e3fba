"""Corrections of attendance: asked for with evidence, confirmed by a second person (2.5)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from core import audit, clock, files
from core.access import Actor, system_actor
from core.clock import local_day
from core.files.types import JPEG, PDF, PNG
from core.messages import RecordApproved, RecordLapsed, RecordRefused, WorkNew
from core.numbers import next_serial
from core.outbox import notify
from core.refusals import Refused, refusing
from core.workflow import lock, made, moving, performs
from organizations.services.telling import admins_of
from policies.queries import last_moment
from programs.enums import SessionState
from programs.services.advance import correctable_until
from trainees.enums import AttendanceCorrectionState
from trainees.messages import AttendanceChanged
from trainees.models import AttendanceCorrection, AttendanceRecord
from trainees.permissions import may_sign
from trainees.presence import minus
from trainees.services.attendance import begin_enrolment, check_enrolled
from trainees.services.check_ins import elsewhere

files.purpose("attendance_evidence", types=(PDF, JPEG, PNG), megabytes=20, is_recorded=True)
KIND, REPLY = "attendance correction", "tl_correction_reply"
SYSTEM = system_actor(KIND)


@transaction.atomic
def request_correction(
    record: AttendanceRecord, *, actor: Actor, begins_at: datetime, ends_at: datetime,
    grounds: str, evidence,
) -> AttendanceCorrection:  # fmt: skip
    """Ask that a record say when the person was there; `evidence` is an upload.

    Raises Refused: not_allowed, wrong_state, correction_too_late, correction_outside_session,
    correction_evidence_missing, attendance_correction_open.
    """
    row = lock(record)
    check_request(row, actor, begins_at, ends_at)
    if evidence is None:
        raise Refused("correction_evidence_missing")
    made_now = correction_of(row, actor, begins_at, ends_at, grounds)
    made_now.evidence = files.store(
        actor, evidence, purpose="attendance_evidence", organization_id=row.organization_id,
        district_id=row.district_id, trainee_user_id=row.trainee_user_id,
    )  # fmt: skip
    with refusing(Refused("attendance_correction_open"), "att_correction_open_once"):
        made_now.save()
    audit.record(actor, "request", made_now, reason=grounds)
    tell_unit(made_now)
    if actor.user_id != row.trainee_user_id:
        tell_person(made_now)
    return made_now


def check_request(record, actor, begins_at, ends_at) -> None:
    """Who may ask, until when, and for which hours."""
    session = record.session
    if not may_sign(actor, record):
        raise Refused("not_allowed")
    if session.state != SessionState.CLOSED:
        raise Refused("wrong_state", session.get_state_display())
    if record.state not in AttendanceRecord.MOVES["correct"].sources:
        raise Refused("wrong_state", record.get_state_display())
    if (last := correctable_until(session)) < clock.today():
        raise Refused("correction_too_late", f"{last:%Y-%m-%d}")
    if not session.starts_at <= begins_at < ends_at <= session.ends_at:
        hours = (timezone.localtime(moment) for moment in (session.starts_at, session.ends_at))
        raise Refused("correction_outside_session", "–".join(f"{hour:%H:%M}" for hour in hours))
    check_enrolled(record)


def correction_of(record, actor, begins_at, ends_at, grounds) -> AttendanceCorrection:
    """A new correction; not stored yet."""
    today, series = clock.today(), f"AC{clock.today().year}"
    return AttendanceCorrection(
        number=f"{series}-{next_serial(series):06d}", record=record, session_id=record.session_id,
        organization_id=record.organization_id, district_id=record.district_id,
        trainee_user_id=record.trainee_user_id, begins_at=begins_at, ends_at=ends_at,
        grounds=grounds, requested_at=clock.now(), requested_by_id=actor.user_id,
        reply_due_on=last_moment(REPLY, today),
    )  # fmt: skip


def check_another(correction, actor) -> None:
    """Whoever decides has neither asked nor is the person it is about."""
    if actor.persons & {correction.requested_by_id, correction.trainee_user_id}:
        raise Refused("correction_same_person")


@performs(AttendanceCorrection, "confirm")
@transaction.atomic
def confirm_correction(correction, *, actor: Actor):
    """The record says what was asked; what it said before stands in the correction.

    Raises Refused: correction_same_person, wrong_state where the session is sealed meanwhile.
    """
    record = lock(correction.record)
    with moving(correction, "confirm", actor=actor) as row:
        check_another(row, actor)
        if record.session.state != SessionState.CLOSED:
            raise Refused("wrong_state", record.session.get_state_display())
        row.decided_at, row.decided_by_id = clock.now(), actor.user_id
        row.old_state, row.old_presence = record.state, record.presence
    apply(row, record)
    tell_both(row, RecordApproved)
    return row


def apply(correction, record) -> None:
    """The hours stated count, but for those in which the person was elsewhere."""
    stated = [(correction.begins_at, correction.ends_at)]
    with moving(record, "correct", actor=SYSTEM, reason=correction.number) as row:
        row.signed_in_at = row.signed_in_at or correction.begins_at
        row.prove(minus(stated, elsewhere(row)))
        begin_enrolment(row)


@performs(AttendanceCorrection, "refuse")
@transaction.atomic
def refuse_correction(correction, *, actor: Actor, reason_code: str, reason: str):
    """The record stays as it is. Raises Refused: correction_same_person."""
    given = {"reason_code": reason_code, "reason": reason}
    with moving(correction, "refuse", actor=actor, **given) as row:
        check_another(row, actor)
        row.decided_at, row.decided_by_id = clock.now(), actor.user_id
    tell_both(row, RecordRefused, reason=reason_code, due=row.reply_due_on)
    return row


def none_open(session, actor) -> None:
    """Guard of `seal`: nobody waits for an answer. Raises Refused: corrections_open."""
    waiting = AttendanceCorrection.objects.filter(
        session=session, state=AttendanceCorrectionState.REQUESTED
    )
    if number := waiting.count():
        raise Refused("corrections_open", str(number))


def advance(*, actor: Actor = SYSTEM) -> int:
    """End what nobody has answered in time; returns how many."""
    waiting = AttendanceCorrection.objects.filter(
        state=AttendanceCorrectionState.REQUESTED, reply_due_on__lt=clock.today()
    )
    return sum(made(row, "lapse", actor=actor) for row in waiting.order_by("reply_due_on", "pk"))


@performs(AttendanceCorrection, "lapse")
@transaction.atomic
def lapse_correction(correction, *, actor: Actor):
    with moving(correction, "lapse", actor=actor) as row:
        pass
    notify(RecordLapsed, [row.requested_by_id], about=row, **facts(row), link=link_for_asker(row))
    return row


def facts(row) -> dict:
    return {"kind": KIND, "number": row.number}


def link_for_asker(row) -> str:
    is_person = row.requested_by_id == row.trainee_user_id
    return own_link(row) if is_person else worked_on(row)


def own_link(row) -> str:
    return f"/account/attendance-corrections/{row.number}/"


def worked_on(row) -> str:
    return f"/workspace/attendance-corrections/{row.number}/"


def tell_unit(row) -> None:
    """The administrators of the unit: one of them answers."""
    people = [user for user in admins_of(row.organization_id) if user != row.requested_by_id]
    notify(WorkNew, people, about=row, due=row.reply_due_on, link=worked_on(row), **facts(row))


def tell_person(row) -> None:
    """The trainee: somebody wants their hours changed."""
    day = local_day(row.session.starts_at)
    notify(
        AttendanceChanged, [row.trainee_user_id], about=row, date=day,
        link=own_link(row),
        **{"class": row.session.training_class.name},
    )  # fmt: skip


def tell_both(row, message, **more) -> None:
    """Who asked, and the person it is about."""
    if row.requested_by_id != row.trainee_user_id:
        notify(message, [row.requested_by_id], about=row, link=worked_on(row), **facts(row), **more)
    own = own_link(row)
    notify(message, [row.trainee_user_id], about=row, link=own, **facts(row), **more)
