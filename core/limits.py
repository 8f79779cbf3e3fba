"""Time limits asked from below: the app that keeps their dated rows provides the answers."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from core import clock
from core.refusals import Refused

# Where no rule states the longest term of what is recognised: whoever types more mistyped.
LONGEST_TERM = timedelta(days=3652)  # ten years


class Citation(NamedTuple):
    """Where a time limit stands: its words, the address of its clause, and the figure alone."""

    words: str
    url: str
    figure: str = ""


_providers: list[Callable] = []
_citers: list[Callable] = []


def provide(last_moment: Callable, cited: Callable) -> None:
    """Register who knows the limits.

    `last_moment(code, start)` gives a day or an instant, `cited(code, on)` a `Citation`.
    """
    _providers[:], _citers[:] = [last_moment], [cited]


def last_moment(code: str, start: date | datetime) -> date | datetime:
    """The end of a time limit that starts at `start`. Raises LookupError when nobody knows it."""
    if not _providers:
        raise LookupError(f"no app provides the time limit {code}")
    return _providers[0](code, start)


def cited(code: str, on: date) -> Citation:
    """Where the time limit of a day stands. Raises LookupError when nobody knows it."""
    if not _citers:
        raise LookupError(f"no app provides the time limit {code}")
    return _citers[0](code, on)


def last_valid_day() -> date:
    """The latest day until which anything may be recognised today."""
    return clock.today() + LONGEST_TERM


def check_valid_until(day: date) -> None:
    """A last day of validity lies ahead. Raises Refused: valid_until_past, valid_until_far."""
    last = last_valid_day()
    if day <= clock.today():
        raise Refused("valid_until_past", f"{day:%Y-%m-%d}")
    if day > last:
        raise Refused("valid_until_far", f"{day:%Y-%m-%d} > {last:%Y-%m-%d}")
