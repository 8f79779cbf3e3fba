"""Reads a spreadsheet file against a declared sheet: all rows, all errors, never a crash."""

from itertools import chain, islice

from core.spreadsheets.faults import FileRefused
from core.spreadsheets.filetypes import kind_of
from core.spreadsheets.headers import SEARCHED_ROWS, Headers
from core.spreadsheets.limits import Limits
from core.spreadsheets.messages import CELL, FILE
from core.spreadsheets.results import FileError, SheetResult
from core.spreadsheets.rows import RowReader, add
from core.spreadsheets.sandbox import extract

STANDARD = Limits()


def read(file_bytes, filename, sheet, *, limits=STANDARD):
    """Return the `SheetResult` of an XLSX or CSV file (UTF-8 with or without mark, GB18030).

    Never raises for what a file holds: what cannot be read as a whole is in `file_errors`,
    what is wrong in a row is in that row's `errors`. Messages repeat no values.
    """
    result = SheetResult()
    try:
        kind = kind_of(file_bytes, filename, limits)
        messages = iter(extract(file_bytes, kind, (sheet.zh, sheet.en), limits))
        _fill(result, sheet, next(messages), messages, limits)
    except FileRefused as refusal:
        result.file_errors.append(_words(refusal.code, refusal.details))
    if result.file_errors:
        result.rows = []
    return result


def _fill(result, sheet, about, rows, limits):
    first = list(islice(rows, SEARCHED_ROWS))
    headers = Headers(sheet, first)
    errors = headers.errors(sheet, set(about["hidden_columns"]))
    result.file_errors += [_words(code, details) for code, details in errors]
    result.notes += _notes(about, headers)
    if errors:
        return
    reader = RowReader(sheet, headers.places)
    below = (row for row in chain(first, rows) if row[0] > headers.number)
    result.rows = [row for row in (reader.read(*parts) for parts in below) if row]
    _check_count(result, limits)
    _mark_duplicates(result, sheet)


def _check_count(result, limits):
    if not result.rows:
        raise FileRefused("sheet_no_rows")
    if len(result.rows) > limits.rows:
        raise FileRefused("file_too_many_rows", found=result.rows[-1].number, limit=limits.rows)


def _notes(about, headers):
    notes = []
    if headers.ignored:
        notes.append(_words("columns_ignored", {"columns": "、".join(headers.ignored)}))
    if about["others"]:
        notes.append(_words("sheets_ignored", {"sheet": about["sheet"]}))
    return notes


def _mark_duplicates(result, sheet):
    for keys in sheet.unique:
        seen = {}
        for row in result.rows:
            value = tuple(row.values.get(key) for key in keys)
            if None in value:
                continue
            first = seen.setdefault(value, row.number)
            if first != row.number:
                message = CELL["row_duplicate"] % {"row": first}
                add(row, sheet.column(keys[-1]), "row_duplicate", message)


def _words(code, details):
    return FileError(code, str(FILE[code] % details))
