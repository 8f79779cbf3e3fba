"""A declared import: all rows of a file or none, and every error told."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from core import imports
from core.enums import UNIT_ADMINS
from core.models import Job
from core.refusals import Refused
from core.spreadsheets import Column, Sheet
from core.spreadsheets.parsers import whole_number
from core.tasks import run_job
from core.tenancy.scope import AUTH, OWNER, acting_as
from programs.models import Venue
from tests import world as laid_out

SHEET = Sheet(
    zh="场地",
    en="Venues",
    columns=(
        Column("name", "名称", "Name", required=True),
        Column("places", "容量", "Capacity", required=True, parse=whole_number(1, 500)),
    ),
)
GOOD = "名称,容量\n一号,20\n二号,30\n"
BAD = "名称,容量\n一号,20\n二号,零\n,30\n"


def enter(rows, *, actor) -> int:
    own = {"organization_id": actor.organization_id, "district_id": actor.district_id}
    return len(Venue.objects.bulk_create([Venue(**own, address="路", **row) for row in rows]))


@pytest.fixture(autouse=True)
def declared(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    leads_to = "workspace:venue-list"
    imports.declare(
        "test-venues", title="场地", sheet=lambda actor: SHEET, roles=UNIT_ADMINS, enter=enter,
        leads_to=leads_to,
    )  # fmt: skip


@pytest.fixture
def side(db):
    with acting_as(OWNER):
        return laid_out.make_world()["甲"]


@pytest.fixture
def school(side):
    return laid_out.unit_actor(side)


def upload(text) -> SimpleUploadedFile:
    return SimpleUploadedFile("场地.csv", text.encode())


def done(actor, text, **asked) -> Job:
    """The job of an import as the worker leaves it."""
    with acting_as(actor.scope):
        job = imports.start(actor=actor, name="test-venues", upload=upload(text), **asked)
        run_job.run(str(job.pk))
        return Job.objects.select_related("output").get(pk=job.pk)


def places() -> set[int]:
    with acting_as(OWNER):
        return set(Venue.objects.filter(address="路").values_list("places", flat=True))


def test_all_rows_of_a_good_file_are_stored(school):
    before = places()
    job = done(school, GOOD)
    assert (job.state, job.result) == ("done", {"rows": 2})
    assert places() - before == {20, 30}


def test_one_wrong_row_and_nothing_is_stored_and_every_error_is_told(school):
    before = places()
    job = done(school, BAD)
    assert (job.state, job.error_code, job.error) == (
        "failed",
        "import_rows_wrong",
        "3行中有2行有误",
    )
    assert job.failure == "未导入任何行：3行中有2行有误"
    assert job.output.original_name == "场地-错误行.xlsx"
    told = [(e["row"], e["column"], e["code"]) for e in job.errors]
    assert told == [(3, "容量", "number_invalid"), (4, "名称", "cell_required")]
    assert places() == before
    with job.output.open() as stream:
        book = CalamineWorkbook.from_filelike(io.BytesIO(stream.read()))
    head, *rows = book.get_sheet_by_index(0).to_python()
    assert head[:2] == ["名称", "容量"]
    assert [row[0] for row in rows] == ["二号", ""]


def test_a_file_that_cannot_be_read_says_why(school):
    job = done(school, "名称\n一号\n")
    assert (job.state, job.error_code, job.error) == ("failed", "import_rows_wrong", "")
    assert [(e["row"], e["code"]) for e in job.errors] == [(None, "header_missing")]
    assert job.output is None


def test_a_file_that_is_only_checked_stores_nothing(school):
    before = places()
    job = done(school, GOOD, only_check=True)
    assert (job.state, job.result, places()) == ("done", {"good": 2}, before)


def test_whoever_may_not_import_is_refused_and_learns_of_no_page(side, client):
    teacher = laid_out.unit_actor(side, "teacher")
    with acting_as(teacher.scope), pytest.raises(Refused) as refused:
        imports.start(actor=teacher, name="test-venues", upload=upload(GOOD))
    assert refused.value.code == "not_allowed"
    with acting_as(AUTH):
        client.force_login(side.teacher_user)
    for name in ("import", "import-template"):
        assert client.get(reverse(name, args=["test-venues"])).status_code == 404


def test_the_page_takes_a_file_and_leads_to_its_job(side, client):
    with acting_as(AUTH):
        client.force_login(side.admin)
    page = reverse("import", args=["test-venues"])
    assert reverse("import-template", args=["test-venues"]) in client.get(page).content.decode()
    answer = client.post(page, {"file": upload(GOOD)})
    assert answer.url.startswith("/jobs/")
    empty = client.get(reverse("import-template", args=["test-venues"]))
    head = CalamineWorkbook.from_filelike(io.BytesIO(empty.content)).get_sheet_by_index(0)
    assert head.to_python()[0] == ["名称", "容量"]
    assert client.get(reverse("import", args=["nothing"])).status_code == 404


def test_the_page_of_a_failed_import_names_the_rows_and_leads_back_to_the_form(
    side, school, client
):
    job = done(school, BAD)
    with acting_as(AUTH):
        client.force_login(side.admin)
    page = client.get(job.get_absolute_url()).content.decode()
    for words in ("未导入任何行：3行中有2行有误", "第3行", "第4行", "重新导入", "开始执行"):
        assert words in page
    assert f'href="{reverse("import", args=["test-venues"])}"' in page
