"""Rows prepared in Python, in one message: a temporary table that is gone with the transaction."""

from contextlib import contextmanager
from io import StringIO

from django.db import connection

ESCAPED = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def copy_into(table: str, columns: dict[str, str], rows) -> None:
    """Make a temporary table of these columns (name -> type) and fill it."""
    definition = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    text = StringIO("".join(line(row) for row in rows))
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE {table} ({definition}) ON COMMIT DROP")
        cursor.copy_expert(f"COPY {table} FROM STDIN", text)
        cursor.execute(f"ANALYZE {table}")


def line(row) -> str:
    return "\t".join(cell(value) for value in row) + "\n"


def cell(value) -> str:
    return r"\N" if value is None else str(value).translate(ESCAPED)


@contextmanager
def without_indexes(*tables: str):
    """Inside, tables have no index but those of their constraints; then all are built at once."""
    with connection.cursor() as cursor:
        cursor.execute(INDEXES, [list(tables)])
        found = cursor.fetchall()
    run(*(f"DROP INDEX {name}" for name, _definition in found))
    yield
    again = (definition.replace(" ON ONLY ", " ON ") for _name, definition in found)
    run(*again, f"ANALYZE {', '.join(tables)}")


INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index i
WHERE indrelid::regclass::text = ANY(%s)
    AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
"""


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def keys(table: str, count: int) -> list[int]:
    """So many keys of a table, for rows that will be written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [table, count],
        )
        return [row[0] for row in cursor.fetchall()]


@contextmanager
def unasked():
    """Inside, PostgreSQL does not look up what each row names: millions of questions.

    Every foreign key of what is made here is compared in the tests (decision 44).
    """
    run("SET LOCAL session_replication_role = replica")
    yield
    run("SET LOCAL session_replication_role = origin")
