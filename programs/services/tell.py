"""Telling the administrators of a unit, and the answers that send a record back to it."""

from contextlib import contextmanager

from core import clock
from core.enums import UNIT_ADMINS
from core.messages import RecordRefused, RecordReturned
from core.outbox import notify, users_of
from core.workflow import moving
from policies.queries import last_moment

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


@contextmanager
def sending_back(obj, name, *, actor, kind, reason_code, reason):
    """Return or refuse a record: yields the locked row, then tells the unit why and until when."""
    message, limit = ANSWERS[name]
    with moving(obj, name, actor=actor, reason_code=reason_code, reason=reason) as row:
        yield row
        due = last_moment(limit, clock.today())
        tell_unit(message, row, kind=kind, reason=reason_code, due=due)
