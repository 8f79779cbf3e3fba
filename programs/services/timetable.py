"""The timetable of a class while it may still be written on: a draft or a returned one."""

from datetime import datetime, timedelta
from itertools import count

from django.db import transaction
from django.utils import timezone

from core import audit
from core.access import Actor
from core.enums import UNIT_ADMINS
from core.refusals import Refused
from core.workflow import lock, moving, performs
from programs.checks import lessons_of, local_day
from programs.enums import ClassState, Mode, SessionState
from programs.holidays import is_holiday
from programs.models import Session
from programs.services.bookings import book
from programs.services.classes import EDITABLE, REQUESTABLE, editable
from programs.services.versions import keep_first_version, keep_version

LONGEST_SEARCH = 366  # days


@transaction.atomic
def plan_sessions(
    training_class, *, actor: Actor, first_day, weekdays, times, lessons, teacher, venue,
    online_last=True,
):  # fmt: skip
    """Fill the timetable until the programme's lessons are used; returns the new sessions.

    `weekdays` are numbers from Monday = 0, `times` the local starts on each day, `lessons` those
    of one session. Public holidays are skipped. The programme's online lessons come last.
    """
    row = editable(training_class, actor)
    left = row.programme.lessons - lessons_of(row.sessions.held())
    days = starts(first_day, set(weekdays), sorted(times))
    planned = blocks(row.programme, left, days, lessons, online_last=online_last)
    staff = {"teacher": teacher, "venue": venue}
    made = [
        session_of(row, ordinal, **facts, **staff)
        for ordinal, facts in zip(free_ordinals(row), planned, strict=False)
    ]
    add_sessions(row, made, actor=actor)
    return made


def blocks(programme, left, days, lessons, *, online_last=True):
    """Start, lessons and mode of every session until none of the lessons is left."""
    for starts_at in days:
        if left <= 0:
            return
        here = min(lessons, left)
        online = online_last and left <= programme.online_lessons
        mode = Mode.ONLINE if online else Mode.OFFLINE
        yield {"starts_at": starts_at, "lessons": here, "mode": mode}
        left -= here


def starts(first_day, weekdays, times):
    """The possible starts from a day on, holidays skipped."""
    for n in range(LONGEST_SEARCH):
        day = first_day + timedelta(days=n)
        if day.weekday() in weekdays and not is_holiday(day):
            for at in times:
                yield timezone.make_aware(datetime.combine(day, at))


@transaction.atomic
def plan_session(training_class, *, actor: Actor, **facts) -> Session:
    """Add one session by hand."""
    row = editable(training_class, actor)
    made = session_of(row, next(free_ordinals(row)), **facts)
    add_sessions(row, [made], actor=actor)
    return made


@transaction.atomic
def replan_session(session: Session, *, actor: Actor, **facts) -> Session:
    """Change a planned session of a draft."""
    training_class = editable(session.training_class, actor)
    row = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    if row.state != SessionState.PLANNED:
        raise Refused("wrong_state", row.get_state_display())
    before = audit.columns(row)
    for name, value in facts.items():
        setattr(row, name, value)
    book([row])
    audit.record(actor, "update", row, before=before)
    set_days(training_class)
    return row


@performs(Session, "cancel")
@transaction.atomic
def cancel_session(session: Session, *, actor: Actor, reason: str) -> Session:
    """Take a session out of the timetable; the unit itself only until the class is filed.

    What was approved gets its next version. Raises Refused: not_allowed, wrong_state (of the
    session, or of the class).
    """
    training_class = lock(session.training_class)
    is_approved = training_class.state in REQUESTABLE
    if is_approved:
        keep_first_version(training_class)
    with moving(session, "cancel", actor=actor, reason=reason) as row:
        if actor.role in UNIT_ADMINS and training_class.state not in EDITABLE:
            raise Refused("wrong_state", training_class.get_state_display())
    set_days(training_class)
    if is_approved:
        keep_version(training_class)
    return row


def free_ordinals(training_class):
    """The numbers no session of a locked class has had yet."""
    used = set(training_class.sessions.values_list("ordinal", flat=True))
    return (n for n in count(1) if n not in used)


def session_of(training_class, ordinal: int, **facts) -> Session:
    """A session of a class, not yet stored."""
    return Session(
        training_class=training_class,
        organization=training_class.organization,
        district=training_class.district,
        ordinal=ordinal,
        **facts,
    )


def add_sessions(training_class, sessions: list[Session], *, actor) -> None:
    """Store new sessions of a locked class, in a few statements however many they are."""
    book(sessions)
    audit.record_all(actor, "create", [(row, None) for row in sessions])
    set_days(training_class)
    numbers = dict(training_class.sessions.held().values_list("pk", "ordinal"))
    for row in sessions:
        row.ordinal = numbers[row.pk]


def set_days(training_class) -> None:
    """Keep first and last day of the class in step; once filed it keeps the last it had.

    The sessions of a draft are numbered by their time. Once filed a session keeps its number. A
    make-up session moves no day: the claim windows run from the end of the course.
    """
    held = list(training_class.sessions.scheduled().order_by("starts_at"))
    if training_class.state in EDITABLE:
        number(held)
    times = [session.starts_at for session in held]
    if not times and training_class.state != ClassState.DRAFT:
        return
    training_class.starts_on = local_day(times[0]) if times else None
    training_class.ends_on = local_day(times[-1]) if times else None
    training_class.save(update_fields=["starts_on", "ends_on"])


def number(sessions: list[Session]) -> None:
    """Number sessions from 1 in the order they are given."""
    moved = [(ordinal, row) for ordinal, row in enumerate(sessions, 1) if row.ordinal != ordinal]
    for ordinal, row in moved:
        row.ordinal = ordinal
    Session.objects.bulk_update([row for _ordinal, row in moved], ["ordinal"])
