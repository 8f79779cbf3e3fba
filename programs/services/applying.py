"""An approved change becomes the timetable: dropped, replanned and added sessions."""

from core import audit, clock
from core.access import Actor
from policies.decisions import require_met
from programs.changing import PLANNED
from programs.checks.changing import decide_change
from programs.enums import LineKind, SessionState
from programs.models import ChangeLine, Session
from programs.services.bookings import book, held_staff
from programs.services.timetable import free_ordinals, session_of, set_days


def apply_lines(training_class, change, lines, *, actor: Actor) -> None:
    """Write the sessions of a locked class. Raises Refused with every failed condition.

    The sessions are locked before they are looked at: one that is being opened at this moment is
    found begun, and one that is changed here is not opened at its old time.
    """
    hold(lines)
    locked = {row.pk: row for row in held(lines)}
    for line in lines:
        line.session = locked.get(line.session_id, line.session)
    decided, _held, _after = decide_change(training_class, lines, clock.today())
    require_met(decided)
    before = {key: audit.columns(row) for key, row in locked.items()}
    set_aside(locked)
    ordinals = free_ordinals(training_class)
    for line in lines:
        WRITERS[line.kind](line, training_class, ordinals)
    book([line.session for line in lines if line.kind != LineKind.CANCEL])
    ChangeLine.objects.bulk_update(lines, ["session"])
    for line in lines:
        old = before.get(line.session_id)
        audit.record(actor, VERBS[line.kind], line.session, before=old, reason=str(change))
    set_days(training_class)


def hold(lines) -> None:
    """Teachers, then rooms, in the order of their keys: what two bookings wait for."""
    teachers = {line.teacher_id for line in lines if line.teacher_id}
    held_staff(teachers, {line.venue_id for line in lines if line.venue_id})


def held(lines):
    """The sessions of the lines, locked."""
    keys = [line.session_id for line in lines if line.session_id]
    rows = Session.objects.select_for_update(of=("self",)).filter(pk__in=keys)
    return rows.select_related("training_class").order_by("pk")


def set_aside(locked) -> None:
    """All of them leave the timetable first, so that two may change places."""
    Session.objects.filter(pk__in=locked).update(state=SessionState.CANCELLED)


def drop(line, training_class, ordinals) -> None:
    line.session.state = SessionState.CANCELLED


def replan(line, training_class, ordinals) -> None:
    for name in ("starts_at", "teacher", "venue", "holiday_reason"):
        setattr(line.session, name, getattr(line, name))


def add(line, training_class, ordinals) -> None:
    """A further session; the line names it from now on."""
    line.session = session_of(
        training_class,
        next(ordinals),
        is_announced=training_class.is_announced,
        **{name: getattr(line, name) for name in (*PLANNED, "makes_up")},
    )


WRITERS = {LineKind.CANCEL: drop, LineKind.REPLAN: replan, LineKind.ADD: add}
VERBS = {LineKind.CANCEL: "cancel", LineKind.REPLAN: "update", LineKind.ADD: "create"}
