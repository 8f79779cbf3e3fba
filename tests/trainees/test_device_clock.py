"""The time of a device without a network: right whatever is done to its clock, and edits found."""

from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from trainees.device_clock import MOVED, TOLERANCE, Tick, times

SECOND, MINUTE, HOUR = 1000, 60_000, 3_600_000
BEGIN = 1_780_000_000_000


def ticks(steps, *, moved=(), slept=(), reloaded=()):
    """Of a device that counts an entry after each step; the numbers name entries.

    Before an entry of `moved` ((number, by)) its clock was set, before one of `slept` its page
    stood still all the while, before one of `reloaded` its page was opened anew.
    """
    wall, origin, elapsed, found = 0, 0, 0, []
    for n, true in enumerate(accumulate(steps, initial=0)):
        length = steps[n - 1] if n else 0
        wall += length + sum(by for number, by in moved if number == n)
        elapsed = 0 if n in reloaded else elapsed + (0 if n in slept else length)
        origin += n in reloaded
        server = BEGIN + true if n in (0, len(steps)) else None
        found.append(Tick(n + 1, BEGIN + 17 * SECOND + wall, str(origin), elapsed, server))
    return found


def said(found) -> list:
    return [found[counter] for counter in sorted(found)]


lengths = st.lists(st.integers(2 * MINUTE, HOUR), min_size=2, max_size=8)


@given(lengths, st.data())
def test_a_clock_moved_by_two_hours_changes_no_time_and_is_found(steps, data):
    number = data.draw(st.integers(1, len(steps) - 1))
    by = data.draw(st.sampled_from((2 * HOUR, -2 * HOUR)))
    found = said(times(ticks(steps, moved=[(number, by)])))
    true = [BEGIN + at for at in accumulate(steps, initial=0)]
    assert all(abs(at - right) <= TOLERANCE for (at, _flag), right in zip(found, true, strict=True))
    assert {flag for _at, flag in found[1:-1]} == {MOVED}


@given(lengths, st.data())
def test_a_device_that_slept_or_whose_page_was_opened_anew_is_no_edit(steps, data):
    names = st.sets(st.integers(1, len(steps) - 1))
    found = said(times(ticks(steps, slept=data.draw(names), reloaded=data.draw(names))))
    assert [at for at, _flag in found] == [BEGIN + at for at in accumulate(steps, initial=0)]
    assert {flag for _at, flag in found} == {""}


@given(lengths, st.data())
def test_moved_while_the_page_was_closed_is_found_too(steps, data):
    number = data.draw(st.integers(1, len(steps) - 1))
    found = said(times(ticks(steps, moved=[(number, 2 * HOUR)], reloaded={number})))
    assert [at for at, _flag in found] == [BEGIN + at for at in accumulate(steps, initial=0)]
    assert {flag for _at, flag in found[1:-1]} == {MOVED}


@given(lengths, st.randoms())
def test_entries_may_come_in_any_order(steps, chance):
    known = ticks(steps)
    mixed = [*known]
    chance.shuffle(mixed)
    assert times(mixed) == times(known)


def test_no_time_is_outside_of_what_the_server_knows():
    wild = [
        Tick(1, 0, "a", 0, BEGIN),
        Tick(2, -5 * HOUR, "b", 0),
        Tick(3, 9 * HOUR, "c", 0),
        Tick(4, HOUR, "d", 0, BEGIN + HOUR),
    ]
    assert all(BEGIN <= at <= BEGIN + HOUR for at, _flag in times(wild).values())


def test_before_the_first_anchor_nobody_knows_the_time():
    assert set(times([Tick(1, 0, "a", 0), Tick(2, 1, "a", 1, BEGIN)])) == set()
