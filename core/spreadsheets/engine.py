"""Reads a spreadsheet file against a declared sheet: all rows, all errors, never a crash."""

from itertools import chain

from core.spreadsheets.faults import FileRefused
from core.spreadsheets.filetypes import kind_of
from core.spreadsheets.headers import SEARCHED_ROWS, Headers
from core.spreadsheets.limits import Limits
from core.spreadsheets.messages import CELL, FILE
from core.spreadsheets.results import FileError, SheetResult
from core.spreadsheets.rows import RowReader, add
from core.spreadsheets.sandbox import extract

STANDARD = Limits()


def read(file_bytes, filename, sheet, *, limits=STANDARD, report=None):
    """Return the `SheetResult` of an XLSX or CSV file (UTF-8 with or without mark, GB18030).

    Never raises for what a file holds: what cannot be read as a whole is in `file_errors`,
    what is wrong in a row is in that row's `errors`. Messages repeat no values. `report` is told
    after every batch how many rows have been read.
    """
    reading = Reading(file_bytes, filename, sheet, limits=limits)
    rows = []
    for batch in reading:
        rows += batch
        if report:
            report(len(rows))
    return SheetResult([] if reading.file_errors else rows, reading.file_errors, reading.notes)


class Reading:
    """One reading, batch by batch: for files too large to be held as a whole.

    Iterate once; every batch is a list of `Row` in the order of the file. Afterwards
    `file_errors` says whether the file was read to its end: if not, the rows given so far are
    void. Like `read` it never raises for what a file holds.
    """

    def __init__(self, file_bytes, filename, sheet, *, limits=STANDARD):
        self.file, self.sheet, self.limits = (file_bytes, filename), sheet, limits
        self.file_errors, self.notes, self.count = [], [], 0
        self.repeats = [Repeats(sheet, keys) for keys in sheet.unique]

    def __iter__(self):
        try:
            yield from self._batches()
        except FileRefused as refusal:
            self.file_errors.append(_words(refusal.code, refusal.details))

    def _batches(self):
        data, filename = self.file
        kind = kind_of(data, filename, self.limits)
        messages = extract(data, kind, (self.sheet.zh, self.sheet.en), self.limits)
        about, first = next(messages), []
        for batch in messages:
            first += batch
            if len(first) >= SEARCHED_ROWS:
                break
        headers = Headers(self.sheet, first[:SEARCHED_ROWS])
        errors = headers.errors(self.sheet, set(about["hidden_columns"]))
        self.notes += _notes(about, headers)
        self.file_errors += [_words(code, details) for code, details in errors]
        if errors:
            return
        yield from self._rows(headers, chain([first], messages))
        if not self.count:
            raise FileRefused("sheet_no_rows")

    def _rows(self, headers, batches):
        reader = RowReader(self.sheet, headers.places)
        for batch in batches:
            rows = reader.read([parts for parts in batch if parts[0] > headers.number])
            self._count(rows)
            for repeats in self.repeats:
                repeats.mark(rows)
            yield rows

    def _count(self, rows):
        self.count += len(rows)
        if self.count > self.limits.rows:
            raise FileRefused("file_too_many_rows", found=rows[-1].number, limit=self.limits.rows)


class Repeats:
    """Values that must not occur twice in a file, and the row in which each stood first."""

    def __init__(self, sheet, keys):
        self.keys, self.column, self.first = keys, sheet.column(keys[-1]), {}

    def mark(self, rows):
        """Add an error to every row that repeats an earlier one."""
        for row in rows:
            value = tuple(map(row.values.get, self.keys))
            if None in value:
                continue
            first = self.first.setdefault(value, row.number)
            if first != row.number:
                message = CELL["row_duplicate"] % {"row": first}
                add(row, self.column, "row_duplicate", message)


def _notes(about, headers):
    notes = []
    if headers.ignored:
        notes.append(_words("columns_ignored", {"columns": "、".join(headers.ignored)}))
    if about["others"]:
        notes.append(_words("sheets_ignored", {"sheet": about["sheet"]}))
    return notes


def _words(code, details):
    return FileError(code, str(FILE[code] % details))
