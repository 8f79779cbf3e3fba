"""Whom an appeal is told: officers who may act, the unit, whoever decided."""

from core.admin_urls import record_url
from core.messages import RecordWithdrawn, WorkNew
from core.outbox import notify, users_in_role
from organizations.services.telling import tell_unit
from supervision.messages import AppealStateChanged
from supervision.permissions import CHIEF, OFFICERS
from supervision.queries.appeals import able_to


def tell_officers(row) -> None:
    """Whoever may take it up; where everybody had a part the chiefs, who must find somebody."""
    notify(
        WorkNew,
        able_to(row, OFFICERS) or users_in_role(*CHIEF),
        about=row,
        link=record_url(row),
        kind="appeal",
        number=row.number,
        due=row.due_on,
    )


def tell_withdrawn(row) -> None:
    """Who had been told of it: the officers, and in reconsideration whoever decided."""
    told = {*able_to(row, OFFICERS), *(row.decided_by if row.taken_up_at else ())}
    link, number = record_url(row), row.number
    notify(RecordWithdrawn, told, about=row, link=link, kind="appeal", number=number)


def tell_state(row, state: str) -> None:
    """The unit, and whoever decided."""
    tell_unit(AppealStateChanged, row, state=state)
    link, words = record_url(row), {"number": row.number, "state": state}
    notify(AppealStateChanged, row.decided_by, about=row, link=link, **words)
