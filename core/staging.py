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
IN_MEMORY = sql.SQL("SET LOCAL work_mem = '64MB'")  # else PostgreSQL sorts rosters on its disk
MANY = 5000  # rows whose square is still looked through in some seconds
BY_HASH = sql.SQL("SET LOCAL enable_nestloop = off")
COUNTED = {"int", "bigint", "boolean", "date"}  # what the planner learns: rows are joined by these
NULL = "\0"  # stands for None on the way; no text of PostgreSQL holds one
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


@contextmanager
def staged(columns: dict[str, str], rows: Iterable[tuple]) -> Iterator[sql.Identifier]:
    """The name of a temporary table with these rows; it is gone at the end of the block.

    `columns` maps names to PostgreSQL types. Values may be text, numbers, days, instants or None;
    they come as an iterable, which is never held as a whole. Needs an open transaction, the one
    of the acting scope: the login makes the table, because no runtime role may, and hands it over.
    """
    _as_login(IN_MEMORY)
    with _temporary(columns) as table:
        with connection.cursor() as cursor:
            cursor.copy_expert(sql.SQL("COPY {} FROM STDIN").format(table), CopyStream(rows))
            join_many(cursor.rowcount)
        counted = [sql.Identifier(name) for name, kind in columns.items() if kind in COUNTED]
        if counted:
            _as_login(sql.SQL("ANALYZE {} ({})").format(table, sql.SQL(", ").join(counted)))
        yield table


@contextmanager
def staged_file(columns: dict[str, str], file) -> Iterator[sql.Identifier]:
    """The same of what a COPY in binary form has written to a file."""
    with _temporary(columns) as table:
        with connection.cursor() as cursor:
            cursor.copy_expert(sql.SQL("COPY {} FROM STDIN (FORMAT binary)").format(table), file)
        yield table


@contextmanager
def _temporary(columns: dict[str, str]) -> Iterator[sql.Identifier]:
    table = sql.Identifier(f"staged_{uuid4().hex}")
    parts = [sql.SQL("{} {}").format(sql.Identifier(n), sql.SQL(t)) for n, t in columns.items()]
    made = sql.SQL("CREATE TEMPORARY TABLE {} ({}) ON COMMIT DROP")
    _as_login(made.format(table, sql.SQL(", ").join(parts)))
    _as_login(sql.SQL("GRANT SELECT, INSERT ON {} TO PUBLIC").format(table))
    yield table
    _as_login(sql.SQL("DROP TABLE {}").format(table))


def join_many(count: int) -> None:
    """Until the transaction ends, so many rows are joined with others by hash or by order.

    After an import was undone, its tables are as large as before and hold next to nothing. Until
    they are vacuumed, the planner thinks that of them whatever is written meanwhile, takes one row
    for all of them, and compares each of the next thousands with each: ten times as slow for
    30,000 rows, a hundred times for ten times as many.
    """
    if count > MANY:
        _as_login(BY_HASH)


def _as_login(statement) -> None:
    with acting_as(NOBODY), connection.cursor() as cursor:
        cursor.execute(statement)


class CopyStream(io.RawIOBase):
    """Rows in the text form of COPY, made while they are read."""

    def __init__(self, rows):
        super().__init__()
        self.rows, self.rest = iter(rows), memoryview(b"")

    def read(self, size=-1):
        """At most `size` bytes; empty at the end."""
        if not self.rest:
            self.rest = memoryview(_lines(list(islice(self.rows, ROWS_AT_ONCE))).encode())
        size = len(self.rest) if size < 0 else size
        piece, self.rest = self.rest[:size], self.rest[size:]
        return bytes(piece)


def _lines(rows) -> str:
    """A batch as text, made column by column: what a column holds is looked at once.

    Hardly any value holds a character to escape: counting the separators tells.
    """
    columns = [_words(column) for column in zip(*rows, strict=True)]
    text = "".join([line + "\n" for line in map("\t".join, zip(*columns, strict=True))])
    tabs = (len(columns) - 1) * len(rows)
    if text.count("\t") != tabs or text.count("\n") != len(rows) or "\\" in text or "\r" in text:
        escaped = ([word.translate(ESCAPES) for word in column] for column in columns)
        text = "".join([line + "\n" for line in map("\t".join, zip(*escaped, strict=True))])
    return text.replace(NULL, "\\N")


def _words(column: tuple) -> Iterable[str]:
    kinds = set(map(type, column))
    if kinds == {str}:
        return column
    if type(None) in kinds:
        return [NULL if value is None else str(value) for value in column]
    return list(map(str, column))
