"""A real worker process that a test starts, stops at a barrier and kills with kill -9."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

from django.db import connection
from django.utils import timezone

from core.models import Job
from core.tasks import system_requeue_jobs
from core.tenancy.scope import OWNER, SYSTEM, acting_as
from dalian_training.celery import app
from dalian_training.environment import own_secrets

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 120
REACHED = "BARRIER_REACHED"  # the file a worker makes at the barrier, where it then stays
AT = "BARRIER_AT"  # the place a test named: a row number, or a word


def wait_at(place) -> None:
    """In a worker: stop here for good, if this is the place: only kill -9 ends it."""
    if os.environ.get(AT) == str(place):
        Path(os.environ[REACHED]).touch()
        while True:
            time.sleep(60)


def forget_everything() -> None:
    """The broker loses all it has."""
    with app.connection_for_write() as line:
        line.default_channel.client.flushdb()


@contextmanager
def started(settings, tmp_path, barrier="", module="tests.core.jobs.worker"):
    """A worker as the product starts it, logged in as the web's login, at a barrier or without."""
    (tmp_path / "reached").unlink(missing_ok=True)
    process = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", module, "worker", "--queues", "default,imports",
         "--concurrency", "1", "--without-gossip", "--without-mingle"],
        cwd=ROOT, env=environment(settings, tmp_path, barrier), stdin=subprocess.DEVNULL,
        stdout=(tmp_path / "worker.log").open("ab"), stderr=subprocess.STDOUT,
        start_new_session=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        kill(process)


def environment(settings, tmp_path, barrier) -> dict:
    database = settings.DATABASES["default"]
    password = quote(own_secrets()["passwords"]["app_login"], safe="")
    host, name = quote(database["HOST"], safe=""), connection.settings_dict["NAME"]
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "dalian_training.settings_test",
        "DATABASE_TEST_URL": f"postgres://app_login:{password}@{host}/{name}",
        "BARRIER_MEDIA": str(settings.MEDIA_ROOT),
        REACHED: str(tmp_path / "reached"),
        AT: str(barrier),
    }


def kill(process) -> None:
    """kill -9 of the worker and of its children: nobody says good-bye."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_until(condition, process, tmp_path):
    end = time.monotonic() + PATIENCE
    while not condition():
        log = (tmp_path / "worker.log").read_text(errors="replace")
        assert process.poll() is None, log
        assert time.monotonic() < end, log
        time.sleep(0.05)


def state(job) -> str:
    with acting_as(OWNER):
        return Job.objects.get(pk=job.pk).state


def time_passes(job) -> None:
    """The lease, or the trust in the bell, is over."""
    with acting_as(OWNER):
        past = timezone.now() - timedelta(seconds=1)
        Job.objects.filter(pk=job.pk).update(lease_until=past)


def timetable() -> int:
    with acting_as(SYSTEM):
        return system_requeue_jobs.run()
