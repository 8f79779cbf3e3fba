"""A worker of its own process asks for a list, and is killed in the middle: nothing is half."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from core.tenancy.scope import OWNER, SYSTEM, acting_as
from tests import lists, rosters
from tests.list_server import SECRET, ListServer
from trainees.models import ListSource, ReferenceEntry, ReferenceList
from trainees.services.list_fetching import ring_due

ROOT = Path(__file__).resolve().parents[2]
PEOPLE = 500


@pytest.fixture
def server(transactional_db, settings):
    rows = [
        {"document_type": "citizen_id", "identity_number": rosters.identity(n)}
        for n in range(PEOPLE)
    ]
    made = ListServer(rows=rows, size=100, as_of=lists.today())
    settings.LIST_SOURCES = made.settings()
    with acting_as(SYSTEM):
        ring_due()
    yield made
    made.close()


def start(server):
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "dalian_training.settings_test",
        "TEST_DATABASE": connection.settings_dict["NAME"],
        "KIND": "pensioner",
        "LIST_URL_PENSIONER": server.url,
        "LIST_AUTH_PENSIONER": SECRET,
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tests.trainees.list_worker"],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def stored() -> tuple[int, int]:
    """(lists, entries) there are."""
    with acting_as(SYSTEM):
        return ReferenceList.objects.count(), ReferenceEntry.objects.count()


def test_a_killed_worker_leaves_nothing_and_the_next_one_stores_all(server):
    server.stop_at = 3
    worker = start(server)
    assert server.reached.wait(60), "the worker never came so far"
    worker.send_signal(signal.SIGKILL)
    worker.wait(30)
    server.stop_at = -1
    server.go_on.set()
    assert stored() == (0, 0)
    again = start(server)
    assert again.communicate(timeout=60)[0].split() == [], "the lease is still the lost one's"
    with acting_as(OWNER):
        ListSource.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    last = start(server)
    assert last.communicate(timeout=60)[0].split() == ["stored"]
    assert stored() == (1, PEOPLE)
