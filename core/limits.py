"""Time limits asked from below: the app that keeps their dated rows provides the answer."""

from collections.abc import Callable
from datetime import date, datetime

_providers: list[Callable] = []


def provide(last_moment: Callable) -> None:
    """Register who knows the limits: `last_moment(code, start)` gives a day or an instant."""
    _providers[:] = [last_moment]


def last_moment(code: str, start: date | datetime) -> date | datetime:
    """The end of a time limit that starts at `start`. Raises LookupError when nobody knows it."""
    if not _providers:
        raise LookupError(f"no app provides the time limit {code}")
    return _providers[0](code, start)
