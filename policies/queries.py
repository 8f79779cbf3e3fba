"""Lookup of dated values and time limits by day: what held, as known then."""

from datetime import date, datetime

from core import calendar
from policies.models import DatedValue, TimeLimit


def value_on(code: str, on: date, *, known_on: date | None = None) -> DatedValue:
    """The dated value in force on a day, as known on `known_on` (default: that day itself).

    Raises DatedValue.DoesNotExist when no row covers the day: no figure is ever assumed.
    """
    rows = DatedValue.objects.filter(code=code, known_from__lte=known_on or on)
    return rows.in_force(on).order_by("-known_from", "-valid_from")[:1].get()


def limit_on(code: str, on: date) -> TimeLimit:
    """The time limit in force on a day. Raises TimeLimit.DoesNotExist when none covers it."""
    rows = TimeLimit.objects.filter(code=code, known_from__lte=on)
    return rows.in_force(on).order_by("-known_from", "-valid_from")[:1].get()


def last_moment(code: str, start: date | datetime) -> date | datetime:
    """The day or instant a time limit ends that starts (or, backwards, ends) at `start`.

    Days give days, hours give instants. Raises CalendarMissing for a year without a table.
    """
    day = start.date() if isinstance(start, datetime) else start
    limit = limit_on(code, day)
    number = limit.number if limit.unit == "hour" else int(limit.number)
    return calendar.deadline(start, number, limit.unit, limit.direction)
