"""Sealing: new audit entries are chained by hash, a minute later, so that no writer ever waits.

Which entries are new and complete? Every entry carries the number of the transaction that wrote it
(`xid`, by the database's own default). A transaction below the oldest one still running is over
for good: no entry of it can appear any more. So a seal covers the entries of all transactions from
the last seal's boundary to that oldest one; there is no gap to fall into, whatever order entries
were numbered or committed in. Entry numbers would not do: a lower one may be committed later.

A restored copy counts transactions anew, from below; that begins an era of its own, told from the
one before by entry numbers, which go on.
"""

from datetime import UTC, datetime

from django.db import connection, transaction

from core import clock
from core.audit.canonical import LOCK, SELECT, digest, seal_digest
from core.models import AuditSeal

MOST = 10_000  # entries of one seal; a transaction is never split
FOREVER = 2**62
WINDOW = f"{SELECT} WHERE xid >= %s AND xid < %s AND id > %s AND id <= %s ORDER BY xid, id"
MONTHS_AHEAD = 3


def seal() -> int:
    """Seal all that is over; returns how many entries. Only one at a time, the others give 0."""
    sealed = 0
    while True:
        with transaction.atomic():
            done, is_last = _seal_once() if _is_alone() else (0, True)
        sealed += done
        if is_last:
            return sealed


def make_partitions() -> int:
    """Partitions of the months to come; returns how many were made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT make_audit_partitions(%s, %s)", [clock.today(), MONTHS_AHEAD])
        return cursor.fetchone()[0]


def entries_between(from_xid, to_xid, after_id, until_id=FOREVER, most=None):
    """(id, xid, at, content) of a window's entries in the order of their sealing."""
    limit = "" if most is None else f" LIMIT {most:d}"
    with connection.cursor() as cursor:
        cursor.execute(WINDOW + limit, [from_xid, to_xid, after_id, until_id])
        return cursor.fetchall()


def _is_alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return cursor.fetchone()[0]


def _seal_once():
    """(entries sealed, whether that was all)."""
    taken_at = clock.now().astimezone(UTC)  # before the snapshot: what it misses is later
    oldest, next_xid = _snapshot()
    last = AuditSeal.objects.order_by("-pk").first()
    if last and next_xid < last.next_xid:
        last = _close_era(last, taken_at)
    after_id, start = (last.after_id, last.to_xid) if last else (0, 0)
    if start == FOREVER:
        after_id, start = _highest_id(), 0
    found = entries_between(start, oldest, after_id, most=MOST + 1)
    end = oldest
    if len(found) > MOST:
        end = found[-1][1] if found[0][1] != found[-1][1] else found[0][1] + 1
        found = entries_between(start, end, after_id)
    if found:
        _store(last, taken_at, (after_id, start, end, next_xid), found)
    return len(found), end == oldest


def _snapshot():
    """(oldest transaction still running, next one to begin)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_snapshot_xmin(s)::text::bigint, pg_snapshot_xmax(s)::text::bigint"
            " FROM pg_current_snapshot() s"
        )
        return cursor.fetchone()


def _close_era(last, taken_at):
    """What the database this one was restored from had not sealed yet."""
    found = entries_between(last.to_xid, FOREVER, last.after_id)
    return _store(last, taken_at, (last.after_id, last.to_xid, FOREVER, 0), found)


def _highest_id() -> int:
    """The last entry of all eras that are closed."""
    return max((max(seal.entries, default=0) for seal in AuditSeal.objects.all()), default=0)


def _store(last, taken_at: datetime, window, found):
    """Append one seal."""
    after_id, from_xid, to_xid, next_xid = window
    made = AuditSeal(
        id=last.pk + 1 if last else 1,
        taken_at=taken_at,
        after_id=after_id,
        from_xid=from_xid,
        to_xid=to_xid,
        next_xid=next_xid,
        entries=[entry[0] for entry in found],
        hashes=b"".join(digest(entry[3]) for entry in found),
        previous=last.hash if last else "",
    )
    made.hash = seal_digest(made)
    made.save(force_insert=True)
    return made
