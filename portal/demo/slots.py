"""When the classes of the demo are held: a story for the named units, seasons for all others."""

from dataclasses import dataclass
from datetime import date, timedelta

from core.calendar import add_working_days
from portal.demo.profiles import NAMED, profiles
from portal.demo.sizes import Size
from portal.demo.timetable import RHYTHMS, WHOLE_DAYS, first_day, next_working_day, seasons
from programs.enums import ClassState

S = ClassState
STORY_QUARTERS = 2  # the last full ones; the named units' classes of these and of now are told
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
    """One class to be: whose, its first day and hours.

    Of a story also its n-th and the state it is in; elsewhere the calendar makes the state.
    """

    key: str
    starts_on: date
    rhythm: tuple = WHOLE_DAYS
    n: int | None = None
    state: str = ""


def slots(random, size: Size, today: date) -> list[Slot]:
    """All classes of the city in the order of their first day."""
    told = story(today)
    others = [invented_slot(random, *drawn) for drawn in draws(random, size, len(told), today)]
    return sorted([*told, *others], key=lambda slot: (slot.starts_on, slot.key))


def draws(random, size: Size, told: int, today: date) -> list[tuple[str, date]]:
    """(unit, first day) of the classes beside the story, by season and by size of the unit."""
    days, units = seasons(today), profiles(size)
    weights = {key: profile.weight for key, profile in units.items()}
    without_story = {key: weight for key, weight in weights.items() if key not in NAMED}
    since, found = first_day(today, STORY_QUARTERS), []
    for day in random.choices(list(days), list(days.values()), k=size.classes - told):
        here = weights if day < since else without_story
        found.append((random.choices(list(here), list(here.values()))[0], day))
    return found


def invented_slot(random, key, day) -> Slot:
    return Slot(key, day, random.choice(RHYTHMS))


def story(today: date) -> list[Slot]:
    """Seven classes a named unit: three in each of the last two full quarters, one about now."""
    found = []
    for unit, key in enumerate(NAMED):
        for quarter in range(STORY_QUARTERS, 0, -1):
            start = first_day(today, quarter)
            for j in range(PER_QUARTER):
                n = (STORY_QUARTERS - quarter) * PER_QUARTER + j
                day = next_working_day(start + timedelta(days=5 + 24 * j + unit % 4))
                found.append(Slot(key, day, n=n, state=past_state(unit, n)))
        state = NOW_STATES[unit]
        now = start_about_now(state, unit, today)
        found.append(Slot(key, now, n=STORY_QUARTERS * PER_QUARTER, state=state))
    return found


def past_state(unit: int, n: int) -> str:
    if (unit, n) in CANCELLED:
        return S.CANCELLED
    return S.REFUSED if (unit, n) in REFUSED else S.COMPLETED


def start_about_now(state: str, unit: int, today: date) -> date:
    """A running class began a few days ago; the others begin in three to four weeks."""
    return add_working_days(today, -2 if state == S.RUNNING else 18 + unit % 4)
