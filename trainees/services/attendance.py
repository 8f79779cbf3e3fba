"""Attendance: an hour counts because it happened (workflow 2.5)."""

from django.db import connection, transaction
from django.db.models import CharField, F, Func
from django.utils import timezone
from psycopg2.sql import SQL

from core import audit, clock
from core.access import Actor, system_actor
from core.enums import Role
from core.outbox import notify
from core.refusals import Refused
from core.workflow import lock, moving, perform, performs
from programs.enums import SessionState
from programs.models import Session
from programs.services.advance import closes_at, opens_at
from trainees import rechecks
from trainees.enums import (
    MAKE_UP_STATES,
    STUDYING,
    AttendanceSource,
    AttendanceState,
    CheckInKind,
    EnrolmentState,
)
from trainees.evidence import BY_CODE, BY_SHEET, Evidence
from trainees.messages import SessionReminder
from trainees.models import AttendanceRecord, CheckIn
from trainees.permissions import may_recheck
from trainees.presence import Proof, is_answered, minutes_of
from trainees.queries import who_missed
from trainees.rotating_code import check_code
from trainees.services.check_ins import keep, present, proofs_of

A = AttendanceState
K = CheckInKind
SYSTEM = system_actor("attendance")
MONTHS_AHEAD = 3

MAKE_RECORDS = SQL("""
INSERT INTO trainees_attendancerecord (id, session_id, enrolment_id, organization_id, district_id,
    trainee_user_id, state, source, presence)
SELECT new_key(%(moment)s), %(session)s, e.id, e.organization_id, e.district_id, e.trainee_user_id,
    'absent', 'system', '{{}}'
FROM trainees_enrolment e
WHERE e.training_class_id = %(training_class)s AND {expected}
ON CONFLICT DO NOTHING
""")
IN_CLASS = SQL("e.state IN ('confirmed', 'attending')")
WHO_MISSED = SQL("e.id = ANY(%(missed)s)")


def check_open(session, evidence: Evidence | None = None) -> None:
    """Sign-in and sign-out happen while the session is open; what a device kept comes later."""
    is_late = evidence is not None and evidence.source == AttendanceSource.DEVICE
    if is_late and session.state == SessionState.CLOSED:
        return
    if session.state != SessionState.OPEN:
        raise Refused("checkin_outside_window", session.get_state_display())


def check_worker(session, code: str) -> None:
    """A worker signs inside the window, even when nobody has closed the session, with its code."""
    first, last = opens_at(session), closes_at(session)
    if not first <= clock.now() <= last:
        hours = [f"{timezone.localtime(moment):%H:%M}" for moment in (first, last)]
        raise Refused("checkin_outside_window", "–".join(hours))
    check_code(session, code)


def check_enrolled(record) -> None:
    """Whoever has withdrawn signs in no more; who has not completed may make up lessons."""
    enrolment, makes_up = record.enrolment, record.session.makes_up_id is not None
    if enrolment.state not in (MAKE_UP_STATES if makes_up else STUDYING):
        raise Refused("wrong_state", enrolment.get_state_display())


def bring_along(row, record) -> None:
    """What was read with the record a moment ago need not be read again."""
    for field in (AttendanceRecord.session.field, AttendanceRecord.enrolment.field):
        if field.is_cached(record):
            field.set_cached_value(row, field.get_cached_value(record))
    to_class = Session.training_class.field
    if to_class.is_cached(row.session):
        row.enrolment.training_class = row.session.training_class


def evidence_for(actor, evidence: Evidence | None) -> Evidence:
    return evidence or (BY_CODE if actor.role == Role.WORKER else BY_SHEET)


@performs(AttendanceRecord, "sign_in")
def sign_in(record, *, actor: Actor, code: str = "", at=None, evidence=None):
    """Sign in, by the worker with a code or by the teacher's sheet; `at` is the sheet's time."""
    with moving(record, "sign_in", actor=actor) as row:
        bring_along(row, record)
        check_open(row.session, evidence)
        check_enrolled(row)
        if actor.role == Role.WORKER:
            check_worker(row.session, code)
        row.signed_in_at = at or clock.now()
        row.source = (found := evidence_for(actor, evidence)).source
        keep(row, K.SIGN_IN, row.signed_in_at, actor=actor, evidence=found)
        begin_enrolment(row)
    return row


def begin_enrolment(record) -> None:
    """The first sign-in makes a trainee of somebody enrolled."""
    enrolment = record.enrolment
    if enrolment.state == EnrolmentState.CONFIRMED:
        perform(enrolment, "begin", actor=SYSTEM, first_signed_in_at=record.signed_in_at)


@performs(AttendanceRecord, "sign_out")
@transaction.atomic
def sign_out(record, *, actor: Actor, code: str = "", at=None, evidence=None):
    """Sign out of a whole session. Raises Refused: wrong_state when minutes of it are missing."""
    row = _sign_out(record, "sign_out", actor, code, at, evidence)
    if row.minutes < row.session.minutes:
        raise Refused("wrong_state", f"{row.minutes} / {row.session.minutes}")
    return row


@performs(AttendanceRecord, "sign_out_short")
def sign_out_short(record, *, actor: Actor, code: str = "", at=None, evidence=None):
    """Sign out of a session that was attended in part: the minutes there count."""
    return _sign_out(record, "sign_out_short", actor, code, at, evidence)


def _sign_out(record, name, actor, code, at, evidence):
    with moving(record, name, actor=actor) as row:
        bring_along(row, record)
        check_open(row.session, evidence)
        if actor.role == Role.WORKER:
            check_worker(row.session, code)
        row.signed_out_at = at or clock.now()
        row.prove(present(row, Proof(row.signed_out_at, K.SIGN_OUT)))
        found = evidence_for(actor, evidence)
        keep(row, K.SIGN_OUT, row.signed_out_at, actor=actor, evidence=found)
    return row


def next_step(record) -> str:
    """What the worker's one button does now: signs in, answers a re-check, or signs out."""
    if record.state == A.ABSENT:
        return K.SIGN_IN
    asked = rechecks.open_recheck(record.session)
    if asked is None:
        return K.SIGN_OUT
    answers = CheckIn.objects.filter(record=record, kind=K.RECHECK, at__gte=asked[0])
    return K.SIGN_OUT if answers.exists() else K.RECHECK


def check_in(record, *, actor: Actor, code: str, evidence=None):
    """The worker's one button. Raises Refused as the moves do."""
    step = next_step(record)
    if step == K.SIGN_IN:
        return perform(record, "sign_in", actor=actor, code=code, evidence=evidence)
    if step == K.RECHECK:
        return answer_recheck(record, actor=actor, code=code, evidence=evidence)
    return leave(record, actor=actor, at=clock.now(), code=code, evidence=evidence)


@transaction.atomic
def answer_recheck(record, *, actor: Actor, code: str = "", evidence=None):
    """Prove once more in the middle that one is there. Raises Refused: not_allowed, wrong_state."""
    row = lock(record)
    if not AttendanceRecord.MOVES["sign_out"].rule(actor, row):
        raise Refused("not_allowed")
    if row.state != A.SIGNED_IN:
        raise Refused("wrong_state", row.get_state_display())
    check_open(row.session)
    if actor.role == Role.WORKER:
        check_worker(row.session, code)
    found = evidence_for(actor, evidence)
    keep(row, K.RECHECK, clock.now(), actor=actor, evidence=found)
    audit.record(actor, "recheck", row, facts={"source": found.source})
    return row


@transaction.atomic
def call_recheck(session, *, actor: Actor, only_due: bool = False) -> bool:
    """Ask everybody who is signed in to prove it once more; returns whether it was called.

    `only_due`: only if its time has come. Raises Refused: not_allowed, checkin_outside_window,
    recheck_running.
    """
    if not may_recheck(actor, session):
        raise Refused("not_allowed")
    row = lock(session)
    if only_due and not (row.state == SessionState.OPEN and rechecks.is_due(row)):
        return False
    check_open(row)
    if rechecks.open_recheck(row):
        raise Refused("recheck_running")
    before = audit.columns(row)
    row.rechecked_at = [*row.rechecked_at, clock.now()]
    row.save(update_fields=["rechecked_at"])
    audit.record(actor, "recheck", row, before=before)
    return True


def leave(record, *, actor: Actor, at, code: str = "", evidence=None):
    """Sign out at a time: present when the minutes cover the session, else partly present."""
    minutes = 0
    if record.state == A.SIGNED_IN:
        minutes = minutes_of(present(record, Proof(at, K.SIGN_OUT)))
    name = "sign_out" if minutes >= record.session.minutes else "sign_out_short"
    return perform(record, name, actor=actor, code=code, at=at, evidence=evidence)


@performs(AttendanceRecord, "void")
def void(record, *, actor: Actor, reason: str):
    """What was recorded did not happen: its minutes count no more, also after the sealing."""
    with moving(record, "void", actor=actor, reason=reason) as row:
        row.prove([])
        return row


@transaction.atomic
def record_sheet(session, *, actor: Actor, entries: dict[int, str]) -> int:
    """The teacher's sheet: record id → `present`, `late` or `left_early`; returns how many.

    Present counts to the end, and from the beginning for whoever has not signed in; late counts
    from now, leaving early up to now. Raises Refused: checkin_outside_window, not_allowed.
    """
    check_open(session)
    records = AttendanceRecord.objects.filter(session=session, pk__in=entries)
    for record in records.select_related("session__venue", "enrolment"):
        mark(record, entries[record.pk], actor)
    return len(entries)


def mark(record, entry, actor) -> None:
    """Bring one record to what the sheet says; what is proven already is not taken back."""
    session = record.session
    if record.state == A.ABSENT:
        at = clock.now() if entry == "late" else session.starts_at
        record = perform(record, "sign_in", actor=actor, at=at)
    if record.source == AttendanceSource.SHEET:
        vouch(record, actor)
    if record.state == A.SIGNED_IN and entry == "present":
        leave(record, actor=actor, at=session.ends_at)
    elif record.state == A.SIGNED_IN and entry == "left_early":
        leave(record, actor=actor, at=clock.now())


def vouch(record, actor) -> None:
    """Who is on the sheet has no phone to answer a re-check with: the teacher answers, by name.

    For somebody whose phone did not answer only a correction by two people gives minutes back.
    """
    proofs = proofs_of(record)
    for recheck in rechecks.rechecks(record.session):
        called, _closed = recheck
        if record.signed_in_at <= called <= clock.now() and not is_answered(recheck, proofs):
            keep(record, K.RECHECK, called, actor=actor, evidence=BY_SHEET)


def make_records(session, actor) -> None:
    """Effect of opening a session: everybody expected is absent until proven present."""
    values = {
        "session": session.pk, "training_class": session.training_class_id,
        "moment": session.starts_at,
    }  # fmt: skip
    expected = IN_CLASS
    if session.makes_up:
        expected = WHO_MISSED
        values["missed"] = list(who_missed(session.makes_up).values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(MAKE_RECORDS.format(expected=expected), values)


def close_records(session, actor) -> None:
    """Effect of ending a session: a sign-in without a sign-out proves no minutes."""
    for record in AttendanceRecord.objects.filter(session=session, state=A.SIGNED_IN):
        with moving(record, "sign_out_short", actor=SYSTEM):
            pass  # nothing is proven


def remind_teacher(session, actor) -> None:
    """Effect of ending a session: the teacher is told how many have not signed out."""
    left = AttendanceRecord.objects.filter(
        session=session, signed_in_at__isnull=False, signed_out_at=None, state=A.PARTIAL
    ).count()
    if left and session.teacher.user_id:
        notify(
            SessionReminder, [session.teacher.user_id], about=session, count=left,
            date=clock.local_day(session.starts_at),
            link=f"/workspace/sessions/{session.pk}/",
            **{"class": session.training_class.name},
        )  # fmt: skip


def void_records(session, actor) -> None:
    """Effect of voiding a session: no sign-in of it counts; who was absent stays absent.

    What would have made it up makes up nothing any more.
    """
    for row in session.make_ups.filter(state=SessionState.PLANNED):
        perform(row, "cancel", actor=SYSTEM, reason=str(session))
    proven = AttendanceRecord.MOVES["void"].sources
    for record in AttendanceRecord.objects.filter(session=session, state__in=proven):
        perform(record, "void", actor=actor, reason=str(session))


def make_partitions() -> int:
    """The months to come get their partitions; returns how many were made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT make_attendance_partitions(%s, %s)", [clock.today(), MONTHS_AHEAD])
        return cursor.fetchone()[0]


def unlike_their_hash() -> list[Session]:
    """Sealed sessions whose register is not what was sealed."""
    digest = Func("pk", function="register_digest", output_field=CharField())
    sealed = Session.objects.filter(state=SessionState.SEALED).annotate(found=digest)
    return list(sealed.exclude(register_hash=F("found")).order_by("pk"))
