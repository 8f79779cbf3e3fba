"""Which days are public holidays: no session lies on one, not even on the weekend inside it."""

from chinese_calendar.constants import holidays

from core.calendar import CalendarMissing, YearTable, table
from core.models import CalendarDay
from core.refusals import Refused


def is_holiday(day) -> bool:
    """A day of a public holiday; ordinary weekends are free without being one.

    Raises Refused: calendar_missing.
    """
    entered = known_year(day.year).days.get(day)
    return entered == CalendarDay.Kind.HOLIDAY if entered else day in holidays


def known_year(year: int) -> YearTable:
    """The holiday table, if it covers the year. Raises Refused: calendar_missing."""
    known = table()
    try:
        known.standing(year)
    except CalendarMissing as missing:
        raise Refused("calendar_missing", str(missing)) from None
    return known
