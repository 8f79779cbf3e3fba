"""A teacher and a room are booked once: held, stored, and when refused, told what is in the way."""

from datetime import timedelta
from typing import NamedTuple

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.refusals import Refused, constraint_of
from policies.queries import value_on
from programs.checks import local_day
from programs.holidays import known_year
from programs.models import Session
from programs.queries import overlaps

TEACHER, ROOM = "teacher_double_booked", "room_double_booked"
CLASHES = {"teacher_never_double_booked": TEACHER, "room_never_double_booked": ROOM}
MOST_TRIES = 8
HOLD = "SELECT teacher, person FROM hold_staff(%s::bigint[], %s::bigint[])"
SHARED = "SELECT session_id, starts_at, ends_at FROM rooms_shared(%s)"


class Busy(NamedTuple):
    """A time that is taken; of a session of another institution no more than that is known."""

    starts_at: object
    ends_at: object
    session: Session | None


def book(sessions: list[Session]) -> None:
    """Store new sessions, or one that was changed, with the minutes of their lessons.

    Raises Refused: teacher_double_booked, room_double_booked; both name what is in the way.
    """
    for session in sessions:
        set_times(session)
    hold(sessions)
    try:
        with transaction.atomic():
            store(sessions)
    except IntegrityError as error:
        name = constraint_of(error)
        if name not in CLASHES:
            raise
        raise clash(sessions, CLASHES[name]) from None


def set_times(session: Session) -> None:
    """The minutes of its lessons, and so its end."""
    day = local_day(session.starts_at)
    known_year(day.year)
    session.minutes = int(session.lessons * value_on("lesson_minutes", day).value)
    session.ends_at = session.starts_at + timedelta(minutes=session.minutes)


def hold(sessions: list[Session]) -> None:
    """Teachers, the persons behind them, then rooms: always in this order.

    Else two who book them at once would wait for each other; a person is the same for two
    institutions that do not see each other's teachers. Raises Refused: not_allowed.
    """
    teachers = {session.teacher_id for session in sessions}
    persons = held_staff(teachers, {session.venue_id for session in sessions})
    if persons.keys() != teachers:
        raise Refused("not_allowed")
    for session in sessions:
        session.teacher.person_id = session.person_id = persons[session.teacher_id]


def held_staff(teachers: set[int], venues: set[int]) -> dict[int, int]:
    """Lock teachers and rooms of the asker; the person behind each teacher."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [sorted(teachers), sorted(venues)])
        return dict(cursor.fetchall())


def store(sessions: list[Session]) -> None:
    for session in sessions:
        if session.pk:
            session.save()
    new = [session for session in sessions if not session.pk]
    Session.objects.bulk_create(new, batch_size=1000)


def clash(sessions: list[Session], code: str) -> Refused:
    """The refusal with the first time that is taken, and when teacher or room is free again."""
    for session in sessions:
        for busy in [*among(sessions, session), *taken(session, code)]:
            return Refused(code, told(busy), remedy=free_again(session, code))
    return Refused(code)


def among(sessions: list[Session], session: Session) -> list[Busy]:
    """Those of the same plan that overlap with one of it."""
    return [
        Busy(other.starts_at, other.ends_at, other)
        for other in sessions
        if other is not session and overlap(other, session.starts_at, session.ends_at)
    ]


def overlap(session, starts_at, ends_at) -> bool:
    return session.starts_at < ends_at and session.ends_at > starts_at


def taken(session: Session, code: str, starts_at=None, ends_at=None) -> list[Busy]:
    """When teacher or room of a session is taken, in its time or another one."""
    span = (starts_at or session.starts_at, ends_at or session.ends_at)
    return taught(session, *span) if code == TEACHER else occupied(session, *span)


def taught(session: Session, starts_at, ends_at) -> list[Busy]:
    """The sessions of the same person anywhere in the city, as far as the asker may know."""
    rows = overlaps([(session.teacher_id, starts_at, ends_at)], {session.pk} - {None})
    own = Session.objects.select_related("training_class")
    known = own.in_bulk([key for *_times, key in rows if key])
    return [Busy(begins, ends, known.get(key)) for _place, begins, ends, key in rows]


def occupied(session: Session, starts_at, ends_at) -> list[Busy]:
    """The sessions in the same room of the institution."""
    others = Session.objects.held().filter(
        venue=session.venue_id, starts_at__lt=ends_at, ends_at__gt=starts_at
    )
    others = others.exclude(pk=session.pk).select_related("training_class").order_by("starts_at")
    return [Busy(other.starts_at, other.ends_at, other) for other in others]


def rooms_shared(training_class) -> list[str]:
    """When another institution meets in a room of the same name and address: a warning only."""
    with connection.cursor() as cursor:
        cursor.execute(SHARED, [training_class.pk])
        return [times(begins, ends) for _key, begins, ends in cursor.fetchall()]


def times(starts_at, ends_at) -> str:
    begins, ends = timezone.localtime(starts_at), timezone.localtime(ends_at)
    return f"{begins:%Y-%m-%d %H:%M}–{ends:%H:%M}"


def told(busy: Busy) -> str:
    """Class number, session and time of one's own; of another institution the time alone.

    A session that is only being planned has no number yet.
    """
    when = times(busy.starts_at, busy.ends_at)
    if busy.session and busy.session.pk is None:
        return _("two planned sessions overlap; one is %(when)s") % {"when": when}
    if busy.session:
        return f"{busy.session} {timezone.localtime(busy.starts_at):%Y-%m-%d %H:%M}"
    return _("%(when)s, at another institution") % {"when": when}


def free_again(session: Session, code: str) -> str:
    """The next time on that day at which the whole session would fit."""
    at, length = session.starts_at, session.ends_at - session.starts_at
    for _try in range(MOST_TRIES):
        if local_day(at + length) != local_day(session.starts_at):
            break
        found = taken(session, code, at, at + length)
        if not found:
            return _("Free on that day from %(time)s.") % {
                "time": f"{timezone.localtime(at):%H:%M}"
            }
        at = max(busy.ends_at for busy in found)
    return _("Choose another day.")
