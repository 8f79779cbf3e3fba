"""Days and timetables that the tests of this folder plan with."""

from datetime import date, time, timedelta

from core import clock
from core.calendar import is_working_day
from programs.services.timetable import plan_sessions

MORNING, AFTERNOON = time(9), time(13, 30)


def monday(days_ahead=40) -> date:
    """A Monday so far ahead that the whole week is worked."""
    day = clock.today() + timedelta(days=days_ahead)
    day += timedelta(days=-day.weekday() % 7)
    while not all(is_working_day(day + timedelta(days=n)) for n in range(5)):
        day += timedelta(days=7)
    return day


def plan(training_class, *, actor, side, first_day, **changes):
    """Two sessions of four lessons a day until the lessons are used."""
    facts = {
        "weekdays": range(5), "times": [MORNING, AFTERNOON], "lessons": 4,
        "teacher": side.teacher, "venue": side.venue, **changes,
    }  # fmt: skip
    return plan_sessions(training_class, actor=actor, first_day=first_day, **facts)
