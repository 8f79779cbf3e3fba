"""Days and hours of the demo: its quarters, its seasons, the blocks of a class."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count

from chinese_calendar.constants import holidays

from core import clock
from core.calendar import add_working_days, is_working_day
from core.calendar.deadlines import SHANGHAI
from programs.enums import Mode

QUARTERS = 8  # full ones, before the one of today
WEEKS_AHEAD = timedelta(weeks=5)
WHOLE_DAYS = ((time(9), time(12)), (time(13, 30), time(16, 30)))
RHYTHMS = (*(WHOLE_DAYS,) * 6, WHOLE_DAYS[:1], WHOLE_DAYS[1:], *(((time(18), time(21)),),) * 2)
"""Most classes fill the day; others take mornings, afternoons or evenings."""
LESSONS, MINUTES = 4, 180
SEASON = (0.6, 0.5, 1.3, 1.5, 1.2, 0.9, 0.4, 0.35, 1.4, 1.4, 1.2, 0.7)
"""How many classes begin in each month beside others: few in the heat of the summer."""
AROUND_FESTIVAL, FESTIVAL_DAYS = 0.05, 10
GROWTH = 0.3  # from the first day to the last


@dataclass(frozen=True)
class Block:
    """One session to be."""

    starts_at: datetime
    ends_at: datetime
    mode: str


def first_day(today: date, quarters_back: int) -> date:
    """The first day of the quarter so many quarters before the one of `today`."""
    months = today.year * 12 + (today.month - 1) // 3 * 3 - 3 * quarters_back
    return date(months // 12, months % 12 + 1, 1)


def seasons(today: date) -> dict[date, float]:
    """The days on which a class may begin, and how many do beside other days; never today."""
    first = first_day(today, QUARTERS)
    days = [first + timedelta(days=n) for n in range((today + WEEKS_AHEAD - first).days)]
    return {
        day: season(day) * (1 + GROWTH * n / len(days))
        for n, day in enumerate(days)
        if is_working_day(day) and day != today
    }


def season(day: date) -> float:
    near = (day + timedelta(days=n) for n in range(-FESTIVAL_DAYS, FESTIVAL_DAYS + 1))
    if any(holidays.get(other) == "Spring Festival" for other in near):
        return AROUND_FESTIVAL
    return SEASON[day.month - 1]


def next_working_day(day: date) -> date:
    return next(d for d in (day + timedelta(days=n) for n in count()) if is_working_day(d))


def days_ago(days: int, at: time = time(10)) -> datetime:
    """An hour of the day so many days before the one of the demo."""
    return moment(clock.today() - timedelta(days=days), at)


def working_day_ago(days: int) -> date:
    """The working day so many days before the one of the demo, or the last one before it."""
    return add_working_days(clock.today() - timedelta(days=days - 1), -1)


def blocks(starts_on: date, lessons: int, online_lessons: int, rhythm=WHOLE_DAYS) -> list[Block]:
    """The hours of working days until the lessons are used; online ones last."""
    needed, online_from = lessons // LESSONS, (lessons - online_lessons) // LESSONS
    found: list[Block] = []
    day = starts_on
    while len(found) < needed:
        for begins, ends in rhythm[: needed - len(found)]:
            mode = Mode.ONLINE if len(found) >= online_from else Mode.OFFLINE
            found.append(Block(moment(day, begins), moment(day, ends), mode))
        day = next_working_day(day + timedelta(days=1))
    return found


def moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, SHANGHAI)
