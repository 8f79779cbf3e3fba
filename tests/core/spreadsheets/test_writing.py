"""Files given out: templates, error workbooks and exports, read back by another reader."""

import csv
import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import load_workbook

from core.spreadsheets import (
    Choice,
    Column,
    Sheet,
    Table,
    error_workbook,
    read,
    template,
    write_csv,
    write_workbook,
)
from core.spreadsheets.writing import DANGEROUS, neutralise, restore
from tests.core.spreadsheets import makers
from tests.core.spreadsheets.declared import GOOD, HEADERS, ROSTER, with_cell, workbook


def rows_of(data, sheet=0):
    return load_workbook(io.BytesIO(data)).get_sheet_by_index(sheet).to_python()


def part(data, name):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def filled(data, row):
    """Return a template with one row filled in where the header row ends."""
    cells = "".join(
        f'<c r="{chr(65 + place)}2" t="inlineStr"><is><t>{cell}</t></is></c>'
        for place, cell in enumerate(row)
    )

    def change(name, content):
        if name != makers.SHEET_PART:
            return content
        new = f'<row r="2">{cells}</row></sheetData>'.encode()
        return content.replace(b"</sheetData>", new)

    return makers.repacked(change, data)


@pytest.mark.parametrize(("language", "headers"), [
    ("zh-hans", list(HEADERS)), ("en", [column.en for column in ROSTER.columns]),
])  # fmt: skip
def test_template_has_the_headers_of_the_language(language, headers):
    with translation.override(language):
        data = template(ROSTER)
    assert rows_of(data)[0] == headers
    explained = rows_of(data, 1)
    assert [row[0] for row in explained[1 : len(headers) + 1]] == headers


def test_template_says_what_one_row_is():
    for sheet, rule in (
        (ROSTER, "每条记录一行。"),
        (replace(ROSTER, row_rule="每个班期一行。"), "每个班期一行。"),
    ):
        assert rule in [row[0] for row in rows_of(template(sheet), 1)]


def test_template_has_drop_downs_and_text_cells():
    data = template(ROSTER)
    sheet = part(data, makers.SHEET_PART)
    assert 'sqref="B2:B100001"' in sheet
    assert "居民身份证,港澳台居民居住证" in sheet
    styles = set(re.findall(r'<col [^>]*style="(\d+)"', sheet))
    book = part(data, "xl/styles.xml")
    formats = re.findall(r'<xf numFmtId="(\d+)"', book.split("cellXfs")[1])
    text_format = re.search(r'numFmtId="(\d+)" formatCode="@"', book)[1]
    assert {formats[int(style)] for style in styles} == {text_format}


def test_long_lists_of_choices_stand_on_a_sheet_of_their_own():
    choices = tuple(Choice(str(n), f"第{n}个很长的选项名称", f"Choice {n}") for n in range(60))
    data = template(Sheet("表", "Sheet", (Column("kind", "类别", "Kind", choices=choices),)))
    assert [row[0] for row in rows_of(data, 2)] == [choice.zh for choice in choices]
    assert "$A$1:$A$60" in part(data, makers.SHEET_PART)


def test_filled_template_is_read_without_error():
    result = read(filled(template(ROSTER), GOOD), "a.xlsx", ROSTER)
    assert result.is_good
    assert len(result.rows) == 1
    assert result.notes == []


def test_error_workbook_holds_the_bad_rows_with_explanations():
    result = read(workbook(GOOD, with_cell("手机号", "123"), GOOD), "a.xlsx", ROSTER)
    data = error_workbook(ROSTER, result)
    header, phone, duplicate = rows_of(data)
    assert header[: len(HEADERS)] == list(HEADERS)
    assert phone[3] == "123"
    assert "手机号" in phone[8]
    assert [phone[9], duplicate[9]] == [3, 4]
    comments = part(data, "xl/comments1.xml")
    assert {'ref="D2"', 'ref="C3"'} <= set(re.findall(r'ref="[A-Z]+\d+"', comments))


def test_corrected_error_workbook_can_be_sent_back():
    first = read(workbook(with_cell("手机号", "123")), "a.xlsx", ROSTER)
    data = error_workbook(ROSTER, first)
    again = read(data, "b.xlsx", ROSTER)
    assert [error.code for error in again.errors] == ["phone_invalid"]
    assert again.notes == []
    corrected = makers.repacked(
        lambda name, content: content.replace(b"<t>123</t>", b"<t>13812341234</t>"), data
    )
    assert read(corrected, "b.xlsx", ROSTER).is_good


def test_error_workbook_leaves_lossy_numbers_and_formulas_empty():
    bad = makers.drawn(lambda _b, p: (p.write_number("C2", 210202199001010010),
                                      p.write_number("D2", 13812341234),
                                      p.write_formula("A2", "=1+1")))  # fmt: skip
    data = error_workbook(ROSTER, read(bad, "a.xlsx", ROSTER))
    row = rows_of(data)[1]
    assert (row[0], row[2], row[3]) == ("", "", "13812341234")


@pytest.mark.parametrize("start", DANGEROUS)
def test_formula_text_is_neutralised_and_never_written_as_formula(start):
    payload = f"{start}HYPERLINK(1)"
    data = write_workbook([Table("表", ("=A1", "b"), [(payload, "x")])])
    assert "<f>" not in part(data, makers.SHEET_PART)
    assert rows_of(data)[0][0] == "'=A1"
    assert rows_of(data)[1][0].startswith("'")
    text = write_csv(Table("表", ("a",), [(payload,)])).decode("utf-8-sig")
    assert next(csv.reader(io.StringIO(text.split("\r\n", 1)[1], newline=""))) == ["'" + payload]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_restore_undoes_neutralise(text):
    assert not neutralise(text).startswith(DANGEROUS)
    if not (text.startswith("'") and text[1:].startswith(DANGEROUS)):
        assert restore(neutralise(text)) == text


def test_values_keep_their_types_and_identifiers_stay_text():
    instant = datetime(2025, 9, 29, 16, 30, tzinfo=UTC)
    cells = (210202199001010010, 7, Decimal("12.30"), date(2025, 1, 2), instant, True, None, "x")
    data = write_workbook([Table("表", tuple("abcdefgh"), [cells], frozenset({0}))])
    number, whole, money, day, time, flag, nothing, text = rows_of(data)[1]
    assert number == "210202199001010010"
    assert (whole, money, flag, nothing, text) == (7, 12.3, True, "", "x")
    assert (day, time) == (date(2025, 1, 2), datetime(2025, 9, 30, 0, 30))  # noqa: DTZ001


def test_several_sheets_and_titles_no_program_allows():
    data = write_workbook([Table("a/b[1]" + "x" * 40, ("h",), []), Table("二", ("h",), [(1,)])])
    names = load_workbook(io.BytesIO(data)).sheet_names
    assert names[0].startswith("a b 1 x")
    assert len(names[0]) <= 31
    assert rows_of(data, 1)[1] == [1]


def test_rows_may_come_from_a_generator():
    rows = ((f"学员{n}", n) for n in range(2_000))
    data = write_workbook([Table("表", ("姓名", "号"), rows)])
    assert rows_of(data)[-1] == ["学员1999", 1999]
