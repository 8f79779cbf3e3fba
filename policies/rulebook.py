"""What is in force, remembered by the process and compared with the database once a transaction.

Every published row, document or clause changes the token of `RulesVersion` (a trigger). The first
lookup of a transaction reads the token; when it is the one the book was read under, the book is
used, for the whole transaction: one query instead of one for each figure. So a process reads a
publication of another one with its next transaction. A transaction that publishes itself reads the
rows each time until it ends, so that neither it nor, after a rollback, anybody else reads what is
not there.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from core.prepared import Prepared
from policies.models import Clause, DatedRow, DatedValue, RulesVersion, TimeLimit

Key = tuple[type, str]
UNSAID = ("text_zh", "text_en", "search_text", "document__text", "document__search_text")


@dataclass(frozen=True)
class Book:
    """All dated rows by model and code, the latest known first; clauses by what they are called."""

    token: UUID
    rows: dict[Key, list]
    clauses: dict[str, Clause]


@dataclass
class Seen:
    """What a connection knows of its transaction: the book it uses, or that it wrote rules."""

    transaction: int = -1
    book: Book | None = None
    has_written: bool = False


class Shelf:
    """The book of this process, for all its threads."""

    book: Book | None = None


def find(model: type[DatedRow], code: str, on: date, known_on: date):
    """The row in force on a day as known on a day. Raises the model's DoesNotExist."""
    for row in book().rows.get((model, code), ()):
        if covers(row, on) and is_known(row, known_on):
            return row
    raise model.DoesNotExist(f"{code} {on}")


def newest(model: type[DatedRow], code: str):
    """The row of a code that became known last; None for a code nobody knows."""
    return next(iter(book().rows.get((model, code), ())), None)


def clause(label: str) -> Clause | None:
    """A clause with its document by its label, which never changes."""
    return book().clauses.get(label)


def covers(row, on: date) -> bool:
    return row.valid_from <= on and (row.valid_to is None or on <= row.valid_to)


def is_known(row, on: date) -> bool:
    return row.known_from <= on and (row.known_to is None or on < row.known_to)


def book() -> Book:
    """The rows as this transaction may see them."""
    seen = state()
    if seen.has_written:
        return read()
    if seen.book is None:
        seen.book = under(version.first())
    return seen.book


def noted(token: UUID) -> None:
    """The token came along with another read of this transaction, so nobody need ask for it."""
    seen = state()
    if seen.book is None and not seen.has_written:
        seen.book = under(token)


@Prepared
def version():
    """The token of the rows as they are."""
    return RulesVersion.objects.values_list("token", flat=True)


def under(token: UUID | None) -> Book:
    """The book of the process, read anew when the token is another one."""
    known = Shelf.book
    if known is None or token is None or known.token != token:
        known = Shelf.book = read(token)
    return known


def read(token=None) -> Book:
    rows = defaultdict(list)
    for model in (DatedValue, TimeLimit):
        found = model.objects.select_related("cited_clause__document")
        for row in found.order_by("code", "-known_from", "-valid_from", "-pk"):
            rows[model, row.code].append(row)
    clauses = Clause.objects.select_related("document").defer(*UNSAID)
    return Book(token, dict(rows), {row.label: row for row in clauses})


def state() -> Seen:
    """What this connection knows of the transaction it is in."""
    connection = transaction.get_connection()
    if not connection.in_atomic_block:  # each statement is a transaction of its own
        return Seen()
    seen = getattr(connection, "rules_seen", None)
    if seen is None or seen.transaction != connection.transactions:
        seen = connection.rules_seen = Seen(connection.transactions)
    return seen


def forget() -> None:
    """Rules are written in this transaction: it reads the rows themselves until it ends."""
    seen = state()
    seen.has_written, seen.book = True, None
