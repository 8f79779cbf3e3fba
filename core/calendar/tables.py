"""The holiday tables in force: the library's years, and the rows of the database over them."""

import functools
import time
from dataclasses import dataclass, field
from datetime import date

from chinese_calendar.constants import holidays, workdays
from django.utils.translation import gettext as _

OFFICIAL = "official"
WORKDAY = "workday"
SATURDAY = 5
LIBRARY_YEARS = range(min(holidays).year, max(holidays).year + 1)
# Rows edited in another process are seen after this time at the latest.
KEPT_SECONDS = 300

_version = 0


class CalendarMissing(LookupError):
    """No holiday table exists for `year`; nobody may guess that its weekdays are worked."""

    def __init__(self, year):
        super().__init__(
            _(
                "There is no holiday table for %(year)d yet. "
                "Enter the State Council's table in the calendar, then try again."
            )
            % {"year": year}
        )
        self.year = year


@dataclass(frozen=True)
class YearTable:
    """Days and years entered in the database.

    `days` maps a date to `holiday` or `workday` and wins over the library; `years` maps a year
    whose table is complete to its standing, `official` or `provisional`.
    """

    days: dict[date, str] = field(default_factory=dict)
    years: dict[int, str] = field(default_factory=dict)

    def is_working_day(self, day):
        """Say whether people work on `day`; raises `CalendarMissing` for a year without table."""
        if day in self.days and self._has(day.year):
            return self.days[day] == WORKDAY
        if day.year in LIBRARY_YEARS:
            # the library's own function looks for its first and last year at every question
            return day in workdays or (day.weekday() < SATURDAY and day not in holidays)
        if day.year in self.years:
            return day.weekday() < SATURDAY
        raise CalendarMissing(day.year)

    def standing(self, year):
        """Return `official` or `provisional`; raises `CalendarMissing`."""
        if not self._has(year):
            raise CalendarMissing(year)
        return self.years.get(year, OFFICIAL)

    def _has(self, year):
        return year in LIBRARY_YEARS or year in self.years


def table():
    """Return the `YearTable` of the database, kept by this process until `forget()`."""
    return _load(_version, int(time.monotonic() // KEPT_SECONDS))


def forget():
    """Drop the kept table: call it after every change of a calendar row."""
    global _version  # noqa: PLW0603 - one counter for the process
    _version += 1


@functools.lru_cache(maxsize=1)
def _load(_version, _period):
    # Imported here so that the arithmetic can be used, and tested, without a database.
    from core.models import CalendarDay, CalendarYear

    return YearTable(
        days=dict(CalendarDay.objects.order_by("day").values_list("day", "kind")),
        years=dict(CalendarYear.objects.order_by("year").values_list("year", "standing")),
    )
