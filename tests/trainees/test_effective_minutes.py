"""What counts of online study: never more than the clock, the item or one person; all explained."""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sizes import IS_FULL
from tests.trainees import learners
from tests.trainees.learners import ITEM, LENGTH, RULES, beats
from trainees import spans
from trainees.effective_minutes import MINUTE, SECOND, Beat, Known, judge, received

DAY = 24 * 60 * MINUTE
LENGTHS = {ITEM: LENGTH, 2: 10 * MINUTE}


def judged(row, known=None):
    return judge(row, LENGTHS, RULES, lambda at: at // DAY, known)


def accepted(found, item=None):
    return sum(s.length for s in found if not s.reason and item in (None, s.item))


def minutes(found) -> dict[str, float]:
    sums = Counter()
    for stretch in found:
        sums[stretch.reason or "accepted"] += stretch.length
    return {reason: round(total / MINUTE, 1) for reason, total in sums.items()}


def check(row, found):
    """The laws: they hold whatever is sent."""
    assert sum(s.length for s in found) == received(row)
    counting = sorted((s.begins, s.ends) for s in found if not s.reason)
    assert all(a[1] <= b[0] for a, b in pairwise(counting))
    if row:
        assert accepted(found) <= max(b.at for b in row) - min(b.at for b in row)
    for item, length in LENGTHS.items():
        assert accepted(found, item) <= length
    by_day = Counter()
    for stretch in found:
        if not stretch.reason:
            by_day[stretch.begins // DAY] += stretch.length
    assert all(total <= RULES.day_max for total in by_day.values())


SENT = st.lists(
    st.builds(
        Beat,
        study_session=st.integers(1, 3),
        item=st.just(ITEM),
        counter=st.integers(1, 30),
        at=st.integers(0, 6 * MINUTE),
        position=st.integers(0, LENGTH + MINUTE),
        speed=st.sampled_from((0.5, 1.0, 1.25, 1.5, 2.0)),
        is_visible=st.sampled_from((True, True, True, False)),
        is_active=st.booleans(),
    ),
    max_size=60,
)
# Players that mostly run on, so that much of it counts.
PLAYED = st.lists(
    st.tuples(
        st.integers(1, 3),  # study session
        st.integers(1, 50 * SECOND),  # clock
        st.sampled_from((0, 0.5, 1, 1, 1, 1.5, 2, -1)),  # item to clock
        st.sampled_from((True, True, True, False)),
    ),
    max_size=80,
)


def played(steps):
    places, clocks, found = {}, {}, []
    for n, (session, passed, rate, is_visible) in enumerate(steps, 1):
        item = 2 if session == 3 else ITEM
        at = clocks[session] = clocks.get(session, session * 7 * SECOND) + passed
        place = max(0, places.get(session, 0) + int(passed * rate))
        places[session] = place
        found.append(Beat(session, item, n, at, place, max(1, rate), is_visible, True))
    return found


@given(SENT)
def test_whatever_is_sent_the_laws_hold(row):
    check(row, judged(row))


@given(PLAYED)
def test_however_it_is_played_the_laws_hold(steps):
    row = played(steps)
    check(row, judged(row))


@given(PLAYED, PLAYED)
def test_what_was_accepted_before_counts_no_second_time(first, second):
    known = Known()
    one, two = played(first), played(second)
    found = [*judged(one, known), *judged(two, known)]
    for item, length in LENGTHS.items():
        assert accepted(found, item) <= length
    counting = sorted((s.begins, s.ends) for s in found if not s.reason)
    assert all(a[1] <= b[0] for a, b in pairwise(counting))


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99))), st.integers(0, 99))
def test_spans_are_joined_and_split_as_sets_of_points(pairs, width):
    known, points = [], set()
    for a, b in pairs:
        known = spans.joined(known, (a, b))
        points |= set(range(a, b))
    assert {n for a, b in known for n in range(a, b)} == points
    parts = list(spans.split((10, 10 + width), known))
    assert [n for a, b, _in in parts for n in range(a, b)] == list(range(10, 10 + width))
    assert {n for a, b, is_in in parts if is_in for n in range(a, b)} == points & set(
        range(10, 10 + width)
    )


EXPECTED = {
    "honest": {"accepted"},
    "twice_as_fast": {"study_speed"},
    "seeking": {"accepted", "study_seek"},
    "hidden_tab": {"accepted", "study_hidden"},
    "two_devices": {"accepted", "study_parallel"},
    "asleep": {"accepted", "study_idle"},
    "script_regular": {"study_regular"},
    "script_fast": {"study_seek"},
    "script_replayed": {"accepted", "study_seen"},
    "script_out_of_order": {"study_order", "study_seek"},
}


@pytest.mark.parametrize("kind", learners.KINDS, ids=lambda kind: kind.__name__)
def test_simulated_learners_get_what_the_rules_give(kind, record_counts):
    row = kind()
    found = judged(row)
    check(row, found)
    sums = minutes(found)
    main = {reason for reason, total in sums.items() if total >= 0.7}
    told = ", ".join(f"{reason} {total}" for reason, total in sorted(sums.items()))
    record_counts(f"study, {kind.__name__}: sent {received(row) / MINUTE:.1f} min; {told}")
    assert main == EXPECTED[kind.__name__]


def test_an_honest_learner_gets_the_whole_item():
    assert accepted(judged(learners.honest())) > LENGTH - 30 * SECOND


def test_a_speed_that_is_allowed_counts_the_time_it_took():
    found = minutes(judged(beats(30, speed=1.5)))
    assert found["accepted"] == pytest.approx(30, abs=0.5)


def test_every_refused_stretch_says_what_was_found_and_what_is_allowed():
    gap = judged([Beat(1, ITEM, 1, 0, 0), Beat(1, ITEM, 2, 60 * SECOND, 60 * SECOND)])
    assert [(s.reason, s.measured, s.allowed) for s in gap] == [("study_gap", 60, 45)]
    fast = judged([Beat(1, ITEM, 1, 0, 0, 2.0), Beat(1, ITEM, 2, 15 * SECOND, 30 * SECOND, 2.0)])
    assert [(s.reason, s.measured, s.allowed) for s in fast] == [("study_speed", 2.0, 1.5)]


def test_no_more_than_the_minutes_of_a_day_count():
    rules = RULES._replace(day_max=10 * MINUTE)
    found = judge(beats(20), LENGTHS, rules, lambda at: 0)
    assert accepted(found) == 10 * MINUTE
    assert minutes(found)["study_day"] == pytest.approx(10, abs=0.2)


def test_many_learners_at_random_keep_the_laws(record_counts):
    kinds, sums = learners.KINDS, Counter()
    rounds = 1000 if IS_FULL else 20
    for seed in range(rounds):
        row = beats(30, seed=seed, speed=1 + seed % 3 / 4, jump=lambda n: n % 5 * SECOND)
        found = judged(row)
        check(row, found)
        sums.update({s.reason or "accepted": s.length for s in found})
    record_counts(f"study: {len(kinds)} kinds and {rounds} learners at random, no law broken")
