"""Heavy reads, on a replica where there is one that has caught up."""

import logging
from time import monotonic, sleep

from django.db import OperationalError, connection, connections

logger = logging.getLogger(__name__)
ALIAS = "replica"
PATIENCE = 30  # seconds
PAUSE = 0.1
REPLAYED = "SELECT coalesce(pg_last_wal_replay_lsn() >= %s::pg_lsn, false)"


def reading_connection():
    """The replica, once it holds all that is committed by now; else the usual connection.

    Whoever reads there reads what was just written here. A replica that is away, is none or does
    not catch up in half a minute is left alone, and the log says so.
    """
    if ALIAS not in connections.settings:
        return connection
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_lsn()::text")
        (committed,) = cursor.fetchone()
    try:
        if catches_up(connections[ALIAS], committed):
            return connections[ALIAS]
        logger.warning("the replica does not catch up: read from the primary")
    except OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        logger.warning("the replica does not answer, read from the primary: %s", reason)
    return connection


def catches_up(replica, committed: str) -> bool:
    """Whether it has replayed up to a place of the primary's log, or does within the patience."""
    end = monotonic() + PATIENCE
    while True:
        with replica.cursor() as cursor:
            cursor.execute(REPLAYED, [committed])
            if cursor.fetchone()[0]:
                return True
        if monotonic() > end:
            return False
        sleep(PAUSE)
