"""Counting in working days; every function takes the database's table unless given one."""

from datetime import timedelta

from core.calendar import tables

ONE_DAY = timedelta(days=1)


def is_working_day(day, *, table=None):
    """Say whether people work on `day`, make-up workdays and holidays considered."""
    return (table or tables.table()).is_working_day(day)


def add_working_days(start, number, *, table=None):
    """Return the `number`-th working day after `start`, which is day 0; negative counts back.

    With 0 it is `start` itself, worked or not. Raises `CalendarMissing` when the count runs
    into a year without a table.
    """
    table = table or tables.table()
    step = ONE_DAY if number >= 0 else -ONE_DAY
    day, left = start, abs(number)
    while left:
        day += step
        left -= table.is_working_day(day)
    return day


def working_days_between(start, end, *, table=None):
    """Return how many working days lie after `start` up to and with `end`; negative backwards.

    It undoes `add_working_days`: the number of days added is the number found.
    """
    table = table or tables.table()
    step = ONE_DAY if end >= start else -ONE_DAY
    day, count = start, 0
    while day != end:
        day += step
        count += table.is_working_day(day)
    return count if end >= start else -count
