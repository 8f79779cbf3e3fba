"""The pages of rosters: several classes in one file, corrected rows, undoing."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import load_workbook

from core import clock, jobs
from core.access import actor_again
from core.models import Job
from core.tenancy.scope import AUTH, OWNER, acting_as
from programs.models import TrainingClass
from tests import rosters
from tests import world as laid_out
from trainees.models import Enrolment, RosterImport

GOOD = 3


@pytest.fixture
def side(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with acting_as(OWNER):
        made = laid_out.make_world()["甲"]
        first = clock.today() + timedelta(days=30)
        TrainingClass.objects.filter(pk=made.training_class.pk).update(
            starts_on=first, ends_on=first, seats=50
        )
        return made


@pytest.fixture
def page(client, side):
    with acting_as(AUTH):
        client.force_login(side.admin)
    return client


def file(rows):
    data = rosters.as_csv(rosters.by_class(rows, ["C101"]), rosters.MANY)
    return SimpleUploadedFile("名册.csv", data)


def upload(page, rows, address="/workspace/rosters/new/"):
    answer = page.post(address, {"file": file(rows)})
    assert answer.status_code == 302, answer.content.decode()
    return checked(answer["Location"])


def checked(address):
    """The page of the roster, after the worker's turn where the page asked for a job."""
    if not address.startswith("/jobs/"):
        return address
    key = address.rstrip("/").rsplit("/", 1)[1]
    with acting_as(OWNER):
        job = Job.objects.get(pk=key)
        school = actor_again(job)
    with acting_as(school.scope):
        jobs.work(key)
        made = Job.objects.get(pk=key)
    assert made.state == "done", made.error
    return f"/workspace/rosters/{made.result['roster']}/"


def decide(page, address, decision):
    return page.post(address, {"decision": decision}, follow=True)


def enrolled():
    with acting_as(OWNER):
        return Enrolment.objects.filter(source="roster").count()


def test_a_file_for_several_classes_is_checked_imported_and_undone(page):
    address = upload(page, rosters.people(GOOD))
    assert enrolled() == 0
    assert "名册.csv" in page.get("/workspace/rosters/").content.decode()
    answer = decide(page, address, "import")
    assert (answer.status_code, enrolled()) == (200, GOOD)
    assert 'value="undo"' in answer.content.decode()
    answer = decide(page, address, "undo")
    assert (answer.status_code, enrolled()) == (200, 0)
    assert 'value="undo"' not in answer.content.decode()
    assert page.post(address, {"decision": "undo"}).status_code == 409


def test_the_rows_with_errors_come_back_corrected(page):
    bad = ("", *rosters.person(9)[1:])
    address = upload(page, [*rosters.people(GOOD), bad])
    decide(page, address, "import")
    workbook = page.get(f"{address}errors/").content
    headers, row = load_workbook(io.BytesIO(workbook)).get_sheet_by_index(0).to_python()
    assert (headers[0], row[0], row[-1]) == ("班期编号", "C101", GOOD + 2)
    corrected = upload(page, [rosters.person(9)], f"{address}correct/")
    decide(page, corrected, "import")
    assert enrolled() == GOOD + 1
    with acting_as(OWNER):
        assert [r.corrects_id for r in RosterImport.objects.filter(imported_count=1)] == [
            int(address.rstrip("/").rsplit("/", 1)[1])
        ]
    assert f"{address}errors/" not in page.get(address).content.decode()


def test_the_template_for_several_classes_has_the_column_in_front(page):
    for address, first in (("template/", "姓名"), ("template/classes/", "班期编号")):
        workbook = page.get(f"/workspace/rosters/{address}").content
        sheet = load_workbook(io.BytesIO(workbook)).get_sheet_by_index(0).to_python()
        assert sheet[0][0] == first


def test_an_unknown_decision_is_none(page):
    address = upload(page, rosters.people(1))
    assert page.post(address, {"decision": "x"}).status_code == 404


def test_the_list_of_files_asks_the_same_for_one_and_for_many(page, django_assert_max_num_queries):
    for number in range(3):
        upload(page, [rosters.person(number)])
        with django_assert_max_num_queries(14):
            assert page.get("/workspace/rosters/").status_code == 200


def test_the_pages_are_for_administrators_of_units(client, side):
    with acting_as(AUTH):
        client.force_login(side.teacher_user)
    for address in ("", "new/", "template/classes/"):
        assert client.get(f"/workspace/rosters/{address}").status_code == 404
