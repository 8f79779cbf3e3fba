"""A real worker process, killed with kill -9 in the middle; and a broker that forgot everything."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from urllib.parse import quote

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from core import exports, jobs
from core.jobs.work import claim
from core.models import Job, Notification, StoredFile
from core.tasks import system_requeue_jobs
from core.tenancy.scope import OWNER, SYSTEM, acting_as
from dalian_training.celery import app
from dalian_training.environment import own_secrets
from organizations.models import Membership
from programs.models import Venue
from tests import world as laid_out
from tests.core.jobs import declared

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 120
ROWS = 5000


@pytest.fixture
def reference_rows(django_db_setup, django_db_blocker):
    """What committed tests wipe is there for them, and again for whoever comes after them."""
    with django_db_blocker.unblock():
        call_command("load_reference", verbosity=0)
        yield
        call_command("load_reference", verbosity=0)


@pytest.fixture
def side(reference_rows, transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    forget_everything()
    with acting_as(OWNER):
        made = laid_out.make_world()["甲"]
        own = {"organization": made.organization, "district": made.district}
        Venue.objects.bulk_create(
            Venue(**own, name=f"教室{n:04d}", address="路", places=n) for n in range(1, ROWS)
        )
    yield made
    forget_everything()


def forget_everything() -> None:
    """The broker loses all it has."""
    with app.connection_for_write() as connection:
        connection.default_channel.client.flushdb()


@pytest.fixture
def school(side):
    return laid_out.unit_actor(side)


@pytest.fixture
def worker(tmp_path, settings):
    """Start a worker as the product does, logged in as the web's login, at a barrier or without."""

    @contextmanager
    def start(barrier=""):
        process = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "tests.core.jobs.worker", "worker", "--queues",
             "default,imports", "--concurrency", "1", "--without-gossip", "--without-mingle"],
            cwd=ROOT, env=environment(settings, tmp_path, barrier), stdin=subprocess.DEVNULL,
            stdout=(tmp_path / "worker.log").open("ab"), stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
        try:
            yield process
        finally:
            kill(process)

    return start


def environment(settings, tmp_path, barrier) -> dict:
    database = settings.DATABASES["default"]
    password = quote(own_secrets()["passwords"]["app_login"], safe="")
    host, name = quote(database["HOST"], safe=""), current_database()
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "dalian_training.settings_test",
        "DATABASE_TEST_URL": f"postgres://app_login:{password}@{host}/{name}",
        "BARRIER_MEDIA": str(settings.MEDIA_ROOT),
        declared.REACHED: str(tmp_path / "reached"),
        declared.AT: str(barrier),
    }


def current_database() -> str:
    return connection.settings_dict["NAME"]


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


def ask(school, form="csv"):
    with acting_as(school.scope):
        return exports.start(actor=school, name="test_venues", form=form)


def outputs() -> list[StoredFile]:
    with acting_as(OWNER):
        return list(StoredFile.objects.filter(purpose="export"))


def in_storage(settings) -> list[Path]:
    laid_out_files = {
        "密甲",
        "district_密甲",
        "worker_密甲",
        "密乙",
        "district_密乙",
        "worker_密乙",
    }
    found = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    return [path for path in found if path.name not in laid_out_files]


@pytest.mark.parametrize("barrier", [1, 2500, ROWS, "stored"])
def test_a_worker_killed_in_the_middle_is_followed_by_another_that_finishes_once(
    school, worker, settings, tmp_path, barrier, record_counts
):
    with worker(barrier) as first:
        job = ask(school)
        wait_until((tmp_path / "reached").exists, first, tmp_path)
        kill(first)
    assert (state(job), outputs()) == ("running", [])
    time_passes(job)
    assert timetable() == 1
    with worker() as second:
        wait_until(lambda: state(job) != "queued" and state(job) != "running", second, tmp_path)
    with acting_as(OWNER):
        done = Job.objects.get(pk=job.pk)
        told = Notification.objects.filter(recipient_id=school.user_id, code="job_done").count()
    assert (done.state, done.result, done.attempts, told) == ("done", {"rows": ROWS}, 2, 1)
    assert [file.pk for file in outputs()] == [done.output_id]
    assert len(in_storage(settings)) == 1
    lines = in_storage(settings)[0].read_text("utf-8-sig").splitlines()
    assert lines[0] == "Name,Places"
    assert sorted(lines[2:]) == [f"教室{n:04d},{n}" for n in range(1, ROWS)]
    record_counts(f"worker killed with kill -9 at {barrier} of {ROWS} rows: finished once")


def test_a_broker_that_forgot_everything_loses_no_job(school, worker, tmp_path):
    job = ask(school)
    forget_everything()
    with worker() as process:
        assert timetable() == 0  # the bell is still trusted
        assert state(job) == "queued"
        time_passes(job)
        assert timetable() == 1
        wait_until(lambda: state(job) == "done", process, tmp_path)
    assert len(outputs()) == 1


def test_a_job_whose_asker_left_meanwhile_does_not_run(school, worker, tmp_path):
    job = ask(school)
    with acting_as(OWNER):
        Membership.objects.filter(user_id=school.user_id).update(state="ended")
    marker = ask_as_other(school)
    with worker() as process:
        wait_until(lambda: state(marker) == "done", process, tmp_path)
    assert (state(job), outputs()) == ("queued", [])
    time_passes(job)
    assert timetable() == 0
    assert (state(job), outputs()) == ("failed", [])


def ask_as_other(school):
    """A job of the other side, asked for later: when it is done, the first one had its turn."""
    from core.access import Actor
    from core.enums import Face

    with acting_as(OWNER):
        other = Membership.objects.get(user__username="admin.2")
    actor = Actor(
        other.user_id, other.organization_id, other.role, other.district_id, Face.ORGANIZATION
    )
    with acting_as(actor.scope):
        return jobs.start("test_work", actor=actor, do="succeed")


def test_of_many_workers_that_hear_the_bell_at_once_one_gets_the_job(school, record_counts):
    job, gate, crowd = ask(school), Barrier(8), 8

    def hear(_n):
        gate.wait()
        try:
            with acting_as(school.scope):
                return claim(str(job.pk)) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(crowd) as pool:
        assert sum(pool.map(hear, range(crowd))) == 1
    with acting_as(OWNER):
        assert Job.objects.get(pk=job.pk).attempts == 1
    record_counts(f"one job, {crowd} workers at once: claimed once")
