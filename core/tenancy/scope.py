"""Who acts, for the database: one ContextVar, copied into every outermost transaction."""

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from threading import local
from weakref import WeakSet

from psycopg2.extensions import TRANSACTION_STATUS_INERROR


@dataclass(frozen=True)
class Scope:
    """A runtime role and the ids its policies compare with; `none` may read nothing."""

    role: str = "none"
    user_id: int | None = None
    organization_id: int | None = None
    district_id: int | None = None


NOBODY = Scope()
AUTH = Scope("app_auth")
ANON = Scope("app_anon")
SYSTEM = Scope("app_system")
OWNER = Scope("app_owner")

_scope: ContextVar[Scope] = ContextVar("database_scope", default=NOBODY)
current = _scope.get

# Four words that need no plan: a SELECT of set_config takes twice as long.
STAMP = (
    "SET LOCAL role = '{}'; SET LOCAL app.user_id = '{}'; SET LOCAL app.organization_id = '{}';"
    " SET LOCAL app.district_id = '{}'"
)


def stamp(fixed_role: str | None = None) -> str:
    """SQL that tells the scope to a transaction; a login that is its own role passes `fixed_role`.

    A role is one of the names in the code, and an id is written as a number: any other raises
    ValueError.
    """
    scope = current()
    ids = (scope.user_id, scope.organization_id, scope.district_id)
    role = fixed_role or scope.role
    return STAMP.format(role, *("" if value is None else f"{value:d}" for value in ids))


class _Own(local):
    """The stamped connections of a thread; looking for them in Django's `connections` is dear."""

    def __init__(self):
        self.connections = WeakSet()


_own = _Own()


def carry(connection) -> None:
    """A connection of this thread that is stamped with the scope."""
    _own.connections.add(connection)


def restamp() -> None:
    """Carry a changed scope into transactions that are already open.

    One that has failed takes no statement any more; its rollback brings the old scope back.
    """
    for connection in _own.connections:
        if connection.in_atomic_block and not has_failed(connection):
            connection.stamp()


def has_failed(connection) -> bool:
    """Whether the open transaction can only be rolled back."""
    status = connection.connection.info.transaction_status
    return connection.needs_rollback or status == TRANSACTION_STATUS_INERROR


@contextmanager
def acting_as(scope: Scope):
    """Everything inside is asked in this scope, also within an open transaction."""
    if scope == current():
        yield
        return
    token = _scope.set(scope)
    restamp()
    try:
        yield
    finally:
        _scope.reset(token)
        restamp()
