"""Every figure of the story as counted by hand, and the rows each of them opens."""

import pytest

from core.tenancy.scope import OWNER, SYSTEM, acting_as
from supervision.filters import rows_of, size_of
from supervision.models import ReportRow
from supervision.queries import snapshot
from tests.supervision import independent
from tests.supervision.expected import CITY, JINZHOU, SCHOOL_A, STARTERS, ZHONGSHAN, figures
from tests.supervision.reading import stored
from tests.supervision.story import QUARTER


def by_name(lines):
    return {line.name: figures(line) for line in lines}


def test_totals_and_every_dimension_are_as_counted_by_hand(found):
    assert figures(found.totals) == CITY
    assert by_name(found.districts) == {"中山区": ZHONGSHAN, "金州区": JINZHOU}
    assert by_name(found.institutions)["甲校"] == SCHOOL_A
    types = {line.code: figures(line) for line in found.training_types}
    assert types["entrepreneurship"] == STARTERS
    persons = {code: line["I07"] for code, line in types.items()}
    assert persons == {"key_group": 4, "high_skilled": 1, "entrepreneurship": 1}
    crossed = {(line.name, figures(line)["I06"]) for line in found.crossed}
    assert crossed == {
        ("金州区 · 重点群体就业技能培训 · 甲校 · 养老服务师", 3),
        ("金州区 · 高技能人才培训 · 甲校 · 电子商务师", 1),
        ("金州区 · 创业创新培训 · 乙校 · 无对应职业", 1),
        ("中山区 · 重点群体就业技能培训 · 丙校 · 互联网营销师", 2),
    }


def test_polars_gets_the_same_from_plain_tables(story, make, found, record_counts):
    with acting_as(OWNER):
        records = independent.records(independent.exported())
    before = make(quarter="2026Q1")
    with acting_as(SYSTEM):
        assert stored(snapshot(before)) == independent.cells(records, "2026Q1")
    cells = stored(found)
    assert cells == independent.cells(records, QUARTER)
    record_counts(f"figures by polars: {sum(map(len, cells.values()))} cells of the story equal")


def test_what_is_not_collected_is_told_and_is_no_figure(found):
    assert [indicator.id for indicator in found.pending] == ["I13", "I14"]
    assert {"I13", "I14"}.isdisjoint(found.totals.cells)


@pytest.mark.parametrize(("unit", "expected"), [("district", ZHONGSHAN), ("institution", SCHOOL_A)])
def test_a_narrower_report_has_the_figures_of_its_line(story, make, unit, expected):
    code = "DL-01" if unit == "district" else story.units["A"].number
    report = make(code)
    with acting_as(SYSTEM):
        assert figures(snapshot(report).totals) == expected


def test_all_lines_of_all_tables_open_exactly_their_rows(found):
    checked = 0
    tables = (found.districts, found.training_types, found.institutions, found.occupations)
    lines = [found.totals, *(line for table in tables for line in table)]
    with acting_as(SYSTEM):
        for line in [*lines, *found.crossed]:
            for key, cell in line.cells.items():
                asked = line.dimension | {"part": "numerator"}
                assert size_of(rows_of(found.report, key, asked))[1] == cell.numerator, (line, key)
                asked["part"] = "denominator"
                assert size_of(rows_of(found.report, key, asked))[1] == (cell.denominator or 0)
                checked += 1
    assert checked == 13 * (1 + 2 + 3 + 3 + 4 + 4)


def test_a_person_counted_once_stands_once_in_the_rows(found):
    with acting_as(SYSTEM):
        assert size_of(rows_of(found.report, "I07", {})) == (5, 5)


def test_rows_carry_masked_names_only(found):
    with acting_as(SYSTEM):
        labels = "\n".join(ReportRow.objects.values_list("label", flat=True))
    assert "K1 王*明 2102**" in labels
    assert "K1 李* 2102**" in labels
    assert "K1 欧**红 2102**" in labels
    for name in ("王大明", "李四", "欧阳小红"):
        assert name not in labels
