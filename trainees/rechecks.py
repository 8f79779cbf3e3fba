"""Re-checks in the middle of a session: called at times nobody can tell, answered by the code.

A re-check is called when its time has come and the screen with the code is on; who does not answer
it loses what lies between the proof before and the proof after it (`trainees.presence`).
"""

from datetime import datetime, timedelta

from core import clock
from core.clock import local_day
from core.ranges import Stretches
from policies.queries import value_on
from trainees.rotating_code import drawn

FIRST, LAST = 0.2, 0.8  # of the session: neither while people come nor while they leave
RANGE = 2**64


def due_rechecks(session) -> list[datetime]:
    """When the re-checks of a session are due: each somewhere in its part of the middle."""
    number = int(value_on("rechecks_session", local_day(session.starts_at)).value)
    length = session.ends_at - session.starts_at
    parts = [(n + drawn(session, f"recheck {n}") / RANGE) / number for n in range(number)]
    return [session.starts_at + length * (FIRST + (LAST - FIRST) * part) for part in parts]


def is_due(session) -> bool:
    """Whether one is to be called now: its time has come, and people can still answer it."""
    now, called = clock.now(), session.rechecked_at
    if not session.starts_at < now < session.ends_at or open_recheck(session):
        return False
    due = [moment for moment in due_rechecks(session) if moment <= now]
    return len(due) > len(called) and now + answer_time(session) <= session.ends_at


def answer_time(session) -> timedelta:
    return timedelta(minutes=int(value_on("recheck_minutes", local_day(session.starts_at)).value))


def rechecks(session) -> Stretches:
    """From when to when each called re-check could be answered."""
    if not session.rechecked_at:
        return []
    term = answer_time(session)
    return [(called, called + term) for called in session.rechecked_at]


def closed_rechecks(session) -> Stretches:
    now = clock.now()
    return [recheck for recheck in rechecks(session) if recheck[1] < now]


def open_recheck(session) -> tuple | None:
    """The re-check that can be answered now."""
    now = clock.now()
    return next((one for one in rechecks(session) if one[0] <= now <= one[1]), None)
