"""What a filing is judged by: plain facts of the class, and the rule rows of its date."""

from collections import Counter
from datetime import date, timedelta

from core import calendar
from core.clock import local_day
from organizations.services import may_teach
from policies.decisions import RuleRow, cite
from policies.queries import end_of, limit_on, value_on
from programs.checks.filing_terms import term_facts
from programs.checks.scope import scope_facts
from programs.checks.teaching import Held, held_by, teaching_facts
from programs.enums import Mode
from programs.holidays import is_holiday

VALUES = ("class_size_max", "online_share_cap", "lessons_per_day_max")
LEAD = "tl_filing_lead"


def filing_facts(training_class, sessions, on, *, held: Held | None = None, in_scope=None) -> dict:
    """Every fact of a filing on a day, as plain JSON values; days are ISO text.

    `held` are the qualifications of its teachers, `in_scope` whether the licensed scope covers
    it, where they are known already.
    """
    unit, programme = training_class.organization, training_class.programme
    last = local_day(sessions[-1].starts_at) if sessions else on
    facts = {
        "programme": programme.number,
        "programme_state": programme.state,
        "may_teach": may_teach(unit, last),
        "standing": unit.standing,
        "accredited_until": iso(unit.accredited_until),
        "last": iso(last),
        "undertaking": training_class.undertaking,
        "seats": training_class.seats,
        "sessions": len(sessions),
        "filed": iso(training_class.filed_on or on),
        "today": iso(on),
    }
    if held is None:
        held = held_by(session.teacher_id for session in sessions)
    facts["teachers"] = teaching_facts(programme, sessions, held)
    return (
        facts
        | scope_facts(programme, on, in_scope)
        | term_facts(programme, sessions)
        | room_facts(sessions)
        | timetable_facts(programme, sessions, training_class.filed_on or on, on)
    )


def room_facts(sessions) -> dict:
    """The smallest room in which the class meets; nothing where it meets in none."""
    rooms = {session.venue for session in sessions if session.mode == Mode.OFFLINE}
    if not rooms:
        return {}
    smallest = min(rooms, key=lambda room: (room.places, room.pk))
    return {"room": smallest.name, "room_places": smallest.places}


def timetable_facts(programme, sessions, filed, on) -> dict:
    """What the timetable says; nothing while there is none."""
    if not sessions:
        return {}
    day, lessons = busiest_day(sessions)
    days = sorted({local_day(session.starts_at) for session in sessions})
    unreasoned = {local_day(s.starts_at) for s in sessions if not s.holiday_reason}
    return {
        **lead_facts(days[0], filed, on),
        "planned": lessons_of(sessions),
        "wanted": programme.lessons,
        "online": online_lessons(sessions),
        "day": iso(day),
        "day_lessons": lessons,
        "holidays": [iso(day) for day in sorted(unreasoned) if is_holiday(day)],
    }


def lead_facts(first: date, filed: date, on: date) -> dict:
    """First session, the last day on which one may file for it, the first day one may file for."""
    limit = limit_on(LEAD, first, known_on=on)
    latest = end_of(limit, first)
    facts = {"first": iso(first), "latest": iso(latest), "lead": int(limit.number)}
    if filed > latest or on >= first:
        facts["earliest"] = iso(earliest_first(limit, filed, on))
    return facts


def earliest_first(limit, filed: date, on: date) -> date:
    """The first day on which a class filed that day may begin."""
    first = calendar.deadline(filed, int(limit.number), limit.unit)
    first = max(first, on + timedelta(days=1))
    while end_of(limit, first) < filed:
        first += timedelta(days=1)
    return first


def filing_rules(sessions, filed, on) -> dict[str, RuleRow]:
    """The rows in force on the filing date, as known on the day of the decision."""
    rules = {code: cite(value_on(code, filed, known_on=on)) for code in VALUES}
    if sessions:
        first = local_day(sessions[0].starts_at)
        rules[LEAD] = cite(limit_on(LEAD, first, known_on=on))
    return rules


def busiest_day(sessions) -> tuple[date, int]:
    """(day, lessons) of the day with the most lessons."""
    days: Counter = Counter()
    for session in sessions:
        days[local_day(session.starts_at)] += session.lessons
    return days.most_common(1)[0]


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def lessons_of(sessions) -> int:
    """Of the course itself: a make-up session repeats lessons that are counted already."""
    return sum(session.lessons for session in sessions if session.makes_up_id is None)


def online_lessons(sessions) -> int:
    return lessons_of(session for session in sessions if session.mode == Mode.ONLINE)
