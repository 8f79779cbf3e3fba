"""A report is read on a replica that has caught up: a real one that follows the tests' server."""

import shutil
import signal
import subprocess
import time

import psycopg2
import pytest
from django.conf import settings
from django.db import connection, connections

from core import replica as reading
from core.tenancy.scope import SYSTEM, acting_as
from dalian_training.embedded import Postgres
from dalian_training.embedded.postgres import binaries
from supervision import services
from supervision.models import QuarterlyReport
from supervision.services.schedule import SYSTEM as WORKER
from tests.supervision.story import QUARTER

ALIAS = "follower"
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", ALIAS])


class Replica(Postgres):
    """A copy of another server that follows it."""

    def __init__(self, var, primary):
        super().__init__(var, careless=True)
        self.prepare()
        for entry in self.data.iterdir():
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        self._as_client(primary, "pg_basebackup", "-D", self.data, "-R", "-c", "fast")
        command, arguments = self.command()
        self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL, **arguments)
        while not self.ready():
            time.sleep(0.05)

    def _as_client(self, primary, program, *words):
        command = [binaries() / program, "-h", primary.sockets, "-U", "postgres", *words]
        command, arguments = self._as_server(command)
        arguments["env"] = arguments["env"] | {"PGPASSWORD": primary.password_file.read_text()}
        subprocess.run(command, check=True, **arguments)

    def stop(self):
        self.process.send_signal(signal.SIGINT)  # it waits for no visitor to leave
        self.process.wait()


@pytest.fixture
def primary():
    """Asks the tests' server as its superuser."""
    line = psycopg2.connect(Postgres(settings.VAR).url())
    line.autocommit = True
    with line.cursor() as cursor:
        yield cursor.execute
    line.close()


@pytest.fixture
def replica(transactional_db, tmp_path_factory, primary, monkeypatch):
    made = Replica(tmp_path_factory.mktemp("replica"), Postgres(settings.VAR))
    monkeypatch.setattr(reading, "ALIAS", ALIAS)
    place = {"HOST": str(made.sockets), "NAME": connection.settings_dict["NAME"]}
    for name, value in place.items():
        monkeypatch.setitem(connections[ALIAS].settings_dict, name, value)
    yield made
    connections[ALIAS].close()
    made.stop()


def make():
    with acting_as(SYSTEM):
        report = services.schedule_report(actor=WORKER, quarter=QUARTER)
        return services.produce(report)


def make_anew():
    with acting_as(SYSTEM):
        QuarterlyReport.objects.update(state="generating")
        return services.produce(QuarterlyReport.objects.get())


def stand_still(replica):
    password = Postgres(settings.VAR).password_file.read_text()
    where = f"host={replica.sockets} user=postgres dbname=postgres password={password}"
    with psycopg2.connect(where) as line, line.cursor() as cursor:
        cursor.execute("SELECT pg_wal_replay_pause()")


def test_a_report_is_read_on_a_replica_that_has_caught_up_and_on_no_other(
    replica, story, primary, monkeypatch, caplog
):
    taken = []
    monkeypatch.setattr(
        "supervision.freezing.reading_connection",
        lambda: taken.append(reading.reading_connection()) or taken[-1],
    )
    primary("SELECT pg_switch_wal()")  # the tests' server flushes later than it commits
    codes = [make().figures_hash]
    monkeypatch.setattr(reading, "PATIENCE", 0.3)
    stand_still(replica)
    primary("SELECT pg_switch_wal()")
    codes.append(make_anew().figures_hash)
    assert "does not catch up: read from the primary" in caplog.text
    replica.stop()
    connections[ALIAS].close()
    codes.append(make_anew().figures_hash)
    assert "does not answer, read from the primary" in caplog.text
    assert [line.alias for line in taken] == [ALIAS, "default", "default"]
    assert len(set(codes)) == 1
