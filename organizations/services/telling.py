"""Telling the administrators of a unit and the officers of the bureaus, and answering a unit."""

from contextlib import contextmanager

from core import clock
from core.admin_urls import record_url
from core.enums import Role
from core.limits import last_moment
from core.messages import RecordRefused, RecordReturned, WorkNew
from core.outbox import notify, users_in_role, users_of
from core.workflow import moving
from organizations.enums import MEMBER_ADMINS

# move -> (what the unit is told, the time limit that begins)
ANSWERS = {
    "return": (RecordReturned, "tl_completion_of_papers"),
    "refuse": (RecordRefused, "tl_appeal"),
}


def tell_unit(message, row, /, **context) -> None:
    """Tell the administrators of the unit a record belongs to."""
    people = admins_of(row.organization_id)
    notify(message, people, about=row, link=row.get_absolute_url(), number=row.number, **context)


def admins_of(organization_id: int) -> list[int]:
    """Ids of the users who administer a unit."""
    return [user for role in MEMBER_ADMINS for user in users_of(organization_id, role)]


def tell_officers(row, due, *, of_city=False, message=WorkNew, **context) -> None:
    """New work for the reviewers of the district, or of the city."""
    people = (
        users_in_role(Role.MUNICIPAL_REVIEWER)
        if of_city
        else users_in_role(Role.DISTRICT_REVIEWER, row.district_id)
    )
    given = {"due": due, **context} if due else context
    notify(message, people, about=row, link=record_url(row), number=row.number, **given)


@contextmanager
def sending_back(obj, name, *, actor, kind, reason_code, reason):
    """Return or refuse a record: yields the locked row, then tells the unit why and until when."""
    message, limit = ANSWERS[name]
    with moving(obj, name, actor=actor, reason_code=reason_code, reason=reason) as row:
        yield row
        due = last_moment(limit, clock.today())
        tell_unit(message, row, kind=kind, reason=reason_code, due=due)
