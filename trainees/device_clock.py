"""What a device without a network says of the time, made into the time of the server.

A device counts its entries, and says for each its wall clock and how many milliseconds its page has
run. When it was online before and when it is again, the server knew the time: between two such
anchors the steps from entry to entry must add up. A page that ran on tells a step whatever was done
to the clock; only while the device sleeps its count stands still. So a clock that was moved is
found, and its hours are right all the same.

Pure functions of milliseconds; instants of the server are milliseconds since 1970, too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations, pairwise

TOLERANCE = 90_000  # of two clocks that are both right, and of the way to the server
MOST_MOVED = 3  # times in one stretch without a network that a clock is believed to have moved
MOVED, UNSURE = "clock_moved", "clock_unsure"


@dataclass(frozen=True)
class Tick:
    """One entry of a device in the order of `counter`; `server` is known for anchors alone."""

    counter: int
    wall: int
    origin: str
    elapsed: int
    server: int | None = None


@dataclass(frozen=True)
class Step:
    """From one tick to the next by the wall clock, and by the page where it ran on."""

    by_wall: int
    by_page: int | None

    @property
    def differs(self) -> bool:
        return self.by_page is not None and abs(self.by_wall - self.by_page) > TOLERANCE

    @property
    def was_set_back(self) -> bool:
        return self.differs and self.by_wall < self.by_page

    @property
    def true(self) -> int:
        """How long it took, if nobody has touched the clock; a page that slept fell behind."""
        return self.by_page if self.was_set_back else self.by_wall


def times(ticks: Iterable[Tick]) -> dict[int, tuple[int, str]]:
    """Counter → (milliseconds of the server, flag) of every entry between two anchors.

    Entries before the first anchor or after the last one are left out: nobody knows their time.
    """
    known = sorted(ticks, key=lambda tick: tick.counter)
    anchors = [n for n, tick in enumerate(known) if tick.server is not None]
    found: dict[int, tuple[int, str]] = {}
    for first, last in pairwise(anchors):
        found |= between(known[first : last + 1])
    return found


def between(ticks: list[Tick]) -> dict[int, tuple[int, str]]:
    """The times of the entries from one anchor to the next, both included."""
    begin, end = ticks[0].server, ticks[-1].server
    steps = [step(one, other) for one, other in pairwise(ticks)]
    lengths, flag = lengths_of(steps, end - begin)
    found, now = {ticks[0].counter: (begin, "")}, begin
    for tick, length in zip(ticks[1:], lengths, strict=True):
        now = min(max(now + length, begin), end)
        found[tick.counter] = (now, flag)
    return found | {ticks[-1].counter: (end, "")}


def step(one: Tick, other: Tick) -> Step:
    runs_on = one.origin == other.origin and other.elapsed >= one.elapsed
    return Step(other.wall - one.wall, other.elapsed - one.elapsed if runs_on else None)


def lengths_of(steps: list[Step], whole: int) -> tuple[list[int], str]:
    """How long each step took so that all of them make the whole, and what is to be flagged."""
    was_set_back = any(step.was_set_back for step in steps)
    lengths = [step.true for step in steps]
    if fits(lengths, whole):
        return lengths, MOVED if was_set_back else ""
    ahead = [n for n, step in enumerate(steps) if step.differs and not step.was_set_back]
    for number in range(1, min(len(ahead), MOST_MOVED) + 1):
        for moved in combinations(ahead, number):
            tried = [s.by_page if n in moved else lengths[n] for n, s in enumerate(steps)]
            if fits(tried, whole):
                return tried, MOVED
    return reloaded(steps, lengths, whole)


def reloaded(steps, lengths, whole) -> tuple[list[int], str]:
    """The clock was moved while the page was closed: one step takes what is left for it."""
    closed = [n for n, step in enumerate(steps) if step.by_page is None]
    if len(closed) == 1:
        others = sum(length for n, length in enumerate(lengths) if n not in closed)
        if whole - others >= 0:
            return [whole - others if n in closed else x for n, x in enumerate(lengths)], MOVED
    return lengths, UNSURE


def fits(lengths: list[int], whole: int) -> bool:
    return abs(sum(lengths) - whole) <= TOLERANCE
