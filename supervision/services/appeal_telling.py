"""Whom an appeal is told: officers who may act, the unit, whoever decided."""

from core.messages import RecordWithdrawn, WorkNew
from core.outbox import notify, users_in_role, users_of
from supervision.messages import AppealStateChanged
from supervision.permissions import APPELLANTS, CHIEF, OFFICERS
from supervision.queries.appeals import able_to


def tell_officers(row) -> None:
    """Whoever may take it up; where everybody had a part the chiefs, who must find somebody."""
    notify(
        WorkNew,
        able_to(row, OFFICERS) or users_in_role(*CHIEF),
        about=row,
        link=bureau_page(row),
        kind="appeal",
        number=row.number,
        due=row.due_on,
    )


def tell_withdrawn(row) -> None:
    """Who had been told of it: the officers, and in reconsideration whoever decided."""
    told = {*able_to(row, OFFICERS), *(row.decided_by if row.taken_up_at else ())}
    link, number = bureau_page(row), row.number
    notify(RecordWithdrawn, told, about=row, link=link, kind="appeal", number=number)


def tell_state(row, state: str) -> None:
    """The unit, and whoever decided."""
    tell_unit(AppealStateChanged, row, state=state)
    link, words = bureau_page(row), {"number": row.number, "state": state}
    notify(AppealStateChanged, row.decided_by, about=row, link=link, **words)


def tell_unit(message, row, /, **words) -> None:
    """The administrators of the unit that appeals."""
    people = [user for role in APPELLANTS for user in users_of(row.organization_id, role)]
    notify(message, people, about=row, link=row.get_absolute_url(), number=row.number, **words)


def bureau_page(row) -> str:
    return f"/admin/supervision/decisionappeal/{row.pk}/change/"
