"""The process `class_change`: what a change of an approved timetable is judged by.

What a filing asks of a timetable is asked again of the changed one, with the rules of the filing
date; a change keeps that date.
"""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.punctuation import itemised
from policies.decisions import Condition, Decided, Finding, Process, decide
from programs.changing import projected, sessions_now
from programs.checks.facts import filing_facts, filing_rules
from programs.checks.filing import FILING
from programs.enums import LineKind, SessionState
from programs.models import Session
from programs.queries import overlaps

OVER = (SessionState.CLOSED, SessionState.SEALED)
# The conditions of a filing that a changed timetable must meet again.
AGAIN = ("accreditation", "online", "day", "holiday", "teachers", "room")


def none_of(name):
    """A judge: the list of this fact is empty."""
    return lambda facts, rules: Finding(not facts[name], {name: facts[name]}, {name: []})


def listed(name):
    return lambda figures: itemised(figures[name])


def condition(name, code, title, fact, clause, remedy, applies="") -> Condition:
    return Condition(
        name, code, title, none_of(fact), inputs=(fact,), clause=clause, detail=listed(fact),
        remedy=remedy, applies=applies,
    )  # fmt: skip


CHANGE = Process(
    "class_change",
    1,
    (
        condition(
            "begun",
            "change_after_session",
            gettext_lazy("No changed session has begun"),
            "begun",
            "tl §2.3",
            lambda f: _("Leave these sessions out of the request."),
        ),
        condition(
            "past",
            "change_retroactive",
            gettext_lazy("The change lies ahead"),
            "past",
            "tl §2.3",
            lambda f: _("Choose a time that is still to come."),
        ),
        condition(
            "make_up",
            "make_up_of_nothing",
            gettext_lazy("What is made up is a session of the course that is over"),
            "nothing_missed",
            "gen §13",
            lambda f: _("Choose a session that is over and is no make-up session itself."),
            applies="makes_up",
        ),
        condition(
            "teachers_free",
            "teacher_double_booked",
            gettext_lazy("The teachers are free"),
            "teacher_clashes",
            "gen §11",
            lambda f: _("Choose another time or another teacher."),
        ),
        condition(
            "rooms_free",
            "room_double_booked",
            gettext_lazy("The rooms are free"),
            "room_clashes",
            "gen §11",
            lambda f: _("Choose another time or another venue."),
        ),
        *(each for each in FILING.conditions if each.name in AGAIN),
    ),
    title=gettext_lazy("Change of a class"),
)


def decide_change(training_class, lines, on) -> tuple[Decided, list[Session], list[Session]]:
    """A change decided on a day, the timetable that holds, and the one it would make."""
    held = sessions_now(training_class)
    after = projected(held, lines)
    facts = filing_facts(training_class, after, on, in_scope=True) | change_facts(
        held, lines, after
    )
    rules = filing_rules(after, training_class.filed_on or on, on)
    return decide(CHANGE, facts, rules), held, after


def change_facts(held, lines, after) -> dict:
    """What has begun, what would be backdated, and what is in the way."""
    now = clock.now()
    asked = [line for line in lines if line.kind != LineKind.CANCEL]
    named = {line.session_id: line.session for line in lines if line.session_id}
    fresh = {row.pk: row for row in held}
    begun = [row for key, row in named.items() if has_begun(fresh.get(key), now)]
    teacher, room = clashes(after, set(named))
    made_up = {line.makes_up_id: line.makes_up for line in lines if line.makes_up_id}
    return make_up_facts(made_up.values()) | {
        "begun": [words(row) for row in begun],
        "past": [when(line.starts_at) for line in asked if line.starts_at <= now],
        "teacher_clashes": teacher,
        "room_clashes": room,
    }


def make_up_facts(made_up) -> dict:
    """What is made up though nobody can have missed it; nothing where nothing is made up."""
    if not made_up:
        return {}
    return {
        "makes_up": True,
        "nothing_missed": [words(row) for row in made_up if not was_held(row)],
    }


def was_held(session) -> bool:
    return session.makes_up_id is None and session.state in OVER


def has_begun(session, now) -> bool:
    """Whether it is too late to change it: it began, its sign-in is open, or it is dropped."""
    return session is None or session.state != SessionState.PLANNED or session.starts_at <= now


def clashes(after, named) -> tuple[list[str], list[str]]:
    """(of teachers, of rooms): every session in the way of a changed one."""
    moved = [row for row in after if row.pk in named or row.pk is None]
    left_out = ({row.pk for row in after} | named) - {None}
    others = rooms_taken(moved, left_out)
    teachers = {words(other) for _one, other in met(moved, after, "teacher_id")}
    rooms = {words(other) for _one, other in met(moved, [*others, *after], "venue_id")}
    return sorted(teachers | teachers_taken(moved, left_out)), sorted(rooms)


def met(moved, others, column):
    """Pairs of a changed session and another one with the same teacher or room at its time."""
    for one in moved:
        for other in others:
            is_met = one.starts_at < other.ends_at and other.starts_at < one.ends_at
            if other is not one and is_met and getattr(one, column) == getattr(other, column):
                yield one, other


def teachers_taken(moved, left_out) -> set[str]:
    """What the teachers of changed sessions teach in other classes, anywhere in the city."""
    rows = overlaps([(row.teacher_id, row.starts_at, row.ends_at) for row in moved], left_out)
    keys = {key for *_times, key in rows if key}
    known = Session.objects.select_related("training_class").in_bulk(keys)
    return {
        words(known[key]) if key in known else elsewhere(begins, ends)
        for _place, begins, ends, key in rows
    }


def rooms_taken(moved, left_out):
    """Sessions of other classes in the same rooms at these times. One query."""
    asked = Q(pk__in=())
    for row in moved:
        asked |= Q(starts_at__lt=row.ends_at, ends_at__gt=row.starts_at, venue=row.venue_id)
    rows = Session.objects.held().filter(asked).exclude(pk__in=left_out)
    return rows.select_related("training_class")


def elsewhere(begins, ends) -> str:
    """The time of a session of another institution: no more is known, in both languages."""
    return f"{when(begins)}–{timezone.localtime(ends):%H:%M} 其他机构 another institution"


def words(session) -> str:
    """A session in figures alone: what is kept in a decision is read in two languages."""
    number = session.training_class.number if session.training_class_id else ""
    return f"{number} #{session.ordinal} {when(session.starts_at)}".strip()


def when(moment) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
