"""Half-open spans of whole numbers: joined into lists without overlap, and split by them."""

from bisect import bisect_left
from collections.abc import Iterator

Span = tuple[int, int]


def joined(known: list[Span], new: Span) -> list[Span]:
    """A sorted list of spans apart from each other, with one more; what touches becomes one."""
    first, last = new
    if first >= last:
        return known
    before = [span for span in known if span[1] < first]
    after = [span for span in known if span[0] > last]
    touched = known[len(before) : len(known) - len(after)]
    whole = (min([first, *(a for a, _ in touched)]), max([last, *(b for _, b in touched)]))
    return [*before, whole, *after]


def split(whole: Span, known: list[Span]) -> Iterator[tuple[int, int, bool]]:
    """The parts of a span in order, each with whether it lies in the list."""
    at, end = whole
    for first, last in known[max(0, bisect_left(known, (at, at)) - 1) :]:
        if last <= at:
            continue
        if first >= end:
            break
        if first > at:
            yield at, first, False
        yield max(first, at), min(last, end), True
        at = min(last, end)
    if at < end:
        yield at, end, False
