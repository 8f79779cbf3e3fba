"""What became of each class of the demo: filed when, answered when, and how it stands today."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from core import clock
from core.calendar import add_working_days
from portal.demo.slots import Slot
from portal.demo.timetable import Block, moment
from programs.enums import ClassState

S = ClassState
LEADS = (10, 11, 11, 12, 12, 13, 14, 15, 16, 18, 20, 24, 28)
"""Working days between filing and first session; ten are demanded."""
STORY_LEAD, STORY_LONG_LEAD = 13, 22
REPLIES, LATE_REPLIES = (1, 1, 2, 2, 3, 3, 4, 5), (6, 7, 8)  # working days; five are allowed
LATE = {"DL-07": 0.28, "DL-09": 0.2, "DL-10": 0.16, "DL-M1": 0.14}
LATE_ELSEWHERE = 0.07
COMPLETIONS = (4, 4, 5, 5, 6, 7, 8, 9, 12)  # working days after the last session; ten are allowed
UNFILED, CANCELLED, REFUSED, RETURNED, APPROVED = 0.015, 0.03, 0.015, 0.05, 0.1  # shares
RETURNED_SINCE = 5  # working days
SIGN_OUT_LATEST = timedelta(minutes=30)


@dataclass(frozen=True)
class Fate:
    """State and times of a class; whatever has happened lies before the beginning of today.

    `is_unfiled`: a draft that was not filed in time, could not be filed any more and was given up.
    """

    state: str
    filed_on: date
    replied_at: datetime
    ended_at: datetime  # lessons over
    completed_at: datetime
    cancelled_at: datetime
    is_unfiled: bool = False

    @property
    def opens_at(self) -> datetime:
        """Enrolment, an hour after the approval."""
        return self.replied_at + timedelta(hours=1)


def dawn() -> datetime:
    """The instant the city is laid out as of: the same all day long."""
    return moment(clock.today(), time())


def fate(random, slot: Slot, district: str, plan: list[Block]) -> Fate:
    """How the class of a slot came along, with the dates a real filing would have given it."""
    today, ends_on = clock.today(), plan[-1].ends_at.date()
    filed_on = filing_day(random, slot, today)
    late = random.random() < LATE.get(district, LATE_ELSEWHERE)
    wait = random.choice(LATE_REPLIES if late else REPLIES)
    replied_at = moment(add_working_days(filed_on, wait), time(15))
    if slot.state:  # answered by now, as the story wants it
        replied_at = min(replied_at, moment(add_working_days(today, -1), time(15)))
    done_on = add_working_days(ends_on, random.choice(COMPLETIONS))
    found = Fate(
        state=slot.state,
        filed_on=filed_on,
        replied_at=replied_at,
        ended_at=plan[-1].ends_at + SIGN_OUT_LATEST,
        completed_at=moment(done_on, time(10)),
        cancelled_at=moment(add_working_days(slot.starts_on, -3), time(11)),
    )
    return found if slot.state else with_state(random, slot, found)


def filing_day(random, slot, today) -> date:
    if slot.state == S.FILED:
        return add_working_days(today, -1)
    if slot.state:
        lead = STORY_LONG_LEAD if slot.starts_on > today else STORY_LEAD + slot.n % 4
        return add_working_days(slot.starts_on, -lead)
    usual = add_working_days(slot.starts_on, -random.choice(LEADS))
    return min(usual, add_working_days(today, -random.randint(1, 9)))


def with_state(random, slot, found: Fate) -> Fate:
    """The state that the calendar has brought about, with some luck."""
    luck, now = random.random(), dawn()
    if luck < UNFILED and found.cancelled_at < now:
        return Fate(**{**vars(found), "state": S.CANCELLED, "is_unfiled": True})
    return Fate(**{**vars(found), "state": state_of(luck - UNFILED, slot, found, now)})


def state_of(luck, slot, found: Fate, now: datetime) -> str:
    if found.opens_at >= now:
        return S.FILED
    if luck < REFUSED:
        return S.REFUSED
    if luck < REFUSED + CANCELLED and found.opens_at < found.cancelled_at < now:
        return S.CANCELLED
    if slot.starts_on > now.date():
        return before_start(luck, found, now)
    if found.ended_at >= now:
        return S.RUNNING
    return S.COMPLETED if found.completed_at < now else S.FINISHED


def before_start(luck, found: Fate, now) -> str:
    """Most are open; one that was sent back long ago would have lapsed."""
    recently = moment(add_working_days(now.date(), -RETURNED_SINCE), time())
    if luck > 1 - RETURNED and found.replied_at > recently:
        return S.RETURNED
    return S.APPROVED if luck > 1 - RETURNED - APPROVED else S.OPEN
