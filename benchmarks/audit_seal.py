"""Fifty writers of audit entries at once, with and without the sealing task beside them.

The writers are pgbench clients that make the statements of one recorded change: role and scope of
the transaction, then the entry. The sealer is the product's own, run every second instead of every
minute. While it is to rest, its lock is held by somebody else, so that the timetable's rests, too.
Both are measured in turn, several times, on the same server: only the ratio means anything.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import django
import psycopg2

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dalian_training.settings_test")
django.setup()

from core.audit.canonical import LOCK
from dalian_training.embedded import Postgres
from dalian_training.embedded.postgres import binaries
from dalian_training.servers import DATABASE_NAME
from tests.e2e.stack import ROOT, Stack

WRITERS, SECONDS, TURNS = 50, 10, 3
ENTRY = """
BEGIN;
SELECT set_config('role', 'app_organization', true), set_config('app.user_id', '7', true),
    set_config('app.organization_id', '7', true), set_config('app.district_id', '7', true);
INSERT INTO core_auditentry (at, actor_user_id, actor_organization_id, actor_role, actor_name,
    verb, model, object_id, object_label, before, after, reason_code, reason,
    organization_id, district_id, trainee_user_id)
VALUES (clock_timestamp(), 7, 7, 'institution_admin', '', 'enrol', 'trainees.enrolment', '7',
    'C2026-DL06-0012 张*', '{}', '{"state": "confirmed", "training_class_id": 7}', '', '', 7, 7, 7);
COMMIT;
"""
SEALER = """
import time
from core.audit import sealing
from core.tenancy.scope import SYSTEM, acting_as
while True:
    with acting_as(SYSTEM):
        sealing.seal()
    time.sleep(1)
"""


class Trail:
    """A product of its own with its audit trail, its writers and its sealer."""

    def __init__(self, var):
        self.product = Stack(Path(var) / "product")
        self.server = Postgres(self.product.var)
        self.script = Path(var) / "entry.pgbench"
        self.script.write_text(ENTRY)
        secrets = json.loads((self.product.var / "secrets.json").read_text())
        self.password = secrets["passwords"]["app_login"]

    def rate(self, seconds=SECONDS) -> float:
        """Entries a second of all writers together."""
        words = [binaries() / "pgbench", "-n", "-c", WRITERS, "-j", 2, "-T", seconds]
        words += ["-f", self.script, "-h", self.server.sockets, "-U", "app_login", DATABASE_NAME]
        environment = {**os.environ, "PGPASSWORD": self.password}
        done = subprocess.run(
            list(map(str, words)), env=environment, capture_output=True, text=True, check=True
        )
        return float(re.search(r"tps = ([0-9.]+)", done.stdout)[1])

    @contextmanager
    def resting(self):
        """Nobody seals: the sealers' lock is taken."""
        connection = psycopg2.connect(self.server.url(name=DATABASE_NAME))
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            yield
        connection.close()

    @contextmanager
    def sealing(self):
        """The sealing task, every second."""
        process = subprocess.Popen(
            [sys.executable, "manage.py", "shell", "-v", "0", "-c", SEALER],
            cwd=ROOT,
            env={**self.product.environment, "PROCESS": "system"},
        )
        time.sleep(3)
        yield
        process.terminate()
        process.wait(20)

    def sealed(self) -> tuple[int, int]:
        """(entries, of them sealed)."""
        connection = psycopg2.connect(self.server.url(name=DATABASE_NAME))
        with connection, connection.cursor() as cursor:
            cursor.execute(
                "SELECT (SELECT count(*) FROM core_auditentry),"
                " (SELECT coalesce(sum(cardinality(entries)), 0) FROM core_auditseal)"
            )
            return tuple(map(int, cursor.fetchone()))


def run() -> dict:
    """Measure in turn; returns both rates, their ratio and what was sealed."""
    with tempfile.TemporaryDirectory(prefix="seal") as var:
        trail = Trail(var)
        try:
            without, beside = [], []
            trail.rate(seconds=3)  # warm
            for _ in range(TURNS):
                with trail.resting():
                    without.append(trail.rate())
                with trail.sealing():
                    beside.append(trail.rate())
            entries, sealed = trail.sealed()
            print(trail.product.manage("verify_audit"), end="")
        finally:
            trail.product.stop()
    return {
        "writers": WRITERS,
        "entries/s without sealing": round(sum(without) / TURNS),
        "entries/s beside sealing": round(sum(beside) / TURNS),
        "ratio": round(sum(beside) / sum(without), 3),
        "entries": entries,
        "sealed meanwhile": sealed,
    }


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
