"""Telling the administrators of a unit, and the answers that send a record back to it."""

from contextlib import contextmanager

from django.utils import timezone

from core import clock
from core.enums import UNIT_ADMINS
from core.messages import RecordRefused, RecordReturned
from core.outbox import notify, users_of
from core.workflow import moving
from policies.queries import last_moment
from programs.messages import ClassChanged

DROPPED = "取消 cancelled"  # a place is not translated: read in both languages
# move -> (what the unit is told, the time limit that begins)
ANSWERS = {
    "return": (RecordReturned, "tl_completion_of_papers"),
    "refuse": (RecordRefused, "tl_appeal"),
}


def tell_unit(message, row, /, **context) -> None:
    """Tell the administrators of the unit that owns the record."""
    people = admins_of(row.organization_id)
    notify(message, people, about=row, link=row.get_absolute_url(), number=row.number, **context)


def admins_of(organization_id: int) -> list[int]:
    """Ids of the users who administer a unit."""
    return [user for role in UNIT_ADMINS for user in users_of(organization_id, role)]


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


@contextmanager
def sending_back(obj, name, *, actor, kind, reason_code, reason):
    """Return or refuse a record: yields the locked row, then tells the unit why and until when."""
    message, limit = ANSWERS[name]
    with moving(obj, name, actor=actor, reason_code=reason_code, reason=reason) as row:
        yield row
        due = last_moment(limit, clock.today())
        tell_unit(message, row, kind=kind, reason=reason_code, due=due)
