"""Deadlines of the time limits: working days, calendar days, months and hours, both ways."""

import calendar
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.calendar.days import add_working_days

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Unit(TextChoices):
    """What a time limit is counted in."""

    WORKING_DAY = "wd", _("working days")
    CALENDAR_DAY = "calendar_day", _("calendar days")
    MONTH = "month", _("months")
    HOUR = "hour", _("hours")


class Direction(TextChoices):
    """Whether a time limit runs forward from its start or leads up to it."""

    AFTER = "after", _("after")
    BEFORE = "before", _("before")


def span_words(figure: str, unit: str) -> str:
    """A length of time with its unit as people say it: 10 working days, 1 month."""
    number = 1 if figure == "1" else 2
    words = {
        Unit.WORKING_DAY: ngettext("%(n)s working day", "%(n)s working days", number),
        Unit.CALENDAR_DAY: ngettext("%(n)s calendar day", "%(n)s calendar days", number),
        Unit.MONTH: ngettext("%(n)s month", "%(n)s months", number),
        Unit.HOUR: ngettext("%(n)s hour", "%(n)s hours", number),
    }
    return words[Unit(unit)] % {"n": figure}


def deadline(start, number, unit, direction=Direction.AFTER, *, table=None):
    """Return the last day (or instant) inside a time limit that starts with `start` as day 0.

    `start` is a date or an aware time. Days and months give a date of Asia/Shanghai, hours an
    aware time. A month ends on the same day number or on the last day of a shorter month.
    For a limit that leads up to `start` the result is the last day that is early enough.
    Raises `CalendarMissing` for working days, `ValueError` for a naive time, for hours counted
    from a date, and for parts of a day or month.
    """
    signed = number if Direction(direction) is Direction.AFTER else -number
    unit = Unit(unit)
    if unit is Unit.HOUR:
        return _aware(start) + timedelta(hours=float(signed))
    day, whole = _day(start), _whole(signed)
    if unit is Unit.MONTH:
        return add_months(day, whole)
    if unit is Unit.CALENDAR_DAY:
        return day + timedelta(days=whole)
    return add_working_days(day, whole, table=table)


def add_months(day, number):
    """Return the same day number `number` months on, or the last day of a shorter month."""
    years, month = divmod(day.month - 1 + number, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _day(start):
    return _aware(start).astimezone(SHANGHAI).date() if isinstance(start, datetime) else start


def _aware(start):
    if not isinstance(start, datetime) or start.tzinfo is None:
        raise ValueError("this time limit needs an aware time as its start")
    return start


def _whole(number):
    if number != int(number):
        raise ValueError("days and months are counted in whole numbers")
    return int(number)
