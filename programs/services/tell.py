"""Telling whoever teaches of a changed timetable."""

from django.utils import timezone

from core.outbox import notify
from programs.messages import ClassChanged

DROPPED = "取消 cancelled"  # a place is not translated: read in both languages


def changed_facts(change, lines) -> dict:
    """What a message says of a change: the first session of the new timetable it is about.

    Where sessions are only dropped it is the first of them, and its place is none.
    """
    kept = [line for line in lines if line.starts_at]
    first = min(kept or lines, key=lambda line: line.starts_at or line.old_starts_at)
    at = timezone.localtime(first.starts_at or first.old_starts_at)
    return {
        "class": change.training_class.name,
        "date": f"{at:%Y-%m-%d}",
        "time": f"{at:%H:%M}",
        "place": first.venue.name if kept else DROPPED,
    }


def tell_change(change, lines) -> None:
    """Whoever teaches, or would have taught, a changed session: one message each."""
    staff = [one for line in lines for one in (line.teacher, line.old_teacher) if one]
    notify(
        ClassChanged,
        {one.user_id for one in staff if one.user_id},
        about=change,
        occasion=change.number,
        link="/workspace/my-sessions/",
        **changed_facts(change, lines),
    )
