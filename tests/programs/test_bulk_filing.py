"""Many classes of one workbook: every check of every row, all or none, filed at once."""

import time
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import imports
from core.models import AuditEntry, Job, Notification
from core.tasks import run_job
from core.tenancy.scope import OWNER, acting_as
from policies.models import Decision
from programs.models import Session, Teacher, TrainingClass, Venue
from tests.programs.timetables import monday
from tests.teaching import make_teacher, recognise

HEAD = "项目编号,班期名称,培训场地,招生人数,首课日期,上课星期,上课时间,每次课时,教师,承诺并备案"


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def first(days_ahead=40):
    with acting_as(OWNER):
        return monday(days_ahead)


def line(name, **changes) -> str:
    """A row that is good as it is."""
    facts = {
        "programme": "P101", "name": name, "venue": "公甲教室", "seats": 9, "day": None,
        "weekdays": "一三五", "times": "09:00 13:30", "lessons": 4, "teacher": "密甲老师",
        "files": "是", **changes,
    }  # fmt: skip
    facts["day"] = facts["day"] or first()
    return ",".join(str(value) for value in facts.values())


def done(actor, *lines, only_check=False) -> Job:
    text = "\n".join((HEAD, *lines)) + "\n"
    upload = SimpleUploadedFile("班期.csv", text.encode())
    with acting_as(actor.scope):
        job = imports.start(actor=actor, name="classes", upload=upload, only_check=only_check)
        run_job.run(str(job.pk))
        return Job.objects.get(pk=job.pk)


def made() -> dict[str, str]:
    """Name → state of the classes of a file."""
    with acting_as(OWNER):
        rows = TrainingClass.objects.filter(number__startswith="C20", name__in="好一二")
        return dict(rows.values_list("name", "state"))


def errors(job) -> set[tuple]:
    with acting_as(OWNER):
        return {(error["row"], error["code"]) for error in job.errors}


def test_a_file_makes_classes_with_timetables_and_files_what_says_so(side, school):
    later = first() + timedelta(days=7)
    job = done(school, line("一"), line("二", day=later, files="否", weekdays="2 4"))
    assert (job.state, job.result) == ("done", {"rows": 2})
    assert made() == {"一": "filed", "二": "draft"}
    with acting_as(OWNER):
        one, two = TrainingClass.objects.filter(name__in="一二").order_by("name")
        planned = list(one.sessions.order_by("ordinal").values_list("lessons", flat=True))
        assert (planned, one.starts_on, two.starts_on) == (
            [4, 4], first(), later + timedelta(days=1),
        )  # fmt: skip
        assert one.filed_by_id == side.admin.pk
        assert Decision.objects.filter(process="class_filing", object_id=one.pk).count() == 1
        verbs = AuditEntry.objects.filter(
            model="programs.trainingclass", object_id=str(one.pk)
        ).values_list("verb", flat=True)
        assert sorted(verbs) == ["create", "file"]
        told = Notification.objects.filter(code="work_new", context__number=one.number)
        assert [row.recipient_id for row in told] == [side.reviewer.pk]


def test_every_error_of_every_row_is_told_and_nothing_is_stored(school):
    early = first(1)
    job = done(
        school,
        line("好"),
        line("撞", venue="公甲教室"),
        line("早", day=early, seats=500, times="19:00"),
        line("错", programme="P999", weekdays="八", times="25:00", teacher="无名"),
        line("多", times="08:00 13:30", lessons=8, day=first() + timedelta(days=14), seats=0),
    )
    assert job.state == "failed"
    assert errors(job) == {
        (3, "teacher_double_booked"), (3, "room_double_booked"), (4, "filing_late"),
        (4, "class_too_large"), (4, "room_too_small"), (5, "programme_not_listed"),
        (5, "weekdays"), (5, "times"), (5, "name_unknown"), (6, "number_invalid"),
    }  # fmt: skip
    assert made() == {}


def test_a_dry_run_stores_nothing(school):
    job = done(school, line("一"), only_check=True)
    assert (job.state, job.result, made()) == ("done", {"good": 1}, {})


def many(side, number) -> list[str]:
    """As many rows, each with a teacher and a room of its own."""
    own = {"organization": side.organization, "district": side.district}
    with acting_as(OWNER):
        for n in range(number):
            recognise(side, make_teacher(f"师{n}", **own))
        Venue.objects.bulk_create(
            [Venue(**own, name=f"室{n}", address="路", places=9) for n in range(number)]
        )
    day = first()
    return [line(f"班{n}", teacher=f"师{n}", venue=f"室{n}", day=day) for n in range(number)]


def test_two_hundred_classes_take_seconds_and_one_question_a_row(side, school, record_counts):
    asked = {}
    for number in (2, 200):
        lines = [row.replace("班", f"{number}班") for row in many(side, number)]
        with CaptureQueriesContext(connection) as captured:
            begun = time.monotonic()
            job = done(school, *lines)
            seconds = time.monotonic() - begun
        assert job.result == {"rows": number}
        asked[number] = len([q for q in captured if "core_notification" not in q["sql"]])
        with acting_as(OWNER):
            Session.objects.filter(training_class__name__startswith=f"{number}班").update(
                state="cancelled"
            )
            Teacher.objects.filter(name__startswith="师").update(is_active=False)
            Venue.objects.filter(name__startswith="室").update(is_active=False)
    record_counts(f"bulk filing: 200 classes in {seconds:.1f} s")
    assert asked[200] - asked[2] <= 10 + 198, "is the teacher taken at another institution"
    assert seconds < 20
