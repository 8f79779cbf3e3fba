"""What waits, what failed and how old it is: read by one listed function of the database.

The web's login sees no job and no message of anybody; `operations_figures` counts them and tells
nothing else.
"""

from django.db import Error, connection
from prometheus_client.core import GaugeMetricFamily

from core import clock
from core.tenancy.scope import AUTH, acting_as

# figure of `operations_figures` -> (what it says, its labels)
FIGURES = {
    "jobs": ("Jobs that wait or run.", ("kind", "state")),
    "job_oldest_seconds": ("Age of the oldest job that waits or runs.", ("kind", "state")),
    "jobs_unattended": ("Jobs nobody answers for: their worker or their bell was lost.", ()),
    "jobs_failed_1d": ("Jobs that failed within a day.", ("kind",)),
    "outbox": ("Messages for outside that wait or are being sent.", ("channel", "state")),
    "outbox_oldest_seconds": ("Age of the oldest message that waits.", ("channel",)),
    "outbox_overdue_seconds": ("By how much the next attempt of a message is late.", ("channel",)),
    "outbox_stuck_1d": ("Messages of a day that a person has to look at.", ("channel", "state")),
    "audit_unsealed": ("Audit entries without a seal.", ()),
    "audit_oldest_unsealed_seconds": ("Age of the oldest of them.", ()),
    "audit_last_seal_seconds": ("Age of the last seal; a quiet night has nothing to seal.", ()),
    "beat_last_run_seconds": ("Since the timetable last rang for a task.", ("task",)),
}
PREFIX = "training_"


class WorkCollector:
    """A collector of the Prometheus client: asks the database at every scrape."""

    def collect(self):
        try:
            rows = read()
        except Error:
            rows = None
        words = "1 while the database answers; the figures of work are missing without it."
        yield GaugeMetricFamily(f"{PREFIX}database_up", words, value=float(rows is not None))
        yield from families(rows or [])


def read() -> list[tuple]:
    """(figure, first label, second label, value) of all figures. Raises django.db.Error."""
    with acting_as(AUTH), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM operations_figures(%s)", [clock.now()])
        return cursor.fetchall()


def families(rows) -> list[GaugeMetricFamily]:
    """The rows as the client's families, one for each figure."""
    made = {
        name: GaugeMetricFamily(PREFIX + name, words, labels=labels)
        for name, (words, labels) in FIGURES.items()
    }
    for name, *labels, value in rows:
        made[name].add_metric(labels[: len(FIGURES[name][1])], value)
    return list(made.values())
