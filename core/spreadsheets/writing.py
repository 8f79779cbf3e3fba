"""Writes workbooks and CSV: constant memory, formulas neutralised, identifiers as text."""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from zoneinfo import ZoneInfo

import xlsxwriter

SHANGHAI = ZoneInfo("Asia/Shanghai")
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
SHIELD = "'"
FORBIDDEN_IN_TITLE = re.compile(r"[\[\]:*?/\\']")
TITLE_LENGTH = 31
WIDTH = 18
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclass(frozen=True)
class Table:
    """A sheet to be written; `identifiers` are the places (from 0) that are always text."""

    title: str
    headers: tuple[str, ...]
    rows: Iterable
    identifiers: frozenset[int] = frozenset()


def neutralise(text):
    """Return text that no spreadsheet program takes for a formula."""
    return SHIELD + text if text.startswith(DANGEROUS) else text


def restore(text):
    """Undo `neutralise`."""
    return text[1:] if text.startswith(SHIELD) and text[1:].startswith(DANGEROUS) else text


def sheet_title(title):
    """Return a title as workbooks allow it: 31 characters, no brackets, slashes and the like."""
    return FORBIDDEN_IN_TITLE.sub(" ", str(title))[:TITLE_LENGTH].strip() or "1"


def write_workbook(tables):
    """Return an XLSX file with one sheet for each `Table`."""
    stream = io.BytesIO()
    save_workbook(stream, tables)
    return stream.getvalue()


def save_workbook(stream, tables):
    """Write an XLSX file to a binary stream; rows may be any iterable, none is kept."""
    with xlsxwriter.Workbook(stream, OPTIONS) as workbook:
        formats = Formats(workbook)
        for table in tables:
            _write_table(workbook, formats, table)


def write_csv(table):
    """Return a table as CSV: UTF-8 with mark, so that spreadsheet programs show Chinese."""
    stream = io.StringIO(newline="")
    save_csv(stream, table)
    return stream.getvalue().encode("utf-8-sig")


def save_csv(stream, table):
    """Write a table to a text stream (newline="", of encoding utf-8-sig); no row is kept."""
    writer = csv.writer(stream)
    writer.writerow([neutralise(str(header)) for header in table.headers])
    for row in table.rows:
        writer.writerow([_csv_cell(cell) for cell in row])


class Formats:
    """The cell formats of one workbook."""

    def __init__(self, workbook):
        self.head = workbook.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1})
        self.text = workbook.add_format({"num_format": "@"})
        self.amount = workbook.add_format({"num_format": "#,##0.00"})
        self.day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        self.time = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self.wrong = workbook.add_format({"num_format": "@", "bg_color": "#F8CBAD"})
        self.wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})


def _write_table(workbook, formats, table):
    sheet = workbook.add_worksheet(sheet_title(table.title))
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(len(table.headers) - 1, 0), WIDTH)
    for place, header in enumerate(table.headers):
        sheet.write_string(0, place, neutralise(str(header)), formats.head)
    write_string, text, identifiers = sheet.write_string, formats.text, table.identifiers
    for number, row in enumerate(table.rows, start=1):
        for place, cell in enumerate(row):
            if cell is None or cell == "":
                continue
            if isinstance(cell, str):  # most cells: written here without two calls more
                shielded = SHIELD + cell if cell.startswith(DANGEROUS) else cell
                write_string(number, place, shielded, text)
            elif place in identifiers:
                write_text(sheet, number, place, str(cell), text)
            else:
                _write_value(sheet, number, place, cell, formats)


def write_text(sheet, row, place, text, style):
    """Write a text cell, neutralised."""
    sheet.write_string(row, place, neutralise(text), style)


def _write_value(sheet, row, place, cell, formats):
    if isinstance(cell, bool):
        sheet.write_boolean(row, place, cell)
    elif isinstance(cell, int | float | Decimal) and isfinite(cell):
        style = formats.amount if isinstance(cell, Decimal) else None
        sheet.write_number(row, place, cell, style)
    elif isinstance(cell, datetime):
        sheet.write_datetime(row, place, _local(cell), formats.time)
    elif isinstance(cell, date):
        sheet.write_datetime(row, place, cell, formats.day)
    else:
        write_text(sheet, row, place, str(cell), formats.text)


def _local(instant):
    return instant.astimezone(SHANGHAI).replace(tzinfo=None) if instant.tzinfo else instant


def _csv_cell(cell):
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return _local(cell).strftime("%Y-%m-%d %H:%M")
    return cell if isinstance(cell, int | float | Decimal) else neutralise(str(cell))
