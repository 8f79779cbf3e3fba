"""Page, JSON, workbook and PDF of the story say the figures counted by hand."""

import json
from io import BytesIO

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from core.enums import Role
from core.tenancy.scope import OWNER, SYSTEM, Scope, acting_as
from core.workflow import perform
from organizations.enums import OrganizationKind
from organizations.models import District, Organization, User
from programs.models import Occupation
from supervision.models import QuarterlyReport
from supervision.outputs import OUTPUTS, file_of
from supervision.queries import snapshot
from tests.supervision.expected import CITY, JINZHOU
from tests.supervision.signing import do
from tests.supervision.story import staff


def shown(pair):
    return "–" if not pair[1] else f"{pair[0] / pair[1] * 100:.1f}%"


@pytest.fixture
def files(found):
    with acting_as(SYSTEM):
        return {name: make(found, "http://x/") for name, (make, _type) in OUTPUTS.items()}


def test_json_holds_numbers(files):
    content = json.loads(files["json"])
    for place, expected in (
        (content["totals"], CITY),
        (next(d for d in content["districts"] if d["district"] == "DL-06")["figures"], JINZHOU),
    ):
        for key, figure in expected.items():
            cell = place[key]
            if isinstance(figure, tuple):
                assert (cell["numerator"], cell["denominator"]) == figure
            else:
                assert cell["value"] == figure
    assert content["totals"]["I09"]["value"] == 0.5
    assert [item["id"] for item in content["not_collected"]] == ["I13", "I14"]


def test_the_workbook_is_read_back_with_the_same_figures(files):
    book = CalamineWorkbook.from_filelike(BytesIO(files["xlsx"]))
    assert book.sheet_names == [
        "说明", "指标汇总", "分区县", "分培训类型", "分机构", "分职业", "交叉明细", "年度目标",
        "更正",
    ]  # fmt: skip
    rows = {row[0]: row for row in book.get_sheet_by_name("指标汇总").to_python()[1:]}
    for key, figure in CITY.items():
        if isinstance(figure, tuple):
            assert (rows[key][5], rows[key][6]) == figure
            assert rows[key][4] == pytest.approx(figure[0] / figure[1], abs=1e-6)
        else:
            assert rows[key][4] == figure
    head, *lines = book.get_sheet_by_name("分区县").to_python()
    jinzhou = dict(zip(head, next(line for line in lines if line[0] == "DL-06"), strict=True))
    assert (jinzhou["I07 参训人数"], jinzhou["I12 紧缺职业参训人次"]) == (4, 3)
    starters = book.get_sheet_by_name("分培训类型").to_python()
    assert next(row for row in starters if row[0] == "entrepreneurship")[10] == "–"
    assert len(book.get_sheet_by_name("交叉明细").to_python()) == 1 + 4 * 13


def test_an_institution_named_like_a_formula_stays_text(story, make):
    with acting_as(OWNER):
        story.units["A"].name = '=HYPERLINK("http://x")'
        story.units["A"].save()
    report = make()
    with acting_as(SYSTEM):
        file = OUTPUTS["xlsx"][0](snapshot(report), "http://x/")
    lines = CalamineWorkbook.from_filelike(BytesIO(file)).get_sheet_by_name("分机构").to_python()
    assert {line[1] for line in lines[1:]} == {'\'=HYPERLINK("http://x")', "乙校", "丙校"}


def test_the_pdf_says_the_same(files, found):
    pages = PdfReader(BytesIO(files["pdf"])).pages
    words = " ".join("".join(page.extract_text() for page in pages).split())
    assert "大连市职业技能培训季度监管报告（2026年第二季度）" in words.replace(" ", "")
    for key, figure in CITY.items():
        name = next(item.zh for item in found.indicators if item.id == key)
        text = shown(figure) if isinstance(figure, tuple) else str(figure)
        assert f"{key} {name} {text}" in words, (key, words[:900])
    assert "草稿" in words
    assert found.report.figures_hash[:16] in words


def test_the_page_shows_the_same_figures_and_leads_to_their_rows(story, make, client):
    make()
    with acting_as(OWNER):
        reviewer = staff("municipal_reviewer", "市局", OrganizationKind.MUNICIPAL_BUREAU)
        client.force_login(reviewer)
    page = client.get("/reports/2026Q2/")
    totals = {item["indicator"].id: item for item in page.context["totals"]}
    assert figures_of(totals) == CITY
    for item in totals.values():
        rows = client.get(item["url"])
        assert len(rows.context["rows"]) > 0 or item["cell"].numerator == 0
    rows = client.get(totals["I07"]["url"], headers={"accept-language": "en"})
    assert rows.context["intro"] == "Q2 2026 · Whole city · 5 records, 5 persons in all"
    assert "data-chart=" in page.content.decode()


def figures_of(totals):
    return {
        key: int(item["cell"].value) if not item["indicator"].is_share
        else (int(item["cell"].numerator), int(item["cell"].denominator))
        for key, item in totals.items()
    }  # fmt: skip


def test_a_signed_report_is_the_same_file_for_every_reader_and_after_every_renaming(
    story, make, people
):
    report = do(people[Role.MUNICIPAL_REVIEWER], perform, make("DL-06"), "submit")
    report = do(people[Role.MUNICIPAL_CHIEF], perform, report, "lock")
    before = files_as(SYSTEM, report)
    assert files_as(Scope("app_district", district_id=report.district_id), report) == before
    with acting_as(OWNER):
        District.objects.filter(code="DL-06").update(zh="新名区", en="Renamed District")
        Organization.objects.update(name="新名")
        Occupation.objects.update(zh="新名", en="Renamed")
        User.objects.update(name="新名")
        report = QuarterlyReport.objects.get(pk=report.pk)
    assert files_as(SYSTEM, report) == before
    assert json.loads(before["json"])["scope"]["name"] == "金州区"


def files_as(scope, report) -> dict[str, bytes]:
    with acting_as(scope):
        return {form: file_of(report, form, "http://x/") for form in OUTPUTS}
