"""Simulated learners: the heartbeats of one person, honest or not, in milliseconds from 0."""

from itertools import pairwise
from random import Random

from trainees.effective_minutes import MINUTE, SECOND, Beat, Rules

RULES = Rules(
    gap_max=45 * SECOND, speed_max=1.5, drift_max=3 * SECOND, idle_max=10 * MINUTE,
    day_max=240 * MINUTE, regular_beats=20, regular_spread=2,
)  # fmt: skip
LENGTH = 45 * MINUTE
EVERY = 15 * SECOND
ITEM = 1


def beats(
    minutes, *, speed=1.0, seed=1, session=1, start=0, item=ITEM, position=0, jitter=400,
    hidden=lambda at: False, jump=lambda n: 0, touches=4,
):  # fmt: skip
    """A player that runs for so many minutes; every so many beats somebody touches it."""
    dice, at, found = Random(seed), start, []
    for n in range(int(minutes * MINUTE / EVERY) + 1):
        shown = min(LENGTH, round(position))
        is_active = n % touches == 0
        found.append(
            Beat(session, item, n + 1, at, shown, speed, not hidden(at - start), is_active)
        )
        passed = EVERY + dice.randint(-jitter, jitter)
        at += passed
        position += passed * speed + jump(n)
    return found


def honest():
    return beats(45)


def twice_as_fast():
    return beats(23, speed=2.0)


def seeking():
    """Skips five minutes after every two."""
    return beats(12, jump=lambda n: 5 * MINUTE if n % 8 == 7 else 0)


def hidden_tab():
    """In front for ten minutes, then hidden for the rest."""
    return beats(45, hidden=lambda at: at > 10 * MINUTE)


def two_devices():
    """The same item on two devices at once, one twenty minutes ahead."""
    return [*beats(20), *beats(20, session=2, seed=2, start=3 * SECOND, position=20 * MINUTE)]


def asleep():
    """Starts the player and touches nothing any more."""
    return beats(45, touches=10_000)


def script_regular():
    """A program that sends to the millisecond."""
    return beats(45, jitter=0)


def script_fast():
    """A program that sends a minute of the item every second."""
    return [Beat(1, ITEM, n + 1, n * SECOND + n % 7 * 11, n * MINUTE) for n in range(46)]


def script_replayed():
    """An honest quarter of an hour, sent three times over in new study sessions."""
    first = beats(15)
    again = [
        beat._replace(study_session=1 + n, at=beat.at + n * 20 * MINUTE)
        for n in (1, 2)
        for beat in first
    ]
    return [*first, *again]


def script_out_of_order():
    """The heartbeats of half an hour, arriving in pairs the wrong way round."""
    row = beats(30)
    turned = [beat for a, b in pairwise([*row, row[-1]]) if a.counter % 2 for beat in (b, a)]
    return [beat._replace(at=one.at) for beat, one in zip(turned, row, strict=False)]


KINDS = (
    honest, twice_as_fast, seeking, hidden_tab, two_devices, asleep, script_regular, script_fast,
    script_replayed, script_out_of_order,
)  # fmt: skip
