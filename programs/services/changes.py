"""Changes of an approved timetable: asked for by the unit, answered by its district."""

from datetime import datetime

from django.db import transaction

from core import audit, clock
from core.access import Actor
from core.admin_urls import record_url
from core.enums import Role
from core.messages import RecordApproved, RecordLapsed, WorkNew
from core.numbers import next_serial
from core.outbox import notify, users_in_role
from core.refusals import Refused, refusing
from core.workflow import lock, moving, performs
from organizations.services.telling import sending_back, tell_unit
from policies.decisions import require_met, store
from policies.queries import last_moment
from programs.changing import PLANNED, lines_of
from programs.checks import local_day
from programs.checks.changing import decide_change
from programs.enums import ChangeState, LineKind
from programs.models import ChangeLine, ClassChange
from programs.permissions import may_edit_class
from programs.services.applying import apply_lines
from programs.services.classes import CHANGEABLE, RUN
from programs.services.tell import tell_change
from programs.services.versions import keep_first_version, keep_version

LEAD = "tl_change_lead"
OLD = {"old_starts_at": "starts_at", "old_teacher": "teacher", "old_venue": "venue"}


@transaction.atomic
def request_change(training_class, *, actor: Actor, lines: list[dict], reason: str) -> ClassChange:
    """Ask for another timetable; `lines` are dicts of `kind`, `session` and what shall be new.

    Inside `tl_change_lead` the request is marked urgent. Raises Refused: not_allowed, wrong_state,
    change_empty, change_waits, and every failed condition of the changed timetable.
    """
    row = lock(training_class)
    if not may_edit_class(actor, row):
        raise Refused("not_allowed")
    drafts = draft_lines(row, lines)
    check_changeable(row, drafts)
    decided, _held, _after = decide_change(row, drafts, clock.today())
    require_met(decided)
    change = keep_change(row, actor, drafts, reason)
    store([(change, decided)])
    audit.record(actor, "request", change, reason=reason)
    tell_district(change)
    return change


def check_changeable(training_class, lines) -> None:
    """Raises Refused: wrong_state."""
    if not is_changeable(training_class, lines):
        raise Refused("wrong_state", training_class.get_state_display())


def is_changeable(training_class, lines) -> bool:
    """Whether lines may still be asked for: make-up sessions also when the course is over."""
    are_make_ups = all(line.is_of_make_up for line in lines)
    return training_class.state in (RUN if are_make_ups else CHANGEABLE)


def draft_lines(training_class, wishes: list[dict]) -> list[ChangeLine]:
    """The lines of what is wished, not stored yet. Raises Refused: change_empty, change_waits."""
    lines = [draft_line(training_class, wish) for wish in wishes]
    lines = [line for line in lines if line.kind != LineKind.REPLAN or says_anything(line)]
    if not lines:
        raise Refused("change_empty")
    named = [line.session_id for line in lines if line.session_id]
    waiting = ChangeLine.objects.filter(is_open=True, session__in=named).select_related("change")
    for line in waiting:
        raise Refused("change_waits", line.change.number)
    return lines


def draft_line(training_class, wish: dict) -> ChangeLine:
    """One line: what is not wished stays as it is. Raises Refused: not_allowed."""
    session = wish.get("session")
    for named in (session, wish.get("makes_up")):
        if named and named.training_class_id != training_class.pk:
            raise Refused("not_allowed")
    line = ChangeLine(
        organization_id=training_class.organization_id, district_id=training_class.district_id
    )
    if session and wish["kind"] != LineKind.CANCEL:
        for name in PLANNED:
            setattr(line, name, getattr(session, name))
    if session:
        for old, name in OLD.items():
            setattr(line, old, getattr(session, name))
    for name, value in wish.items():
        setattr(line, name, value)
    return line


def says_anything(line) -> bool:
    """Whether a line asks for something that is not so already."""
    names = ("starts_at", "teacher_id", "venue_id", "holiday_reason")
    return any(getattr(line, name) != getattr(line.session, name) for name in names)


def first_moment(lines) -> datetime:
    """The earliest moment the lines are about: of a session as it is, or as it shall be."""
    return min(at for line in lines for at in (line.old_starts_at, line.starts_at) if at)


def keep_change(training_class, actor, lines, reason) -> ClassChange:
    """Store a request with its lines. Raises Refused: change_waits."""
    today, prefix = clock.today(), f"G{clock.today().year}"
    first = first_moment(lines)
    in_time = last_moment(LEAD, local_day(first))
    change = ClassChange.objects.create(
        number=f"{prefix}-{next_serial(prefix):06d}",
        training_class=training_class,
        organization_id=training_class.organization_id,
        district_id=training_class.district_id,
        reason=reason,
        is_urgent=today > in_time,
        first_at=first,
        reply_due_on=max(today, in_time),
        requested_at=clock.now(),
        requested_by_id=actor.user_id,
    )
    for line in lines:
        line.change = change
    with refusing(Refused("change_waits"), "session_in_one_open_change"):
        ChangeLine.objects.bulk_create(lines)
    return change


def tell_district(change) -> None:
    notify(
        WorkNew,
        users_in_role(Role.DISTRICT_REVIEWER, change.district_id),
        about=change,
        link=record_url(change),
        kind="change of a class",
        number=change.number,
        due=change.reply_due_on,
    )


def answer(row, actor: Actor) -> None:
    """Who answered and when; never the person or the unit that asked (SD01)."""
    if row.requested_by_id in actor.persons or actor.organization_id == row.organization_id:
        raise Refused("same_reviewer")
    row.decided_by_id, row.decided_at = actor.user_id, clock.now()


@performs(ClassChange, "approve")
@transaction.atomic
def approve_change(change, *, actor: Actor):
    """Make the new timetable hold: sessions, version, audit and messages at once.

    The class is locked first, then the change, then its sessions. Raises Refused: not_allowed,
    wrong_state (of the change or its class), same_reviewer, every failed condition.
    """
    training_class = lock(change.training_class)
    with moving(change, "approve", actor=actor) as row:
        answer(row, actor)
        lines = lines_of(row)
        check_changeable(training_class, lines)
        keep_first_version(training_class)
        apply_lines(training_class, row, lines, actor=actor)
        keep_version(training_class, change=row)
        row.lines.update(is_open=False)
        tell_unit(RecordApproved, row, kind="change of a class")
        tell_change(row, lines)
    return row


@performs(ClassChange, "refuse")
def refuse_change(change, *, actor: Actor, reason_code, reason: str):
    """The timetable stays as it is; the unit is told why."""
    texts = {"reason_code": reason_code, "reason": reason}
    with sending_back(change, "refuse", actor=actor, kind="change of a class", **texts) as row:
        answer(row, actor)
        row.lines.update(is_open=False)
    return row


@performs(ClassChange, "withdraw")
def withdraw_change(change, *, actor: Actor):
    """The unit does not want it any more."""
    with moving(change, "withdraw", actor=actor) as row:
        row.lines.update(is_open=False)
    return row


@performs(ClassChange, "lapse")
def lapse_change(change, *, actor: Actor):
    """Nobody answered before the first changed session began: the old timetable holds."""
    with moving(change, "lapse", actor=actor) as row:
        if not has_lapsed(row):
            raise Refused("wrong_state", row.get_state_display())
        row.lines.update(is_open=False)
        tell_unit(RecordLapsed, row, kind="change of a class")
    return row


def has_lapsed(change) -> bool:
    """Whether its time is over, or its class ended."""
    if change.first_at <= clock.now():
        return True
    return not is_changeable(change.training_class, lines_of(change))


def waiting_changes():
    """Requests without an answer, the earliest first."""
    rows = ClassChange.objects.filter(state=ChangeState.REQUESTED)
    return rows.select_related("training_class").order_by("first_at")
