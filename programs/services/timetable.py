"""The timetable of a class while it may still be written on: a draft or a returned one."""

from datetime import datetime, timedelta
from itertools import count

from django.db import IntegrityError, transaction
from django.utils import timezone

from core import audit
from core.access import Actor
from core.enums import UNIT_ADMINS
from core.refusals import Refused
from core.workflow import lock, moving, performs
from policies.queries import value_on
from programs.checks import lessons_of, local_day
from programs.enums import ClassState, Mode, SessionState
from programs.holidays import is_holiday, known_year
from programs.models import Session
from programs.services.classes import EDITABLE, editable

LONGEST_SEARCH = 366  # days
CLASHES = {
    "teacher_never_double_booked": ("teacher_double_booked", "teacher_id"),
    "room_never_double_booked": ("room_double_booked", "venue_id"),
}


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
    return [
        add_session(row, actor=actor, teacher=teacher, venue=venue, **facts)
        for facts in blocks(row.programme, left, days, lessons, online_last=online_last)
    ]


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
    return add_session(editable(training_class, actor), actor=actor, **facts)


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
    store(row)
    audit.record(actor, "update", row, before=before)
    set_days(training_class)
    return row


@performs(Session, "cancel")
@transaction.atomic
def cancel_session(session: Session, *, actor: Actor, reason: str) -> Session:
    """Take a session out of the timetable; the unit itself only until the class is filed.

    Raises Refused: not_allowed, wrong_state (of the session, or of the class).
    """
    training_class = lock(session.training_class)
    with moving(session, "cancel", actor=actor, reason=reason) as row:
        if actor.role in UNIT_ADMINS and training_class.state not in EDITABLE:
            raise Refused("wrong_state", training_class.get_state_display())
    set_days(training_class)
    return row


def add_session(training_class, *, actor, starts_at, lessons, teacher, venue, **facts) -> Session:
    """One more session of a locked class, numbered after the others."""
    row = Session(
        training_class=training_class,
        organization=training_class.organization,
        district=training_class.district,
        ordinal=number_for(training_class),
        starts_at=starts_at,
        lessons=lessons,
        teacher=teacher,
        venue=venue,
        **facts,
    )
    store(row)
    audit.record(actor, "create", row)
    set_days(training_class)
    return row


def number_for(training_class) -> int:
    """The number of its next session; none is given twice."""
    used = set(training_class.sessions.values_list("ordinal", flat=True))
    return next(n for n in count(1) if n not in used)


def store(session: Session) -> None:
    """Save with the minutes of its lessons; a clash is refused and names the other session.

    Teacher, then room are locked: two people who book them at once would else wait for each other.
    """
    lock(session.teacher)
    lock(session.venue)
    save(session)


def save(session: Session) -> None:
    """The same for whoever holds teacher and room already."""
    day = local_day(session.starts_at)
    known_year(day.year)
    minutes = value_on("lesson_minutes", day).value
    session.minutes = int(session.lessons * minutes)
    session.ends_at = session.starts_at + timedelta(minutes=session.minutes)
    try:
        with transaction.atomic():
            session.save()
    except IntegrityError as error:
        name = getattr(error.__cause__.diag, "constraint_name", "")
        if name not in CLASHES:
            raise
        raise clash(session, *CLASHES[name]) from None


def clash(session: Session, code: str, column: str) -> Refused:
    """Which session of the same teacher or room is in the way."""
    other = (
        Session.objects.held()
        .filter(**{column: getattr(session, column)})
        .filter(starts_at__lt=session.ends_at, ends_at__gt=session.starts_at)
        .exclude(pk=session.pk)
        .select_related("training_class")
        .first()
    )
    when = f"{timezone.localtime(other.starts_at):%Y-%m-%d %H:%M}" if other else ""
    return Refused(code, f"{other} {when}".strip() if other else "")


def set_days(training_class) -> None:
    """Keep first and last day of the class in step; once filed it keeps the last it had."""
    times = [s.starts_at for s in training_class.sessions.held().order_by("starts_at")]
    if not times and training_class.state != ClassState.DRAFT:
        return
    training_class.starts_on = local_day(times[0]) if times else None
    training_class.ends_on = local_day(times[-1]) if times else None
    training_class.save(update_fields=["starts_on", "ends_on"])
