"""What of a person's heartbeats counts as study: pure, by published rules, every refusal explained.

All times and positions are whole milliseconds, so that accepted and refused add up exactly to what
was received. Between two heartbeats of one study session lies a stretch: it counts as a whole or in
pieces, or it is refused for one reason. Accepted pieces never overlap for one person, are never
longer than the clock on the wall nor than what of the item was seen for the first time.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from trainees import spans
from trainees.enums import StudyReason as R

SECOND = 1000
MINUTE = 60 * SECOND


class Beat(NamedTuple):
    """One heartbeat: `at` by the server's clock, all else as the player says it."""

    study_session: int
    item: int
    counter: int
    at: int
    position: int
    speed: float = 1.0
    is_visible: bool = True
    is_active: bool = False


class Rules(NamedTuple):
    """The figures in force; milliseconds, but for `speed_max` (times) and `regular_beats`."""

    gap_max: int
    speed_max: float
    drift_max: int
    idle_max: int
    day_max: int
    regular_beats: int
    regular_spread: int


class Stretch(NamedTuple):
    """A piece of one study session on the clock: accepted without a reason, refused with one.

    `measured` is what was found and `allowed` its limit, where the reason has a figure.
    """

    study_session: int
    item: int
    begins: int
    ends: int
    media_from: int
    media_to: int
    reason: str = ""
    measured: float | None = None
    allowed: float | None = None

    @property
    def length(self) -> int:
        return self.ends - self.begins


@dataclass
class Known:
    """What was accepted before: parts of each item, pieces of the clock, sums by item and day."""

    seen: dict[int, list[spans.Span]] = field(default_factory=dict)
    taken: list[spans.Span] = field(default_factory=list)
    by_item: dict[int, int] = field(default_factory=dict)
    by_day: dict[object, int] = field(default_factory=dict)

    def add(self, stretch: Stretch, day) -> None:
        item = self.seen.get(stretch.item, [])
        self.seen[stretch.item] = spans.joined(item, (stretch.media_from, stretch.media_to))
        self.taken = spans.joined(self.taken, (stretch.begins, stretch.ends))
        self.by_item[stretch.item] = self.by_item.get(stretch.item, 0) + stretch.length
        self.by_day[day] = self.by_day.get(day, 0) + stretch.length

    def room(self, stretch: Stretch, length: int, drift: int) -> int:
        """How much of new time fits: as much as was seen, give or take the drift; never too much.

        Clock and player never agree to the millisecond; in all, the length of the item is the end.
        """
        seen = sum(last - first for first, last in self.seen.get(stretch.item, []))
        most = min(length, seen + stretch.media_to - stretch.media_from + drift)
        return max(0, most - self.by_item.get(stretch.item, 0))


def judge(
    beats: Iterable[Beat],
    lengths: dict[int, int],
    rules: Rules,
    day_of: Callable[[int], object],
    known: Known | None = None,
) -> list[Stretch]:
    """Everything between the heartbeats of one person, accepted or refused, in order of time.

    `lengths` gives the length of every item, `day_of` the day of an instant for the cap of a day;
    `known` is what was accepted before, and is added to.
    """
    known = Known() if known is None else known
    pieces = []
    for first, second, reason in paired(beats, rules):
        whole = stretch_of(first, second)
        if reason:
            pieces.append(whole._replace(**reason))
            continue
        for piece in counted(whole, lengths[first.item], rules, day_of(first.at), known):
            if not piece.reason:
                known.add(piece, day_of(first.at))
            pieces.append(piece)
    return merged(pieces)


def received(beats: Iterable[Beat]) -> int:
    """Milliseconds between the first and the last heartbeat of every study session, summed."""
    return sum(row[-1].at - row[0].at for row in by_session(beats).values())


def by_session(beats: Iterable[Beat]) -> dict[int, list[Beat]]:
    """The heartbeats of each study session as they were received."""
    found: dict[int, list[Beat]] = {}
    for beat in sorted(beats, key=lambda beat: (beat.at, beat.study_session)):
        found.setdefault(beat.study_session, []).append(beat)
    return found


def stretch_of(a: Beat, b: Beat) -> Stretch:
    return Stretch(a.study_session, a.item, a.at, b.at, a.position, b.position)


def paired(beats, rules) -> list[tuple[Beat, Beat, dict | None]]:
    """Each stretch of time with the reason that refuses it whole; the earliest first."""
    found = []
    for row in by_session(beats).values():
        regular = regular_stretches(row, rules)
        active_at = row[0].at
        highest = row[0].counter
        for n, (a, b) in enumerate(pairwise(row)):
            active_at = b.at if b.is_active else active_at
            if b.at > a.at:
                is_in_order = b.counter > highest
                reason = refusal(a, b, rules, b.at - active_at, n in regular, is_in_order)
                found.append((a, b, reason))
            highest = max(highest, b.counter)
    return sorted(found, key=lambda one: (one[0].at, one[0].study_session, one[1].at))


def refusal(a, b, rules, idle: int, is_regular: bool, is_in_order: bool) -> dict | None:
    """The first reason why nothing between two heartbeats counts; None where it may."""
    passed, moved, speed = b.at - a.at, b.position - a.position, max(a.speed, b.speed)
    ahead = moved - passed * speed
    beats = rules.regular_beats
    reasons = (
        (not is_in_order, R.ORDER),
        (not (a.is_visible and b.is_visible), R.HIDDEN),
        (moved == 0, R.PAUSED),
        (passed > rules.gap_max, R.GAP, passed / SECOND, rules.gap_max / SECOND),
        (is_regular, R.REGULAR, beats, beats),
        (speed > rules.speed_max, R.SPEED, speed, rules.speed_max),
        (idle > rules.idle_max, R.IDLE, idle / MINUTE, rules.idle_max / MINUTE),
        (moved < 0, R.SEEK),
        (ahead > rules.drift_max, R.SEEK, ahead / SECOND, rules.drift_max / SECOND),
    )
    return next((because(*why) for applies, *why in reasons if applies), None)


def because(reason, measured=None, allowed=None) -> dict:
    return {"reason": str(reason), "measured": measured, "allowed": allowed}


def regular_stretches(row: list[Beat], rules) -> set[int]:
    """Places of stretches in a run that no player and no network gives: all of one length."""
    gaps = [b.at - a.at for a, b in pairwise(row)]
    found, size = set(), rules.regular_beats
    for start in range(len(gaps) - size + 1):
        run = gaps[start : start + size]
        if max(run) - min(run) <= rules.regular_spread:
            found.update(range(start, start + size))
    return found


def counted(whole: Stretch, length: int, rules, day, known: Known) -> Iterator[Stretch]:
    """The pieces of one stretch: once on the clock, once of the item, and no more than a day's."""
    left = max(0, rules.day_max - known.by_day.get(day, 0))
    for piece in once_on_clock(whole, known.taken):
        if piece.reason:
            yield piece
            continue
        for part in once_of_item(piece, length, known.seen.get(whole.item, [])):
            if part.reason:
                yield part
                continue
            room = known.room(part, length, rules.drift_max)
            for one in no_more_than(part, room, R.PAUSED):
                if one.reason:
                    yield one
                    continue
                fits, over = cut(one, one.begins + min(one.length, left))
                left -= fits.length
                yield fits
                yield over._replace(**because(R.DAY, *(rules.day_max / MINUTE,) * 2))


def once_on_clock(whole: Stretch, taken) -> Iterator[Stretch]:
    """What lies beside time already counted for the person, and what lies on it."""
    for begins, ends, is_taken in spans.split((whole.begins, whole.ends), taken):
        piece = between(whole, begins, ends)
        yield piece._replace(**because(R.PARALLEL)) if is_taken else piece


def between(whole: Stretch, begins: int, ends: int) -> Stretch:
    """A piece of a stretch on the clock, with the part of the item shown meanwhile."""
    return whole._replace(
        begins=begins,
        ends=ends,
        media_from=media_at(whole, begins),
        media_to=media_at(whole, ends),
    )


def media_at(whole: Stretch, at: int) -> int:
    moved = whole.media_to - whole.media_from
    return whole.media_from + (at - whole.begins) * moved // whole.length


def once_of_item(piece: Stretch, length: int, seen) -> Iterator[Stretch]:
    """What of the item is new, as far as it is long; the rest of the time is refused."""
    shown = (piece.media_from, piece.media_to)
    if piece.media_from >= piece.media_to:
        yield piece._replace(**because(R.PAUSED))
        return
    begins = piece.begins
    parts = list(spans.split(shown, spans.joined(seen, (length, max(length, shown[1])))))
    for n, (first, last, is_seen) in enumerate(parts, 1):
        ends = piece.ends if n == len(parts) else clock_at(piece, last)
        part = piece._replace(begins=begins, ends=ends, media_from=first, media_to=last)
        begins = ends
        yield part._replace(**because(R.SEEN)) if is_seen else part


def no_more_than(part: Stretch, room: int, reason) -> Iterator[Stretch]:
    """Time as far as there is room, with all that was shown meanwhile; the rest is refused."""
    ends = part.begins + min(part.length, room)
    if room:
        yield part._replace(ends=ends)
    if ends < part.ends:
        yield part._replace(begins=ends, media_from=part.media_to, **because(reason))


def clock_at(piece: Stretch, position: int) -> int:
    moved = piece.media_to - piece.media_from
    return piece.begins + (position - piece.media_from) * piece.length // moved


def cut(piece: Stretch, at: int) -> tuple[Stretch, Stretch]:
    """Two pieces, before and after an instant."""
    if not piece.length:
        return piece, piece
    media = media_at(piece, at)
    return piece._replace(ends=at, media_to=media), piece._replace(begins=at, media_from=media)


def merged(pieces: list[Stretch]) -> list[Stretch]:
    """Neighbours of one study session and one reason as one; pieces without length go."""
    last: dict[int, Stretch] = {}
    done = []
    for piece in pieces:
        if not piece.length:
            continue
        before = last.get(piece.study_session)
        if before and goes_on(before, piece):
            last[piece.study_session] = joined(before, piece)
            continue
        if before:
            done.append(before)
        last[piece.study_session] = piece
    return sorted([*done, *last.values()], key=lambda one: (one.begins, one.study_session))


def goes_on(before: Stretch, after: Stretch) -> bool:
    """Accepted time only where the item runs on, so that its part is what was seen."""
    if (before.reason, before.ends) != (after.reason, after.begins):
        return False
    return bool(before.reason) or before.media_to == after.media_from


def joined(before: Stretch, after: Stretch) -> Stretch:
    """One of two; of two measures the worse."""
    measures = [m for m in (before.measured, after.measured) if m is not None]
    worst = max(measures, default=None)
    return before._replace(ends=after.ends, media_to=after.media_to, measured=worst)
