"""Attendance: an hour counts because it happened (workflow 2.5)."""

import hashlib
import hmac
import unicodedata

from django.db import connection, transaction
from django.utils import timezone

from core import clock
from core.access import Actor, system_actor
from core.enums import Role
from core.refusals import Refused
from core.workflow import moving, perform, performs
from programs.enums import SessionState
from programs.services.advance import closes_at, opens_at
from trainees.enums import AttendanceSource, AttendanceState, EnrolmentState
from trainees.models import AttendanceRecord

STEP_SECONDS = 30
DIGITS = 6
A = AttendanceState
SYSTEM = system_actor("attendance")

MAKE_RECORDS = """
INSERT INTO trainees_attendancerecord (session_id, enrolment_id, organization_id, district_id,
    trainee_user_id, state, source, minutes)
SELECT %(session)s, e.id, e.organization_id, e.district_id, e.trainee_user_id, 'absent', 'system', 0
FROM trainees_enrolment e
WHERE e.training_class_id = %(training_class)s AND e.state IN ('confirmed', 'attending')
ON CONFLICT DO NOTHING
"""


def rotating_code(session, *, step: int | None = None) -> str:
    """The six digits on the teacher's screen; they change every thirty seconds."""
    step = current_step() if step is None else step
    digest = hmac.new(session.secret.encode(), str(step).encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8]) % 10**DIGITS:0{DIGITS}d}"


def current_step() -> int:
    return int(clock.now().timestamp()) // STEP_SECONDS


def check_code(session, code: str) -> None:
    """The code of the present step or of the last one. Raises Refused: checkin_code_invalid.

    Full-width digits, which Chinese keyboards write, are digits too.
    """
    step, given = current_step(), unicodedata.normalize("NFKC", code).strip().encode()
    fresh = (rotating_code(session, step=step), rotating_code(session, step=step - 1))
    if not any(hmac.compare_digest(given, known.encode()) for known in fresh):
        raise Refused("checkin_code_invalid")


def check_open(session) -> None:
    """Sign-in and sign-out happen while the session is open."""
    if session.state != SessionState.OPEN:
        raise Refused("checkin_outside_window", session.get_state_display())


def check_worker(session, code: str) -> None:
    """A worker signs inside the window, even when nobody has closed the session, with its code."""
    first, last = opens_at(session), closes_at(session)
    if not first <= clock.now() <= last:
        hours = [f"{timezone.localtime(moment):%H:%M}" for moment in (first, last)]
        raise Refused("checkin_outside_window", "–".join(hours))
    check_code(session, code)


def check_enrolled(enrolment) -> None:
    """Whoever has withdrawn signs in no more."""
    if enrolment.state not in (EnrolmentState.CONFIRMED, EnrolmentState.ATTENDING):
        raise Refused("wrong_state", enrolment.get_state_display())


@performs(AttendanceRecord, "sign_in")
def sign_in(record, *, actor: Actor, code: str = "", at=None, source=AttendanceSource.SHEET):
    """Sign in, by the worker with a code or by the teacher's sheet; `at` is the sheet's time."""
    with moving(record, "sign_in", actor=actor) as row:
        check_open(row.session)
        check_enrolled(row.enrolment)
        if actor.role == Role.WORKER:
            check_worker(row.session, code)
            source = AttendanceSource.CODE
        row.signed_in_at, row.source = at or clock.now(), source
        begin_enrolment(row)
    return row


def begin_enrolment(record) -> None:
    """The first sign-in makes a trainee of somebody enrolled."""
    enrolment = record.enrolment
    if enrolment.state == EnrolmentState.CONFIRMED:
        perform(enrolment, "begin", actor=SYSTEM, first_signed_in_at=record.signed_in_at)


@performs(AttendanceRecord, "sign_out")
@transaction.atomic
def sign_out(record, *, actor: Actor, code: str = "", at=None):
    """Sign out of a whole session. Raises Refused: wrong_state when minutes of it are missing."""
    row = _sign_out(record, "sign_out", actor, code, at)
    if row.minutes < row.session.minutes:
        raise Refused("wrong_state", f"{row.minutes} / {row.session.minutes}")
    return row


@performs(AttendanceRecord, "sign_out_short")
def sign_out_short(record, *, actor: Actor, code: str = "", at=None):
    """Sign out of a session that was attended in part: the minutes there count."""
    return _sign_out(record, "sign_out_short", actor, code, at)


def _sign_out(record, name, actor, code, at):
    with moving(record, name, actor=actor) as row:
        check_open(row.session)
        if actor.role == Role.WORKER:
            check_worker(row.session, code)
        row.signed_out_at = at or clock.now()
        row.minutes = minutes_in(row.session, row.signed_in_at, row.signed_out_at)
    return row


def minutes_in(session, signed_in_at, signed_out_at) -> int:
    """Whole minutes of the session that lie between sign-in and sign-out."""
    begin, end = max(signed_in_at, session.starts_at), min(signed_out_at, session.ends_at)
    return max(0, int((end - begin).total_seconds()) // 60)


def check_in(record, *, actor: Actor, code: str):
    """The worker's one button: signs in, or out when signed in already."""
    if record.state == A.ABSENT:
        return perform(record, "sign_in", actor=actor, code=code)
    return leave(record, actor=actor, at=clock.now(), code=code)


def leave(record, *, actor: Actor, at, code: str = ""):
    """Sign out at a time: present when the minutes cover the session, else partly present."""
    minutes = minutes_in(record.session, record.signed_in_at or at, at)
    name = "sign_out" if minutes >= record.session.minutes else "sign_out_short"
    return perform(record, name, actor=actor, code=code, at=at)


@performs(AttendanceRecord, "void")
def void(record, *, actor: Actor, reason: str):
    """What was recorded did not happen: its minutes count no more, also after the sealing."""
    with moving(record, "void", actor=actor, reason=reason, minutes=0) as row:
        return row


@transaction.atomic
def record_sheet(session, *, actor: Actor, entries: dict[int, str]) -> int:
    """The teacher's sheet: record id → `present`, `late` or `left_early`; returns how many.

    Present counts to the end, and from the beginning for whoever has not signed in; late counts
    from now, leaving early up to now. Raises Refused: checkin_outside_window, not_allowed.
    """
    check_open(session)
    records = AttendanceRecord.objects.filter(session=session, pk__in=entries)
    for record in records.select_related("session", "enrolment"):
        mark(record, entries[record.pk], actor)
    return len(entries)


def mark(record, entry, actor) -> None:
    """Bring one record to what the sheet says; what is proven already is not taken back."""
    session = record.session
    if record.state == A.ABSENT:
        at = clock.now() if entry == "late" else session.starts_at
        record = perform(record, "sign_in", actor=actor, at=at)
    if record.state == A.SIGNED_IN and entry == "present":
        leave(record, actor=actor, at=session.ends_at)
    elif record.state == A.SIGNED_IN and entry == "left_early":
        leave(record, actor=actor, at=clock.now())


def make_records(session, actor) -> None:
    """Effect of opening a session: everybody enrolled is absent until proven present."""
    values = {"session": session.pk, "training_class": session.training_class_id}
    with connection.cursor() as cursor:
        cursor.execute(MAKE_RECORDS, values)


def close_records(session, actor) -> None:
    """Effect of ending a session: a sign-in without a sign-out proves no minutes."""
    for record in AttendanceRecord.objects.filter(session=session, state=A.SIGNED_IN):
        with moving(record, "sign_out_short", actor=SYSTEM):
            pass  # the minutes stay 0


def void_records(session, actor) -> None:
    """Effect of voiding a session: no sign-in of it counts; who was absent stays absent."""
    proven = AttendanceRecord.MOVES["void"].sources
    for record in AttendanceRecord.objects.filter(session=session, state__in=proven):
        perform(record, "void", actor=actor, reason=str(session))
