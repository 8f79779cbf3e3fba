"""Every figure of the demo city's reports twice: by polars from plain tables, and from its rows."""

import json
import re
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection, transaction

from core import clock
from core.enums import Role
from core.tenancy.scope import AUTH, SYSTEM, acting_as
from core.workflow import perform
from organizations.models import Organization, User
from organizations.queries import worker
from programs.models import TrainingClass
from supervision import services
from supervision.models import QuarterlyReport, ReportRow
from supervision.periods import Quarter
from supervision.queries import snapshot
from supervision.services.schedule import SYSTEM as WORKER
from supervision.views.rows import ReportRows
from tests.portal.late_edits import edit, member
from tests.sizes import size
from tests.supervision import independent
from tests.supervision.corrections import check, named
from tests.supervision.independent import INDICATORS, PLACE
from tests.supervision.planned import done_by, summed, targets_on
from tests.supervision.reading import (
    asked_by,
    files,
    grouped,
    lines_of,
    opened,
    page_rows,
    pdf_rows,
    pdf_text,
    place_of,
    sheets,
    squeezed,
    stored,
)
from tests.supervision.showing import (
    beside,
    change,
    compared,
    less,
    number,
    numbers,
    parts,
    printed,
    words,
)
from tests.supervision.signing import do
from trainees.services.enrolment import enrol

TOTAL = ("",) * len(PLACE)
DISTRICT = "DL-06"
REASONS = {"I05": "开班前退出", "I10": "代签的考勤作废"}
LEAD = re.compile(r" (\d+) records (\d+) ")


@pytest.fixture(scope="module")
def quarter(city):
    return Quarter.last_full(clock.today())


@pytest.fixture(scope="module")
def enrolment(quarter):
    """On the last day of the quarter the worker of the tour joins the class that is ahead."""
    user = User.objects.get(username="worker.1")
    ahead = TrainingClass.objects.get(organization__short_name="金石培训", state="open")
    with time_machine.travel(quarter.next.begin - timedelta(hours=12)):
        return do(worker(user.pk), enrol, training_class=ahead)


@pytest.fixture(scope="module")
def report(quarter, enrolment):
    return make(quarter)


@pytest.fixture(scope="module")
def records(enrolment):
    """What counts, read from plain tables."""
    return independent.records(independent.exported())


@pytest.fixture(scope="module")
def cells(report):
    """Every cell of the city's report, from the rows that it opens."""
    with connection.cursor() as cursor:  # this transaction filled it: it has no statistics yet
        cursor.execute(f"ANALYZE {ReportRow._meta.db_table}")
    return grouped(snapshot(report))


@pytest.fixture(scope="module")
def earlier(quarter, records):
    """The cells of the quarter before and of the same one a year before."""
    return [
        independent.cells(records, str(other)) for other in (quarter.previous, quarter.year_ago)
    ]


@pytest.fixture(scope="module")
def targets(quarter):
    return summed(targets_on(quarter.last))


@pytest.fixture(scope="module")
def done(records, quarter):
    return done_by(records, quarter)


def make(quarter, code="") -> QuarterlyReport:
    with acting_as(SYSTEM):
        place = services.place_of(code)
        report = services.schedule_report(actor=WORKER, quarter=str(quarter), **place)
        return services.produce(report)


def test_polars_gets_every_figure_of_city_district_and_institution(
    report, quarter, records, record_counts
):
    signed = QuarterlyReport.objects.order_by("quarter").values_list("quarter", flat=True)
    school = Organization.objects.get(short_name="金石培训").number
    asked = [(each, "", {}) for each in signed]
    for each in (quarter.previous, quarter):
        asked.append((str(each), DISTRICT, {"district": DISTRICT}))
        asked.append((str(each), school, {"institution": school}))
    compared = 0
    for each, code, scope in asked:
        found = stored(snapshot(make(each, code)))
        assert found == independent.cells(records, each, **scope), (each, code)
        compared += sum(map(len, found.values()))
    assert {key for line in found.values() for key in line} == set(INDICATORS)
    record_counts(f"figures by polars: {compared} cells of {len(asked)} reports equal")


def test_every_cell_is_count_or_sum_of_its_rows(report, cells, record_counts):
    found = snapshot(report)
    assert stored(found) == cells
    assert [key for key, cell in cells[TOTAL].items() if not cell.numerator] == []
    asked = [(key, line) for line in lines_of(found) for key in INDICATORS][:: size(7, 1)]
    for key, line in asked:
        assert opened(report, key, line) == cells[place_of(line.dimension)][key], (key, line)
    record_counts(
        f"figures by rows: {sum(map(len, cells.values()))} cells equal,"
        f" {len(asked)} of them asked for one by one"
    )


def test_json_has_the_figures_of_the_rows(report, cells, earlier, record_counts):
    content = json.loads(files(report)["json"])
    tables = ("districts", "training_types", "institutions", "occupations", "crossed")
    lines = [line for name in tables for line in content[name]]
    found = {place_of(line): line["figures"] for line in lines} | {TOTAL: content["totals"]}
    assert (len(found), found.keys()) == (len(lines) + 1, cells.keys())
    names, read = ("value", "numerator", "denominator", "previous", "year_ago"), 0
    for place, line in found.items():
        assert line.keys() == cells[place].keys()
        for key, shown in line.items():
            cell = cells[place][key]
            figures = (cell.value, *cell[:2], *beside(earlier, place, key))
            assert shown == dict(zip(names, map(number, figures), strict=True)), (place, key)
            read += len(names)
    record_counts(f"figures in JSON: {read} equal")


def test_the_workbook_has_the_figures_of_the_rows(
    report, cells, earlier, targets, done, record_counts
):
    book = sheets(files(report)["xlsx"])
    read = sum(isinstance(cell, float) for rows in book.values() for row in rows for cell in row)
    for key, row in zip(INDICATORS, book.pop("指标汇总"), strict=True):
        cell = cells[TOTAL][key]
        before, ago = (compared(cell.value, other) for other in beside(earlier, TOTAL, key))
        figures = numbers(cell.value, *cell[:2], *before, *ago)
        planned = ["未设定", None, None]
        if (key, "", "") in targets:
            target, year = targets[key, "", ""], done[key, "", ""]
            planned = numbers(target, year, Decimal(year) / target)
        assert row == [key, *row[1:4], *figures, *planned], key
    for n, name in enumerate(("分区县", "分培训类型", "分机构", "分职业")):
        shown = {row[0].removeprefix("'"): row[2:] for row in book.pop(name)}
        assert shown == {
            place[n]: numbers(*(line[key].value for key in INDICATORS))
            for place, line in cells.items()
            if place[n] and place.count("") == len(PLACE) - 1
        }
    crossed = {
        (*row[:3], row[3].removeprefix("'"), row[4]): row[5:] for row in book.pop("交叉明细")
    }
    assert crossed == {
        (*place, key): numbers(cell.value, *cell[:2])
        for place, line in cells.items()
        if all(place)
        for key, cell in line.items()
    }
    assert (list(book), book["更正"]) == (["说明", "年度目标", "更正"], [])
    assert {type(cell) for row in book["说明"] for cell in row} == {str}
    record_counts(f"figures in the workbook: {read} equal")


def test_every_target_stands_beside_what_the_year_did(report, targets, done, record_counts):
    """Of every district and training type, and of their sums; the rate is one of the other."""
    found = snapshot(report).targets
    shown = {
        (line.indicator.id, line.code or "", line.place.training_type): line for line in found.lines
    }
    assert {key: line.target for key, line in shown.items()} == targets
    assert {key: line.done for key, line in shown.items()} == {
        key: done.get(key, 0) for key in targets
    }
    book = sheets(files(report)["xlsx"])["年度目标"]
    assert [row[4:7:2] for row in book] == [[line.target, line.done] for line in found.lines]
    told = json.loads(files(report)["json"])["targets"]["lines"]
    assert [(line["target"], line["done"]) for line in told] == [
        (line.target, line.done) for line in found.lines
    ]
    record_counts(f"targets: {len(shown)} beside what the year did, in three files alike")


def test_the_pdf_has_the_figures_of_the_rows(report, cells, earlier, targets, done, record_counts):
    text, read = pdf_text(files(report)["pdf"]), 0
    planned = {place: (target, done.get(place, 0)) for place, target in targets.items()}
    for heads, end, rows in printed(snapshot(report), cells, earlier, planned):
        assert pdf_rows(text, heads, end) == squeezed("".join(map("".join, rows))), heads
        read += sum(any(map(str.isdigit, word)) for row in rows for word in row)
    record_counts(f"figures in the PDF: {read} equal")


@pytest.fixture
def reviewer(client, city):
    with acting_as(AUTH):
        client.force_login(User.objects.get(username="municipal.reviewer"))
    return client


def test_every_figure_of_the_page_leads_to_rows_that_make_it(
    report, cells, earlier, reviewer, record_counts
):
    page, read = reviewer.get(report.get_absolute_url()), 0
    for row in page_rows(page.content.decode()):
        asked = [asked_by(link) for _text, link in row if link]
        if not asked:
            continue  # a target leads to no rows
        figures = [words(key, cells[place][key].value) for key, place in asked]
        if asked[0][1] == TOTAL:
            ((key, _place),) = asked
            cell = cells[TOTAL][key]
            for before in beside(earlier, TOTAL, key):
                figures += [words(key, before), change(key, less(cell.value, before))]
            figures.append(parts(cell))
        assert [text for text, _link in row] == figures, asked
        read += len(figures)
    bars = [series["data"] for series in json.loads(page.context["chart"])["series"]]
    districts = [line for place, line in sorted(cells.items()) if place[0] and not any(place[1:])]
    assert bars == [[line[key].numerator for line in districts] for key in ("I06", "I08")]
    record_counts(f"figures on the page: {read + sum(map(len, bars))} equal")


def test_links_of_the_page_open_rows_that_make_the_figure(report, cells, reviewer, record_counts):
    """Of each indicator's first cells in the tables every fifth one, in full all of them."""
    first = {}
    for row in page_rows(reviewer.get(report.get_absolute_url()).content.decode()):
        for _text, link in row:
            if link:
                key, place = asked_by(link)
                first.setdefault((key, tuple(map(bool, place))), (link, cells[place][key]))
    asked = list(first.values())[:: size(5, 1)]
    for link, cell in asked:
        for part, figure in zip(("numerator", "denominator"), cell, strict=False):
            if figure is not None:
                assert told(reviewer, link, part) == figure, (link, part)
    record_counts(f"links of figures: {len(asked)} lead to rows that make them")


def told(client, link, part) -> int:
    """What the rows of a link add up to, as their page says; as many as it says stand there."""
    address = f"{link}{'&' if '?' in link else '?'}part={part}"
    page = client.get(address, headers={"accept-language": "en"})
    rows, total = LEAD.search(page.context["intro"].replace(",", "")).groups()
    assert len(page.context["rows"]) == min(int(rows), ReportRows.page_size)
    return int(total)


@pytest.fixture
def locked(report, quarter):
    """Signed by two; what follows is taken back after the test."""
    with transaction.atomic():
        yield sign(report)
        transaction.set_rollback(True)


def sign(report):
    reviewer, chief = signers()
    return do(chief, perform, do(reviewer, perform, report, "submit"), "lock")


def signers():
    roles = (Role.MUNICIPAL_REVIEWER, Role.MUNICIPAL_CHIEF)
    return [member(role=role, user__username__startswith="municipal.") for role in roles]


def correct(report, reasons) -> QuarterlyReport:
    """The next edition, with its reasons, signed by two."""
    reviewer, _chief = signers()
    edition = do(reviewer, services.start_correction, report=report, reason="核查")
    with acting_as(SYSTEM):
        edition = services.produce(edition)
    do(reviewer, services.state_reasons, report=edition, reasons=reasons)
    return sign(edition)


def test_later_edits_leave_the_files_and_the_correction_names_each_difference(
    locked, enrolment, quarter, records, reviewer, record_counts
):
    before = files(locked)
    completed = edit(enrolment, quarter)
    assert files(locked) == before
    now = independent.records(independent.exported())
    differences = independent.differences(
        *(independent.cells(counted, locked.quarter) for counted in (records, now))
    )
    assert {key for _place, key in differences} == set(REASONS)
    # what is judged today counts today
    today = str(Quarter.of(clock.today()))
    were, are = (independent.cells(counted, today)[TOTAL]["I09"] for counted in (records, now))
    judged = completed.enrolments.filter(outcome_at__isnull=False).count()
    assert are.denominator - were.denominator == judged > 0
    edition = correct(locked, REASONS)
    assert files(locked) == before
    found = snapshot(edition)
    assert named(found) == differences
    page = reviewer.get(edition.get_absolute_url()).content.decode()
    told = check(found, differences, files(edition), page, person="市级审核员")
    record_counts(f"corrections: {len(differences)} cells differ, {told} numbers name them")
