"""A fingerprint of all business rows, to prove that something left nothing behind."""

import hashlib

from django.db import connection

from core.tenancy.scope import OWNER, acting_as

# What may grow although nothing happened: the trail, messages, counters, sessions.
APART = {
    "core_auditentry", "core_notification", "core_delivery", "core_serial", "django_session",
    "django_migrations",
}  # fmt: skip


def database_hash(*apart: str) -> dict[str, str]:
    """A hash of the rows of every table, apart from `APART` and the tables named."""
    with acting_as(OWNER), connection.cursor() as cursor:
        tables = set(all_tables(cursor)) - APART - set(apart)
        return {table: hash_of(cursor, table) for table in sorted(tables)}


def all_tables(cursor, schema="public") -> list[str]:
    """Every table, a partitioned one as one."""
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition"
        " AND relnamespace = to_regnamespace(%s) ORDER BY 1",
        [schema],
    )
    return [row[0] for row in cursor.fetchall()]


def hash_of(cursor, table) -> str:
    cursor.execute(f"SELECT t::text FROM {table} t ORDER BY 1")
    digest = hashlib.sha256()
    for (row,) in cursor:
        digest.update(row.encode() + b"\n")
    return digest.hexdigest()
