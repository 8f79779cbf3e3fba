"""Deadlines: apps declare their clocks; whoever must act is told before and after the end."""

import logging
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db import models, transaction

from core import clock
from core.admin_urls import record_url
from core.calendar import CalendarMissing, add_working_days
from core.enums import Role
from core.messages import DeadlineNear, DeadlineOver
from core.outbox import notify, users_in_role

logger = logging.getLogger(__name__)
WORKING_DAYS_BEFORE = 2


@dataclass(frozen=True)
class Due:
    """One running clock: the record, the last day in time, who must act, who hears of a delay.

    `kind` is the English name of the record's kind, as in every message.
    """

    about: models.Model
    on: date
    owners: Collection[int]
    chiefs: Collection[int]
    kind: str
    number: str
    link: str


def owed(rows, until: date, kind: str, *, due_of, is_with_city=lambda row: False) -> Iterator[Due]:
    """The clocks of answers that are owed and end by a day.

    Who must act is the district of the row, or the city where it has it; the city's chief hears.
    """
    reviewers = cache(lambda district_id: users_in_role(Role.DISTRICT_REVIEWER, district_id))
    city = cache(lambda: users_in_role(Role.MUNICIPAL_REVIEWER))
    chiefs = users_in_role(Role.MUNICIPAL_CHIEF)
    for row in rows:
        due = due_of(row)
        if due <= until:
            yield Due(
                about=row,
                on=due,
                owners=city() if is_with_city(row) else reviewers(row.district_id),
                chiefs=chiefs,
                kind=kind,
                number=row.number,
                link=record_url(row),
            )


Find = Callable[[date], Iterable[Due]]
_clocks: dict[str, Find] = {}


def register(name: str, find: Find) -> None:
    """Declare a clock by the code of its time limit.

    `find(until)` gives what is still open and ends on or before that day; the system worker asks.
    """
    _clocks[name] = find


def registered() -> dict[str, Find]:
    """Every clock by name; pinned by a test."""
    return dict(_clocks)


def tell() -> int:
    """Tell what ends within two working days or is over, each once; returns how many are open.

    A clock whose rows cannot be found stops no other one.
    """
    until = add_working_days(clock.today(), WORKING_DAYS_BEFORE)
    return sum(_tell_clock(name, find, until) for name, find in _clocks.items())


def _tell_clock(name, find, until) -> int:
    try:
        with transaction.atomic():
            found = list(find(until))
            for due in found:
                _tell(name, due)
    except CalendarMissing as missing:
        logger.warning("%s: %s", name, missing)
        return 0
    except Exception:
        logger.exception("deadlines of %s", name)
        return 0
    return len(found)


def _tell(name: str, due: Due) -> None:
    """The day is part of the occasion: a clock that was set anew is told anew."""
    is_over = due.on < clock.today()
    notify(
        DeadlineOver if is_over else DeadlineNear,
        {*due.owners, *due.chiefs} if is_over else due.owners,
        about=due.about,
        link=due.link,
        occasion=f"{name}:{due.on}",
        kind=due.kind,
        number=due.number,
        due=due.on,
    )
