"""Messages to the administrators of a unit."""

from core.enums import Role
from core.outbox import notify, users_of


def tell_unit(message, row, /, **context) -> None:
    """Tell the administrators of the unit that owns the record."""
    people = [
        user
        for role in (Role.INSTITUTION_ADMIN, Role.ENTERPRISE_ADMIN)
        for user in users_of(row.organization_id, role)
    ]
    notify(message, people, about=row, link=row.get_absolute_url(), number=row.number, **context)
