"""Class dossiers: sealed by the archive, verified, and told apart when something was changed."""

import hashlib
import io
import json
import zipfile
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command

from core import clock
from core.access import system_actor
from core.tenancy.scope import AUTH, OWNER, SYSTEM, acting_as
from core.workflow import perform
from programs.models import Session, TrainingClass
from programs.services.advance import advance, archivable_after, kept_open_until
from tests import world as laid_out
from tests.presence import proven
from trainees.models import AttendanceRecord, ClassDossier, Enrolment
from trainees.services.dossiers import faults

TEST = system_actor("test")
PARTS = [
    "filing.json", "timetable.json", "sessions.json", "roster.json", "attendance.json",
    "certificates.json", "decisions.json", "audit.json",
]  # fmt: skip


@pytest.fixture
def side(db):
    """A class that was completed with one certificate."""
    with acting_as(OWNER):
        made = laid_out.make_world()["甲"]
        now = clock.now()
        proven(made.record, 180)
        Enrolment.objects.filter(pk=made.enrolment.pk).update(
            state="attending", first_signed_in_at=now
        )
        Session.objects.filter(pk=made.session.pk).update(state="sealed", sealed_at=now)
        TrainingClass.objects.filter(pk=made.training_class.pk).update(state="finished")
    school = laid_out.unit_actor(made)
    with acting_as(school.scope):
        perform(made.training_class, "complete", actor=school)
    return made


def days_pass(days) -> str:
    """The state of the class when so many days are over."""
    with acting_as(OWNER):
        clock.move(actor=TEST, by=timedelta(days=days))
    with acting_as(SYSTEM):
        advance()
    with acting_as(OWNER):
        return TrainingClass.objects.get(number="C101").state


def archived(side) -> ClassDossier:
    assert days_pass(150) == "archived"
    with acting_as(OWNER):
        return ClassDossier.objects.select_related("training_class").get(
            training_class__number="C101"
        )


def test_a_class_is_archived_when_claims_and_the_archive_s_time_are_over(side):
    with acting_as(OWNER):
        row = TrainingClass.objects.get(number="C101")
        left = (archivable_after(row) - clock.today()).days
    assert days_pass(left) == "completed"
    assert days_pass(1) == "archived"


@pytest.mark.django_db
def test_the_last_day_is_sixty_days_and_thirty_working_days_after_the_end():
    end = date(2026, 1, 5)
    with acting_as(OWNER):
        # 60 days after 2026-01-05 are Friday 2026-03-06; six weeks later it would be 17 April,
        # but Monday 6 April is a holiday
        assert kept_open_until(end, end) == date(2026, 4, 20)
        # a lesson made up that Friday changes nothing, one on the Monday after moves the day
        assert kept_open_until(end, date(2026, 3, 6)) == date(2026, 4, 20)
        assert kept_open_until(end, date(2026, 3, 9)) == date(2026, 4, 21)


def test_what_was_sealed_fits_and_says_what_it_is_made_of(side):
    entry = archived(side)
    manifest = json.loads(entry.manifest)
    assert [part["name"] for part in manifest["parts"]] == PARTS
    rows = {part["name"]: part["rows"] for part in manifest["parts"]}
    assert (rows["sessions.json"], rows["roster.json"], rows["certificates.json"]) == (1, 1, 1)
    assert entry.digest == hashlib.sha256(entry.manifest.encode()).hexdigest()
    with acting_as(OWNER):
        assert faults(entry.training_class) == []
    call_command("verify_dossier", "C101")


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        (
            lambda side: proven(side.record, 1),
            ["attendance.json"],
        ),
        (lambda side: Enrolment.objects.update(name="另名"), ["roster.json"]),
        (
            lambda side: TrainingClass.objects.filter(number="C101").update(seats=30),
            ["filing.json"],
        ),
    ],
)
def test_what_was_changed_afterwards_is_named(side, change, parts):
    entry = archived(side)
    with acting_as(OWNER):
        change(side)
        assert faults(entry.training_class) == parts
    with pytest.raises(CommandError, match=parts[0]):
        call_command("verify_dossier", "C101")


def test_the_package_holds_what_the_manifest_says(side, client):
    entry = archived(side)
    with acting_as(AUTH):
        client.force_login(side.admin)
    page = client.get("/dossiers/C101/").content.decode()
    assert entry.digest in page
    content = client.get("/dossiers/C101/package.zip").content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for part in json.loads(archive.read("manifest.json"))["parts"]:
            assert hashlib.sha256(archive.read(part["name"])).hexdigest() == part["sha256"]


def test_the_district_reads_it_and_a_worker_does_not(side, client):
    archived(side)
    for user, status in ((side.reviewer, 200), (side.worker, 404)):
        with acting_as(AUTH):
            client.force_login(user)
        assert client.get("/dossiers/C101/").status_code == status


def test_what_is_voided_later_gets_a_further_entry_that_names_the_one_before(side):
    first = archived(side)
    officer = laid_out.district_actor(side)
    with acting_as(officer.scope):
        record = AttendanceRecord.objects.get(pk=side.record.pk)
        perform(record, "void", actor=officer, reason="核查：未到课")
    with acting_as(OWNER):
        second = ClassDossier.objects.get(training_class=first.training_class, version=2)
        assert second.previous == first.digest
        assert faults(first.training_class) == []
