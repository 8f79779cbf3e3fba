"""Working days and deadlines against the published tables and the written examples."""

import csv
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import core
from core.calendar import (
    CalendarMissing,
    YearTable,
    add_months,
    add_working_days,
    deadline,
    is_working_day,
    working_days_between,
)
from core.calendar.deadlines import SHANGHAI

LIBRARY = YearTable()
PROVISIONAL = Path(core.__file__).parent / "data" / "calendar_2027_provisional.csv"
days_of_library = st.dates(date(2006, 1, 1), date(2024, 12, 31))


def provisional_2027():
    with PROVISIONAL.open(encoding="utf-8") as file:
        days = {date.fromisoformat(row["day"]): row["kind"] for row in csv.DictReader(file)}
    return YearTable(days, {2027: "provisional"})


@pytest.mark.parametrize(
    ("day", "is_worked"),
    [
        (date(2025, 9, 30), True),
        (date(2025, 10, 1), False),
        (date(2025, 10, 8), False),
        (date(2025, 10, 11), True),  # a Saturday worked
        (date(2025, 10, 12), False),
        (date(2026, 2, 14), True),  # a Saturday worked
        (date(2004, 1, 1), False),
    ],
)
def test_days_of_the_published_tables(day, is_worked):
    assert is_working_day(day, table=LIBRARY) is is_worked


def test_notice_over_the_october_holidays_counts_the_make_up_saturday():
    published_on = date(2025, 9, 30)
    counted = [add_working_days(published_on, n, table=LIBRARY) for n in range(1, 6)]
    assert counted == [date(2025, 10, day) for day in (9, 10, 11, 13, 14)]
    assert deadline(published_on, 5, "wd", "after", table=LIBRARY) == date(2025, 10, 14)


def test_counting_back_leads_to_the_last_day_that_is_early_enough():
    assert deadline(date(2025, 10, 14), 5, "wd", "before", table=LIBRARY) == date(2025, 9, 30)
    assert add_working_days(date(2025, 10, 9), -1, table=LIBRARY) == date(2025, 9, 30)
    assert working_days_between(date(2025, 10, 9), date(2025, 9, 30), table=LIBRARY) == -1


def test_no_days_added_leaves_even_a_holiday():
    assert add_working_days(date(2025, 10, 1), 0, table=LIBRARY) == date(2025, 10, 1)


@given(days_of_library, st.integers(-300, 300))
def test_between_undoes_add(start, number):
    end = add_working_days(start, number, table=LIBRARY)
    assert working_days_between(start, end, table=LIBRARY) == number
    assert number == 0 or LIBRARY.is_working_day(end)


@pytest.mark.parametrize("year", [2003, 2027, 2031])
def test_a_year_without_table_is_an_error_that_names_it(year):
    with pytest.raises(CalendarMissing) as missing:
        is_working_day(date(year, 6, 1), table=LIBRARY)
    assert missing.value.year == year
    assert str(year) in str(missing.value)


def test_a_count_that_runs_into_a_missing_year_fails():
    with pytest.raises(CalendarMissing) as missing:
        deadline(date(2026, 12, 28), 10, "wd", table=LIBRARY)
    assert missing.value.year == 2027
    assert deadline(date(2026, 12, 28), 10, "calendar_day", table=LIBRARY) == date(2027, 1, 7)


def test_a_lone_row_does_not_make_a_year_known():
    with pytest.raises(CalendarMissing):
        is_working_day(date(2031, 1, 1), table=YearTable({date(2031, 1, 1): "holiday"}))


def test_rows_win_over_the_library():
    table = YearTable({date(2025, 10, 9): "holiday", date(2025, 10, 12): "workday"})
    assert add_working_days(date(2025, 9, 30), 3, table=table) == date(2025, 10, 12)
    assert table.standing(2025) == "official"


def test_provisional_2027_follows_the_statutory_days():
    table = provisional_2027()
    off = [day for day, kind in table.days.items() if kind == "holiday"]
    assert table.standing(2027) == "provisional"
    # 13 statutory days of 2025's rule, and one for each of the six that meet a weekend.
    assert len(off) == len(table.days) == 13 + sum(day.weekday() >= 5 for day in off)
    assert not is_working_day(date(2027, 2, 10), table=table)
    assert is_working_day(date(2027, 2, 11), table=table)
    assert not is_working_day(date(2027, 2, 20), table=table)
    assert add_working_days(date(2026, 12, 31), 1, table=table) == date(2027, 1, 4)
    assert add_working_days(date(2027, 9, 30), 1, table=table) == date(2027, 10, 6)


@pytest.mark.parametrize(
    ("start", "number", "unit", "last_day"),
    [
        (date(2024, 2, 29), 12, "month", date(2025, 2, 28)),
        (date(2025, 11, 30), 3, "month", date(2026, 2, 28)),
        (date(2025, 12, 31), 3, "month", date(2026, 3, 31)),
        (date(2025, 8, 31), 6, "month", date(2026, 2, 28)),
        (date(2025, 8, 1), 30, "calendar_day", date(2025, 8, 31)),
        (date(2025, 8, 1), 60, "calendar_day", date(2025, 9, 30)),
        (date(2024, 2, 29), 24, "month", date(2026, 2, 28)),
    ],
)
def test_windows_end_as_the_handbook_shows(start, number, unit, last_day):
    assert deadline(start, number, unit) == last_day


def test_months_count_back_as_well():
    assert deadline(date(2025, 3, 31), 1, "month", "before") == date(2025, 2, 28)
    assert add_months(date(2025, 1, 15), -13) == date(2023, 12, 15)


def test_hours_give_instants_also_halves():
    start = datetime(2025, 10, 1, 9, 0, tzinfo=SHANGHAI)
    assert deadline(start, 48, "hour") == start + timedelta(hours=48)
    assert deadline(start, Decimal("0.5"), "hour", "before") == start - timedelta(minutes=30)


def test_an_instant_counts_by_its_day_in_shanghai():
    late = datetime(2025, 9, 29, 16, 30, tzinfo=UTC)  # half past midnight on 30 September
    assert deadline(late, 1, "calendar_day") == date(2025, 10, 1)


@pytest.mark.parametrize(
    ("start", "number", "unit"),
    [
        (date(2025, 1, 1), 1, "hour"),
        (datetime(2025, 1, 1), 1, "hour"),  # noqa: DTZ001 - naive on purpose
        (datetime(2025, 1, 1), 1, "month"),  # noqa: DTZ001 - naive on purpose
        (date(2025, 1, 1), Decimal("1.5"), "calendar_day"),
        (date(2025, 1, 1), 1, "week"),
    ],
)
def test_what_cannot_be_counted_is_refused(start, number, unit):
    with pytest.raises(ValueError):
        deadline(start, number, unit)
