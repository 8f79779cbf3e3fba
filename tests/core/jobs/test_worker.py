"""A real worker process, killed with kill -9 in the middle; and a broker that forgot everything."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection

from core import exports, jobs
from core.jobs.work import claim
from core.models import Job, Notification, StoredFile
from core.tenancy.scope import OWNER, acting_as
from organizations.models import Membership
from programs.models import Venue
from tests import world as laid_out
from tests.core.jobs import declared  # noqa: F401 - registers the kinds of the tests
from tests.sizes import size
from tests.workers import (
    forget_everything,
    kill,
    started,
    state,
    time_passes,
    timetable,
    wait_until,
)

ROWS = 5000


@pytest.fixture
def side(transactional_db, settings, tmp_path):
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


@pytest.fixture
def school(side):
    return laid_out.unit_actor(side)


@pytest.fixture
def worker(tmp_path, settings):
    """Start a worker at a barrier or without."""
    return partial(started, settings, tmp_path)


def ask(school, form="csv"):
    with acting_as(school.scope):
        return exports.start(actor=school, name="test_venues", form=form)


def outputs() -> list[StoredFile]:
    with acting_as(OWNER):
        return list(StoredFile.objects.filter(purpose="export"))


def in_storage(settings) -> list[Path]:
    """What lies there beside the files of the world."""
    with acting_as(OWNER):
        rows = StoredFile.objects.exclude(purpose="export")
        laid_out_files = {Path(name).name for name in rows.values_list("storage_name", flat=True)}
    found = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    return [path for path in found if path.name not in laid_out_files]


@pytest.mark.parametrize("barrier", size([2500, "stored"], [1, 2500, ROWS, "stored"]))
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
