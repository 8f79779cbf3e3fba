"""Good files: headers in any order and language, all encodings, every value in its type."""

import random
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from core.spreadsheets import read
from tests.core.spreadsheets import makers
from tests.core.spreadsheets.declared import (
    GOOD,
    HEADERS,
    ROSTER,
    csv_text,
    with_cell,
    workbook,
)

VALUES = {
    "name": "张三",
    "document": "citizen_id",
    "number": "210202199001010010",
    "phone": "13812341234",
    "birth_on": date(1990, 1, 1),
    "years": 12,
    "paid": Decimal("1500.50"),
    "card": "6217000000000000012",
}
ENGLISH = [column.en for column in ROSTER.columns]


def only_row(data, filename="a.xlsx"):
    result = read(data, filename, ROSTER)
    assert result.file_errors == []
    (row,) = result.rows
    return row


def test_good_workbook_gives_typed_values():
    row = only_row(workbook(GOOD))
    assert (row.number, row.values, row.errors) == (2, VALUES, [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_good_text_file_gives_the_same(encoding, delimiter):
    data = csv_text(GOOD).replace(",", delimiter).encode(encoding)
    assert only_row(data, "名册.CSV").values == VALUES


def test_headers_match_in_english_and_mixed_in_any_order_with_stars_and_blanks():
    places = list(range(len(HEADERS)))
    random.Random(1).shuffle(places)
    headers = [f" {ENGLISH[p].upper()}* " if p % 2 else HEADERS[p] for p in places]
    assert only_row(workbook([GOOD[p] for p in places], headers=headers)).values == VALUES


def test_choices_match_in_both_languages_and_as_codes():
    for written in ("居民身份证", "Resident identity card", "citizen_id"):
        assert only_row(workbook(with_cell("证件类型", written))).values["document"] == "citizen_id"


def test_optional_columns_and_cells_may_be_absent():
    row = only_row(workbook(GOOD[:3], headers=HEADERS[:3]))
    assert row.errors == []
    assert row.values["paid"] is None


def test_extra_columns_are_ignored_with_a_note():
    result = read(workbook((*GOOD, "x"), headers=(*HEADERS, "民族")), "a.xlsx", ROSTER)
    assert result.is_good
    assert [note.code for note in result.notes] == ["columns_ignored"]
    assert "民族" in result.notes[0].message


def test_empty_rows_are_skipped_and_numbers_stay_those_of_the_file():
    result = read(workbook(GOOD, (None,) * 8, (" ",) * 8, GOOD), "a.xlsx", ROSTER)
    assert [row.number for row in result.rows] == [2, 5]


@pytest.mark.parametrize(
    "written",
    ["1990-01-01", "1990/1/1", "1990.1.1", "1990年1月1日", "19900101", 19900101, date(1990, 1, 1),
     datetime(1990, 1, 1)],  # noqa: DTZ001 - as workbooks hold it
)  # fmt: skip
def test_dates_are_read_in_every_usual_form(written):
    assert only_row(workbook(with_cell("出生日期", written))).values["birth_on"] == date(1990, 1, 1)


@pytest.mark.parametrize("written", ["1,500.50", "1500.5", 1500.5, Decimal("1500.50")])
def test_amounts_are_exact(written):
    assert only_row(workbook(with_cell("金额", written))).values["paid"] == Decimal("1500.50")


def test_text_is_freed_of_margins_and_invisible_marks():
    assert only_row(workbook(with_cell("姓名", "\u3000张\u200b三 "))).values["name"] == "张三"


def test_every_error_of_every_row_is_collected():
    bad = (None, "护照", 210202, "1", "x", "y", "z", "1")
    result = read(workbook(bad, GOOD, bad), "a.xlsx", ROSTER)
    codes = [
        "cell_required", "cell_choice", "id_cell_numeric", "phone_invalid", "date_invalid",
        "number_invalid", "amount_invalid", "account_invalid",
    ]  # fmt: skip
    assert [[error.code for error in row.errors] for row in result.rows] == [codes, [], codes]
    assert [row.number for row in result.good_rows] == [3]
    assert len(result.errors) == 16


def test_duplicate_names_the_first_row():
    result = read(workbook(GOOD, with_cell("姓名", "李四")), "a.xlsx", ROSTER)
    (error,) = result.errors
    assert (error.row, error.code, error.column) == (3, "row_duplicate", "证件号码")
    assert "2" in error.message


def test_declared_sheet_is_found_by_its_title_whatever_its_place():
    def draw(book, page):
        book.add_worksheet("封面").write("A1", "说明")

    assert read(makers.drawn(draw), "a.xlsx", ROSTER).is_good
    renamed = makers.with_part("xl/workbook.xml", "学员名册".encode(), b"Sheet9")
    assert read(renamed, "a.xlsx", ROSTER).is_good


def test_headers_and_messages_follow_the_language():
    with translation.override("en"):
        result = read(workbook((None, *GOOD[1:])), "a.xlsx", ROSTER)
        assert result.errors[0].column == "Name"
    with translation.override("zh-hans"):
        result = read(workbook((None, *GOOD[1:])), "a.xlsx", ROSTER)
        assert result.errors[0].column == "姓名"


def test_a_hundred_thousand_cells_arrive_unchanged():
    rows = [with_cell("姓名", f"学员{n}") for n in range(12_500)]
    result = read(workbook(*rows), "a.xlsx", ROSTER)
    assert [row.values["name"] for row in result.rows] == [row[0] for row in rows]
    assert result.rows[-1].number == 12_501
