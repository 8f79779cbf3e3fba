"""Why a record was sent back, and until when it may be completed: told on every page about it."""

from core.calendar import CalendarMissing
from core.clock import local_day
from core.limits import last_moment
from core.pages.history import last_entry, verb_of
from core.refusals import listed

RETURNED = "returned"
LIMIT = "tl_completion_of_papers"


def is_returned(obj) -> bool:
    """Whether a record lies with whoever handed it in, to be completed."""
    return getattr(obj, "state", "") == RETURNED and hasattr(obj, "MOVES")


def why_returned(obj, actor) -> dict | None:
    """What components/returned.html shows: what, when, reason of the list, words, the last day.

    None for a record that is not returned, or whose trail the actor does not see.
    """
    if not is_returned(obj):
        return None
    verbs = [name for name, move in obj.MOVES.items() if move.target == RETURNED]
    entry = last_entry(obj, actor, *verbs)
    if entry is None:
        return None
    on = local_day(entry.at)
    return {
        "what": verb_of(entry),
        "on": on,
        "reason": listed(entry.reason_code),
        "words": entry.reason,
        "due": last_day(on),
        "lapses": "lapse" in obj.MOVES,
    }


def last_day(on):
    """The last day in time; None where the year has no table of working days."""
    try:
        return last_moment(LIMIT, on)
    except CalendarMissing:
        return None
