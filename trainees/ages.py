"""Ages: reached on the birthday, compared with the dated values of the day."""

from calendar import isleap
from datetime import date

from core import clock
from policies.queries import value_on

MINIMUM, MAJORITY, OWN_INCOME = "min_age", "majority_age", "own_income_age"
LEAP_DAY = (2, 29)


def age_on(birth_on: date, day: date) -> int:
    """Years on a day."""
    had_birthday = (day.month, day.day) >= (birth_on.month, birth_on.day)
    return day.year - birth_on.year - (not had_birthday)


def years_of(code: str, day: date) -> int:
    """The years a dated value asks for on a day."""
    return int(value_on(code, day).value)


def latest_birth(day: date, code: str = MINIMUM) -> date:
    """Who is born after this has not reached the age of a dated value on a day."""
    year = day.year - years_of(code, day)
    is_leap_day = (day.month, day.day) == LEAP_DAY and not isleap(year)
    return day.replace(year=year, day=28 if is_leap_day else day.day)


def is_minor(birth_on: date) -> bool:
    """Whether somebody is under the age of majority today."""
    return birth_on > latest_birth(clock.today(), MAJORITY)
