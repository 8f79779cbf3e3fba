"""Rosters in a real worker that is killed with kill -9 at every stage; two who decide at once."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from core import clock
from core.models import Job, Notification
from core.refusals import Refused
from core.tenancy.scope import OWNER, acting_as
from programs.models import TrainingClass
from tests import rosters
from tests import world as laid_out
from tests.database_hash import database_hash
from tests.sizes import size
from tests.workers import (
    forget_everything,
    started,
    state,
    time_passes,
    timetable,
    wait_until,
)
from trainees.models import Enrolment, RosterImport, Trainee
from trainees.services.roster import ask_check, ask_import, ask_undo, check_roster, import_roster

ROWS = 2500
# Where the workers of one life are killed: in the dry run, the import (a job is tried three times)
# and the undoing.
LIVES = size(
    [(["check 1700"], ["import 900"], ["removed"])],
    [
        (["check 1", "kept"], ["import 1", "registered"], ["undone told"]),
        (["check 1700"], ["import 900", "enrolled"], ["removed"]),
        ([f"check {ROWS}"], [f"import {ROWS}", "told"], ["removed", "removed"]),
        (["check 1001"], ["import 1001", "imported"], ["undone told", "removed"]),
    ],
)
ROUNDS = size(2, 20)
JOBS = ("core_job", "core_storedfile")


@pytest.fixture
def worker(tmp_path, settings):
    """Start a worker at a barrier or without."""
    return partial(started, settings, tmp_path, module="tests.trainees.roster_worker")


@pytest.fixture
def side(committed_side, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    forget_everything()
    yield committed_side
    forget_everything()


@pytest.fixture
def school(side):
    return laid_out.unit_actor(side)


class Life:
    """Jobs of one roster, and the workers that are killed over them, one after the other.

    The worker that finishes one job stands at the first barrier of the next.
    """

    def __init__(self, start, tmp_path, barriers):
        self.start, self.tmp_path, self.barriers = start, tmp_path, iter([*barriers, ""])
        self.next_worker()

    def next_worker(self):
        """Kill the worker there is, empty the broker, start another."""
        self.stop()
        forget_everything()
        self.worker = self.start(next(self.barriers))
        self.process = self.worker.__enter__()

    def stop(self):
        if hasattr(self, "worker"):
            self.worker.__exit__(None, None, None)

    def wait_until(self, condition):
        wait_until(condition, self.process, self.tmp_path)

    def live_through(self, ask, kills) -> Job:
        """Ask for a job and kill its worker so many times; the last one finishes."""
        before, job = database_hash(*JOBS), ask()
        for _ in range(kills):
            self.wait_until((self.tmp_path / "reached").exists)
            self.next_worker()
            assert state(job) == "running"
            assert database_hash(*JOBS) == before  # nothing half done is there to be seen
            time_passes(job)
            assert timetable() == 1
        self.wait_until(lambda: state(job) not in {"queued", "running"})
        with acting_as(OWNER):
            done = Job.objects.get(pk=job.pk)
        assert (done.state, done.attempts) == ("done", kills + 1)
        return done


@pytest.fixture
def life(worker, tmp_path):
    """Begin a life with these barriers; its last worker ends with the test."""
    lives = []

    def begin(barriers):
        lives.append(Life(worker, tmp_path, barriers))
        return lives[0]

    yield begin
    lives[0].stop()


def figures(side) -> tuple[int, int, int]:
    """(seats taken, enrolments by roster, people of rosters): as counted in the database."""
    with acting_as(OWNER):
        row = TrainingClass.objects.get(pk=side.training_class.pk)
        enrolled = Enrolment.objects.filter(source="roster", training_class=row).count()
        return row.seats_taken, enrolled, Trainee.objects.filter(name__startswith="学员").count()


def told(code) -> int:
    with acting_as(OWNER):
        return Notification.objects.filter(code=code).count()


@pytest.mark.parametrize(("checks", "imports", "undoings"), LIVES)
def test_a_roster_whose_workers_are_killed_at_every_stage_is_checked_imported_and_undone_once(
    side, school, life, checks, imports, undoings, record_counts
):
    file = SimpleUploadedFile("名册.csv", rosters.as_csv(rosters.people(ROWS)))

    def asking(ask, *args, **options):
        with acting_as(school.scope):
            return ask(*args, actor=school, **options)

    own = life([*checks, *imports, *undoings])
    empty = database_hash(*JOBS, "trainees_rosterimport")
    ask = partial(asking, ask_check, side.training_class, upload=file)
    checked = own.live_through(ask, len(checks))
    assert (checked.result["good"], checked.result["bad"]) == (ROWS, 0)
    assert figures(side) == (1, 0, 0)
    with acting_as(school.scope):
        roster = RosterImport.objects.get(pk=checked.result["roster"])
    own.live_through(partial(asking, ask_import, roster), len(imports))
    assert figures(side) == (1 + ROWS, ROWS, ROWS)
    assert told("enrolment_confirmed") == ROWS
    own.live_through(partial(asking, ask_undo, roster), len(undoings))
    assert figures(side) == (1, 0, 0)
    assert database_hash(*JOBS, "trainees_rosterimport") == empty
    killed = ", ".join([*checks, *imports, *undoings])
    record_counts(f"roster of {ROWS} rows, kill -9 and an emptied broker at {killed}: once each")


def at_once(school, steps) -> list[str]:
    """Run all steps at the same moment; the code of its refusal, or "" for each."""
    gate = Barrier(len(steps))

    def run(step):
        try:
            with acting_as(school.scope):
                gate.wait()
                step()
        except Refused as refused:
            return refused.code
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(steps)) as pool:
        return sorted(pool.map(run, steps))


def checked(side, school, people) -> RosterImport:
    with acting_as(school.scope):
        data = rosters.as_csv(people)
        return check_roster(side.training_class, actor=school, data=data, file_name="名册.csv")


def test_of_two_who_confirm_one_roster_at_once_one_wins(side, school, record_counts):
    for n in range(ROUNDS):
        roster = checked(side, school, rosters.people(40, first=40 * n))
        confirm = partial(import_roster, roster, actor=school)
        assert at_once(school, [confirm] * 2) == ["", "wrong_state"]
        assert figures(side) == (1 + 40 * (n + 1), 40 * (n + 1), 40 * (n + 1))
    record_counts(f"two confirmations at once, {ROUNDS} rounds: imported once each time")


def test_two_who_ask_for_one_import_at_once_get_one_job(side, school):
    roster = checked(side, school, rosters.people(3))
    assert at_once(school, [partial(ask_import, roster, actor=school)] * 4) == [""] * 4
    with acting_as(OWNER):
        assert Job.objects.filter(kind="roster_import", about_id=str(roster.pk)).count() == 1


@pytest.mark.parametrize("are_known", [False, True])
def test_two_files_with_the_same_people_at_once_enrol_nobody_twice(
    side, school, are_known, record_counts
):
    for n in range(ROUNDS):
        people = rosters.people(60, first=60 * n)
        if are_known:
            other = checked_elsewhere(side, school, people)
            with acting_as(school.scope):
                import_roster(other, actor=school)
        before = figures(side)
        pair = [checked(side, school, people[:50]), checked(side, school, people[10:])]
        answers = at_once(school, [partial(import_roster, r, actor=school) for r in pair])
        assert answers[0] == ""
        assert answers[1] in {"busy", "already_enrolled"}
        taken, enrolled, _people = figures(side)
        assert (taken, enrolled) == (before[0] + 50, before[1] + 50)
    record_counts(
        f"two files with the same {'known' if are_known else 'new'} people at once,"
        f" {ROUNDS} rounds: one imported each time"
    )


def checked_elsewhere(side, school, people) -> RosterImport:
    """The people become known by a class at another time."""
    with acting_as(OWNER):
        starts_on = side.training_class.starts_on
        TrainingClass.objects.filter(pk=side.draft_class.pk).update(
            state="open", is_announced=True, undertaking=True, starts_on=starts_on,
            ends_on=starts_on, seats=20_000, filed_on=clock.today(), filed_at=clock.now(),
        )  # fmt: skip
        side.draft_class.refresh_from_db()
    with acting_as(school.scope):
        data = rosters.as_csv(people)
        return check_roster(side.draft_class, actor=school, data=data, file_name="名册.csv")


def test_two_files_for_the_last_seats_at_once_do_not_oversell(side, school, record_counts):
    for n in range(ROUNDS):
        with acting_as(OWNER):
            taken = TrainingClass.objects.get(pk=side.training_class.pk).seats_taken
            TrainingClass.objects.filter(pk=side.training_class.pk).update(seats=taken + 70)
        files = [rosters.people(50, first=100 * n), rosters.people(50, first=100 * n + 50)]
        pair = [checked(side, school, people) for people in files]
        answers = at_once(school, [partial(import_roster, r, actor=school) for r in pair])
        assert answers == ["", "class_full"]
        now, enrolled, people = figures(side)
        assert (now, enrolled, people) == (taken + 50, 50 * (n + 1), 50 * (n + 1))
    record_counts(f"two files of 50 for 70 seats at once, {ROUNDS} rounds: one each time")
