"""Exports: what the list shows and no more, in a file no program takes for formulas."""

import csv
import io
import json
import tracemalloc
from datetime import date

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from core import exports
from core.exports.declaring import Export, Field
from core.exports.writing import rows_of, write
from core.models import Job, StoredFile
from core.refusals import Refused
from core.tasks import run_job
from core.tenancy.scope import AUTH, OWNER, acting_as
from programs.models import Venue
from tests import world as laid_out
from tests.sizes import size
from trainees.models import Enrolment


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def school(side):
    return laid_out.unit_actor(side)


@pytest.fixture
def enter(client):
    def sign_in(user):
        with acting_as(AUTH):
            client.logout()
            client.force_login(user)
        return client

    return sign_in


def made(actor, **asked) -> StoredFile:
    """The file of an export, its job done as the worker does it."""
    with acting_as(actor.scope):
        job = exports.start(actor=actor, **asked)
        return finished(actor, job)


def finished(actor, job) -> StoredFile:
    with acting_as(actor.scope):
        run_job.run(str(job.pk))
        done = Job.objects.select_related("output").get(pk=job.pk)
    assert (done.state, done.error) == ("done", "")
    return done.output


def sheet(file) -> list[list]:
    with file.open() as stream:
        book = CalamineWorkbook.from_filelike(io.BytesIO(stream.read()))
    return book.get_sheet_by_index(0).to_python()


def lines(file) -> list[list[str]]:
    with file.open() as stream:
        return list(csv.reader(io.TextIOWrapper(stream, "utf-8-sig", newline="")))


def test_the_class_list_is_exported_with_its_own_classes_alone(side, school):
    file = made(school, name="classes")
    head, *rows = sheet(file)
    assert head[:3] == ["班期编号", "班期", "培训项目"]
    assert [row[0] for row in rows] == ["C101", "C102"]
    assert (rows[0][3], rows[0][11]) == ("重点群体就业技能培训", "报名中")
    assert isinstance(rows[0][6], date)
    assert file.original_name.endswith(".xlsx")


def test_the_filter_of_the_page_is_the_filter_of_the_file(side, school):
    rows = lines(made(school, name="classes", form="csv", query="state=draft"))
    assert [row[0] for row in rows[1:]] == ["C102"]


def test_a_filter_nobody_understands_is_refused_and_does_not_mean_everything(school):
    with acting_as(school.scope), pytest.raises(Refused) as refused:
        exports.start(actor=school, name="classes", query="state=nonsense")
    assert refused.value.code == "export_filter_invalid"


def test_formulas_are_neutralised_and_identifiers_stay_text(side, school):
    with acting_as(OWNER):
        Enrolment.objects.filter(pk=side.enrolment.pk).update(
            name="=HYPERLINK(1)", masked_identity="2102030000000001", phone="13800000001"
        )
    file = made(school, name="enrolments", query=f"training_class={side.training_class.number}")
    row = sheet(file)[1]
    assert row[1:4] == ["'=HYPERLINK(1)", "2102030000000001", "13800000001"]
    rows = lines(made(school, name="enrolments", form="csv"))
    assert rows[1][1] == "'=HYPERLINK(1)"


def test_a_role_without_the_list_has_no_export(side):
    teacher = laid_out.unit_actor(side, "teacher")
    with acting_as(teacher.scope), pytest.raises(Refused) as refused:
        exports.start(actor=teacher, name="enrolments")
    assert refused.value.code == "not_allowed"


def test_the_button_carries_the_filters_to_the_form_and_the_form_starts_the_job(
    side, school, enter
):
    client = enter(side.admin)
    body = client.get("/workspace/classes/?state=draft&page=1").content.decode()
    assert 'href="/exports/classes/?state=draft"' in body
    assert client.get("/exports/classes/?state=draft").status_code == 200
    answer = client.post("/exports/classes/?state=draft", {"form": "csv"})
    with acting_as(OWNER):
        job = Job.objects.get(kind="export", params__export="classes")
    assert answer["Location"] == f"/jobs/{job.pk}/"
    rows = lines(finished(school, job))
    assert [row[0] for row in rows[1:]] == ["C102"]


def test_the_button_of_a_class_exports_that_class(side, enter):
    page = reverse("workspace:class-enrolments", args=[side.training_class.number])
    body = enter(side.admin).get(page).content.decode()
    assert f'href="/exports/enrolments/?training_class={side.training_class.number}"' in body


@pytest.mark.parametrize("name", ["classes", "enrolments", "nothing"])
def test_the_form_is_not_there_for_who_has_no_such_list(world, enter, name):
    for user in (world["甲"].worker, world["甲"].reviewer, world["市"].auditor):
        assert enter(user).get(f"/exports/{name}/").status_code == 404


def admin_export(client, label, data, query="") -> Job:
    answer = client.post(f"/admin/{label}/{query}", {"action": "export", **data})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    with acting_as(OWNER):
        return Job.objects.get(pk=answer["Location"].split("/")[2])


def test_the_admin_exports_the_chosen_rows_as_its_list_shows_them(world, side, enter):
    reviewer = laid_out.district_actor(side)
    key = str(side.training_class.pk)
    job = admin_export(enter(side.reviewer), "programs/trainingclass", {"_selected_action": [key]})
    head, *rows = sheet(finished(reviewer, job))
    assert head[:3] == ["班期编号", "名称", "培训机构"]
    assert [(row[0], row[2], row[7]) for row in rows] == [("C101", "公甲学校", "报名中")]


def test_the_admin_exports_all_that_match_its_filters(world, side, enter):
    reviewer = laid_out.district_actor(side)
    data = {"_selected_action": [str(side.draft_class.pk)], "select_across": "1"}
    job = admin_export(enter(side.reviewer), "programs/trainingclass", data, "?state__exact=draft")
    rows = sheet(finished(reviewer, job))[1:]
    assert [row[0] for row in rows] == ["C102"]
    job = admin_export(enter(side.reviewer), "programs/trainingclass", data)
    rows = sheet(finished(reviewer, job))[1:]
    assert sorted(row[0] for row in rows) == ["C101", "C102"]


def test_what_somebody_searched_for_is_not_readable_in_the_job(side, enter):
    data = {"_selected_action": [str(side.trainee.pk)], "select_across": "1"}
    job = admin_export(enter(side.reviewer), "trainees/trainee", data, "?q=密甲学员")
    stored = json.dumps(job.params, ensure_ascii=False)
    assert "密甲" not in stored
    assert "%E5" not in stored
    rows = sheet(finished(laid_out.district_actor(side), job))[1:]
    assert [row[0] for row in rows] == ["密**员"]  # as the list shows it
    assert side.trainee.identity_number not in str(rows)


def venues(side, count):
    own = {"organization": side.organization, "district": side.district}
    with acting_as(OWNER):
        Venue.objects.bulk_create(
            Venue(**own, name=f"室{n}", address="中山路" * 6, places=9) for n in range(count)
        )


FEW, MANY = 4_000, size(10_000, 20_000)
VENUES = Export(
    "memory", "Venues", Venue, frozenset(),
    (Field("name", "n"), Field("address", "a"), Field("places", "p"), Field("is_active", "u")),
    None,
)  # fmt: skip


def test_every_row_comes_once_over_all_batches(side, monkeypatch):
    monkeypatch.setattr("core.exports.writing.BATCH", 7)
    venues(side, 50)
    with acting_as(OWNER):
        rows = Venue.objects.filter(name__startswith="室")
        found = [row[0] for batch in rows_of(VENUES, rows) for row in batch]
    assert found == [f"室{n}" for n in range(50)]


def test_memory_does_not_grow_with_the_rows(side, tmp_path, record_counts):
    venues(side, MANY)
    with acting_as(OWNER):
        rows = Venue.objects.filter(name__startswith="室")
        few, many = (
            peak(rows.filter(pk__lte=last), tmp_path)
            for last in (
                rows.order_by("pk")[FEW].pk,
                rows.order_by("-pk")[0].pk,
            )
        )
    record_counts(f"export: peak of {few:,} bytes for {FEW:,} rows, {many:,} for {MANY:,}")
    assert many < few * 1.2


def peak(queryset, tmp_path) -> int:
    """Bytes Python had at most while it wrote a workbook to the disk."""
    tracemalloc.start()
    with (tmp_path / "export").open("w+b") as stream:
        write(stream, "xlsx", VENUES, queryset, lambda done: None)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most
