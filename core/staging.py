"""Thousands of rows on their way in: COPY to a temporary table, then one statement for each step.

COPY into a table under row-level security is refused, and a loop of saves costs a round trip for
each row; INSERT … SELECT from a temporary table is checked by the policies like any other insert.
"""

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from uuid import uuid4

from django.db import connection
from psycopg2 import sql

from core.tenancy.scope import NOBODY, acting_as

ROWS_AT_ONCE = 1000
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


@contextmanager
def staged(columns: dict[str, str], rows: Iterable[tuple]) -> Iterator[sql.Identifier]:
    """The name of a temporary table with these rows; it is gone at the end of the block.

    `columns` maps names to PostgreSQL types. Values may be text, numbers, days, instants or None;
    they come as an iterable, which is never held as a whole. Needs an open transaction, the one
    of the acting scope: the login makes the table, because no runtime role may, and hands it over.
    """
    table = sql.Identifier(f"staged_{uuid4().hex}")
    parts = [sql.SQL("{} {}").format(sql.Identifier(n), sql.SQL(t)) for n, t in columns.items()]
    made = sql.SQL("CREATE TEMPORARY TABLE {} ({}) ON COMMIT DROP")
    _as_login(made.format(table, sql.SQL(", ").join(parts)))
    _as_login(sql.SQL("GRANT SELECT, INSERT ON {} TO PUBLIC").format(table))
    with connection.cursor() as cursor:
        cursor.copy_expert(sql.SQL("COPY {} FROM STDIN").format(table), CopyStream(rows))
    _as_login(sql.SQL("ANALYZE {}").format(table))
    yield table
    _as_login(sql.SQL("DROP TABLE {}").format(table))


def _as_login(statement) -> None:
    with acting_as(NOBODY), connection.cursor() as cursor:
        cursor.execute(statement)


class CopyStream(io.RawIOBase):
    """Rows in the text form of COPY, made while they are read."""

    def __init__(self, rows):
        super().__init__()
        self.rows, self.rest = iter(rows), b""

    def read(self, size=-1):
        """At most `size` bytes; empty at the end."""
        if not self.rest:
            batch = islice(self.rows, ROWS_AT_ONCE)
            self.rest = "".join(["\t".join(map(_copied, row)) + "\n" for row in batch]).encode()
        piece, self.rest = self.rest[:size], self.rest[size:]
        return piece


def _copied(value) -> str:
    if value is None:
        return "\\N"
    words = value if isinstance(value, str) else str(value)
    return words if words.isalnum() else words.translate(ESCAPES)
