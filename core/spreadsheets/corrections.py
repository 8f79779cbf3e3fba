"""The error workbook: only the bad rows, marked and explained, to be corrected and sent back."""

import io
from collections import defaultdict

import xlsxwriter
from django.utils.translation import gettext as _

from core.punctuation import with_colon
from core.spreadsheets.parsers import as_text
from core.spreadsheets.rows import plain
from core.spreadsheets.templates import add_choices, write_headers
from core.spreadsheets.writing import Formats, sheet_title, write_text

EXPLANATION_WIDTH = 60
# Numbers up to this many digits survive a number cell; longer ones have to be typed anew.
SAFE_DIGITS = 15


def error_workbook(sheet, result):
    """Return an XLSX file with the bad rows of a result.

    The cells hold what the sender wrote, so the file is for the sender alone. Wrong cells are
    coloured and carry a comment; two columns after the last name the errors and the old row.
    """
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        formats = Formats(workbook)
        page = workbook.add_worksheet(sheet_title(sheet.title))
        write_headers(page, sheet, formats)
        _write_explanation_headers(page, sheet, formats)
        add_choices(workbook, page, sheet)
        for number, row in enumerate(result.bad_rows, start=1):
            _write_row(page, number, sheet, row, formats)
    return stream.getvalue()


def _write_explanation_headers(page, sheet, formats):
    after = len(sheet.columns)
    page.set_column(after, after, EXPLANATION_WIDTH, formats.wrapped)
    page.write_string(0, after, _("Explanation of errors"), formats.head)
    page.write_string(0, after + 1, _("Original row"), formats.head)


def _write_row(page, number, sheet, row, formats):
    messages = defaultdict(list)
    for error in row.errors:
        messages[error.key].append(error.message)
    for place, column in enumerate(sheet.columns):
        found = messages.get(column.key)
        style = formats.wrong if found else formats.text
        write_text(page, number, place, _written(column, row.cells.get(column.key)), style)
        if found:
            page.write_comment(number, place, "\n".join(found))
    lines = [with_colon(error.column, error.message) for error in row.errors]
    page.write_string(number, len(sheet.columns), "\n".join(lines), formats.wrapped)
    page.write_number(number, len(sheet.columns) + 1, row.number)


def _written(column, cell):
    """Return what the sender wrote as text; empty where it cannot be trusted or shown."""
    if cell is None or (isinstance(cell, list) and cell[0] == "flaw"):
        return ""
    if isinstance(cell, list):
        return as_text(plain(cell))
    words = as_text(cell)
    is_lossy = column.is_identifier and not isinstance(cell, str) and len(words) > SAFE_DIGITS
    return "" if is_lossy else words
