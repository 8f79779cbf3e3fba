"""When the demo's classes are held: over the last two quarters and the weeks around today."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count

from django.utils import timezone

from core.calendar import add_working_days, is_working_day
from programs.enums import ClassState, Mode

S = ClassState
BLOCKS = ((time(9), time(12)), (time(13, 30), time(16, 30)))
LESSONS, MINUTES = 4, 180
PER_QUARTER = 3
NOW_STATES = (
    S.OPEN,
    S.OPEN,
    S.RUNNING,
    S.FILED,
    S.OPEN,
    S.APPROVED,
    S.RUNNING,
    S.RETURNED,
    S.FILED,
)
CANCELLED = {(3, 1), (5, 4)}
REFUSED = {(6, 3)}


@dataclass(frozen=True)
class Slot:
    """One class to be: whose (number of the unit), its n-th, its state, its first day."""

    unit: int
    n: int
    state: str
    starts_on: date


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


def slots(units: int, today: date) -> list[Slot]:
    """Seven classes a unit: three in each of the last two full quarters, one about now."""
    found = []
    for unit in range(units):
        for quarter in (2, 1):
            start = first_day(today, quarter)
            for j in range(PER_QUARTER):
                n = (2 - quarter) * PER_QUARTER + j
                day = next_working_day(start + timedelta(days=5 + 24 * j + unit % 4))
                found.append(Slot(unit, n, past_state(unit, n), day))
        state = NOW_STATES[unit % len(NOW_STATES)]
        found.append(Slot(unit, 2 * PER_QUARTER, state, start_about_now(state, unit, today)))
    return sorted(found, key=lambda slot: (slot.starts_on, slot.unit))


def past_state(unit: int, n: int) -> str:
    if (unit, n) in CANCELLED:
        return S.CANCELLED
    return S.REFUSED if (unit, n) in REFUSED else S.COMPLETED


def start_about_now(state: str, unit: int, today: date) -> date:
    """A running class began a few days ago; the others begin in three to four weeks."""
    return add_working_days(today, -2 if state == S.RUNNING else 18 + unit % 4)


def next_working_day(day: date) -> date:
    return next(d for d in (day + timedelta(days=n) for n in count()) if is_working_day(d))


def blocks(starts_on: date, lessons: int, online_lessons: int) -> list[Block]:
    """Mornings and afternoons of working days until the lessons are used; online ones last."""
    needed, online_from = lessons // LESSONS, (lessons - online_lessons) // LESSONS
    found: list[Block] = []
    day = starts_on
    while len(found) < needed:
        for begins, ends in BLOCKS[: needed - len(found)]:
            mode = Mode.ONLINE if len(found) >= online_from else Mode.OFFLINE
            found.append(Block(moment(day, begins), moment(day, ends), mode))
        day = next_working_day(day + timedelta(days=1))
    return found


def moment(day: date, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))
