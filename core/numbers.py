"""Public numbers of records: given once, never reused; gaps are allowed (standards, section 9)."""

from django.db import connection


def next_serial(series: str) -> int:
    """The next serial of a series such as `C2026-DL06`; safe under concurrency."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT next_serial(%s)", [series])
        return cursor.fetchone()[0]


def next_serials(series: str, count: int) -> list[int]:
    """As many in one statement: for whoever makes many records at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT next_serial(%s) FROM generate_series(1, %s)", [series, count])
        return [row[0] for row in cursor.fetchall()]
