"""The calendar rows of the database: loaded once, dropped on demand."""

from datetime import date

import pytest

from core import calendar
from core.models import CalendarDay, CalendarYear


@pytest.fixture(autouse=True)
def _fresh_table(owner):
    calendar.forget()
    yield
    calendar.forget()


def enter_2031():
    CalendarYear.objects.create(year=2031, standing="provisional", source="test")
    CalendarDay.objects.create(
        day=date(2031, 1, 1), kind="holiday", name="元旦", standing="provisional"
    )


def test_entered_year_is_counted_after_the_table_is_dropped():
    with pytest.raises(calendar.CalendarMissing):
        calendar.is_working_day(date(2031, 1, 2))
    enter_2031()
    calendar.forget()
    assert calendar.is_working_day(date(2031, 1, 2))
    assert not calendar.is_working_day(date(2031, 1, 1))
    assert calendar.table().standing(2031) == "provisional"


def test_table_is_read_once(django_assert_num_queries):
    with django_assert_num_queries(2):
        calendar.add_working_days(date(2025, 1, 1), 20)
        calendar.add_working_days(date(2026, 1, 1), 20)


def test_reference_data_make_2027_countable_and_provisional():
    assert calendar.table().standing(2027) == "provisional"
    assert calendar.add_working_days(date(2027, 2, 4), 1) == date(2027, 2, 11)
