"""Turns the cells of a row into values, collecting every error instead of stopping at one."""

import re
from datetime import date, datetime
from functools import partial
from itertools import islice, repeat, zip_longest

from core.spreadsheets.faults import CellRefused
from core.spreadsheets.headers import normal
from core.spreadsheets.messages import CELL
from core.spreadsheets.results import CellError, Row
from core.spreadsheets.writing import SHIELD, restore

INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
TOUCHED = (" ", SHIELD)
NOT_PLAIN = (*TOUCHED, "E", "e")
# What a spreadsheet program leaves of a long number in a text file.
SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]+")

LEARNED = 1000  # different texts of a column that are remembered
UNREAD = object()


class RowReader:
    """Reads rows of one file, given where each declared column stands."""

    def __init__(self, sheet, places):
        self.sheet = sheet
        self.columns = [ColumnReader(c, places[c.key]) for c in sheet.columns if c.key in places]
        self.keys = [reader.column.key for reader in self.columns]
        absent = [c.key for c in sheet.columns if c.key not in places]
        self.all_keys, self.absent = (*absent, *self.keys), [repeat(None)] * len(absent)

    def read(self, batch):
        """Return the `Row` of each `[number, cells]` of which a declared cell is filled.

        A batch is read column by column: what all cells of a column share is done once.
        """
        columns = list(zip_longest(*(parts[1] for parts in batch)))
        nothing = (None,) * len(batch)  # in a column to the right of every row
        found = [
            reader.read(columns[reader.place] if reader.place < len(columns) else nothing)
            for reader in self.columns
        ]
        values = zip(*self.absent, *(values for values, _errors in found), strict=False)
        rows = [
            Row(parts[0], dict(zip(self.all_keys, own, strict=True)))
            for parts, own in zip(batch, values, strict=True)
        ]
        for reader, (_values, errors) in zip(self.columns, found, strict=True):
            for n, error in errors.items():
                add(rows[n], reader.column, *words_of(error))
        pairs = zip(rows, batch, strict=True)
        filled = [(row, parts) for row, parts in pairs if self._is_filled(row, *parts)]
        self._look_together(filled)
        return [row for row, _parts in filled]

    def _look_together(self, filled):
        """Add what only the database knows to the rows whose cells are good."""
        good = [pair for pair in filled if not pair[0].errors]
        if not (self.sheet.check_many and good):
            return
        for place, key, code, message in self.sheet.check_many([row.values for row, _p in good]):
            row, parts = good[place]
            add(row, self.sheet.column(key), code, message)
            row.cells = dict(zip(self.keys, self._own(parts[1]), strict=True))

    def _is_filled(self, row, _number, cells, flaw=None):
        """Say whether anything was written in a row; what was is looked at as a whole."""
        if not any(row.values.values()) and all(map(is_blank, self._own(cells))):
            return False
        if flaw:
            add(row, self.columns[0].column, flaw, CELL[flaw])
        if self.sheet.check:
            for key, code, message in self.sheet.check(row.values) or ():
                add(row, self.sheet.column(key), code, message)
        if row.errors:
            row.cells = dict(zip(self.keys, self._own(cells), strict=True))
        return True

    def _own(self, cells):
        return [reader.cell_of(cells) for reader in self.columns]


class ColumnReader:
    """Reads the cells of one column.

    Text that is read once is known from then on, up to `LEARNED` different ones: in a column of
    choices, class numbers or remarks hardly a cell is new.
    """

    def __init__(self, column, place):
        self.column, self.place, self.labels = column, place, labels(column)
        self.known = dict(self.labels)
        if not column.required:
            self.known[None] = None

    def cell_of(self, cells):
        """The cell of this column in a row; None in a row that ends before it."""
        return cells[self.place] if self.place < len(cells) else None

    def read(self, cells):
        """Return the values of all cells, None where refused, and `{index: error}`."""
        values = self._known(cells)
        fresh = [n for n, value in enumerate(values) if value is UNREAD]
        read, errors = self._reader([cells[n] for n in fresh]), {}
        for n in fresh:
            try:
                values[n] = read(cells[n])
            except ValueError as error:
                values[n], errors[n] = None, error
        self._learn((cells[n], values[n]) for n in fresh if n not in errors)
        return values, errors

    def _known(self, cells):
        """The values of texts that were read before; a number or a boolean equals no text."""
        try:
            return list(map(self.known.get, cells, repeat(UNREAD)))
        except TypeError:  # a list: a date or a flaw
            return [UNREAD if type(c) is list else self.known.get(c, UNREAD) for c in cells]

    def _reader(self, cells):
        """How these cells are read: nearly always there is nothing to clean in any of them."""
        if not self.labels and set(map(type, cells)) == {str} and is_plain("".join(cells)):
            return self._parse_plain
        return partial(value_of, self.column, choices=self.labels)

    def _parse_plain(self, cell):
        return self.column.parse(cell) if cell else value_of(self.column, cell, self.labels)

    def _learn(self, pairs):
        texts = (pair for pair in pairs if type(pair[0]) is str)
        self.known |= dict(islice(texts, max(0, LEARNED - len(self.known))))


def value_of(column, cell, choices):
    """Return the parsed value of a cell; raises ValueError with code and message."""
    if isinstance(cell, list):
        cell = plain(cell)
    if isinstance(cell, str):
        cell = clean(cell)
    if cell is None or cell == "":
        return refuse("cell_required") if column.required else None
    if column.is_identifier and is_numeric(cell):
        refuse("id_cell_numeric")
    if choices:
        return choose(column, choices, cell)
    return column.parse(cell)


def is_plain(text):
    """Say whether text has nothing to clean, and no E of a number that lost its digits."""
    return text.isprintable() and not any(mark in text for mark in NOT_PLAIN)


def plain(coded):
    """Return the date of a coded cell; refuse formulas, merged cells and the like."""
    kind, content = coded
    if kind == "flaw":
        refuse(content)
    return datetime.fromisoformat(content) if "T" in content else date.fromisoformat(content)


def clean(text):
    """Return the text without margins and invisible marks, and as it was before neutralising."""
    if text.isprintable() and not text.startswith(TOUCHED) and not text.endswith(" "):
        return text  # nothing invisible, no margins, no shield
    text = restore(INVISIBLE.sub("", text).strip())
    return refuse("cell_control_character") if CONTROL.search(text) else text


def is_blank(cell):
    """Say whether nothing was written in a cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def is_numeric(cell):
    """Say whether an identifier's cell was a number, or is what a number left behind."""
    if not isinstance(cell, str):
        return True
    return ("E" in cell or "e" in cell) and SCIENTIFIC.fullmatch(cell) is not None


def labels(column):
    """Return `{written: stored}` for the choices in both languages and as codes."""
    written = {}
    for choice in column.choices:
        words = (str(choice.value), choice.zh, choice.en)
        written |= dict.fromkeys((*words, *map(normal, words)), choice.value)
    return written


def choose(column, choices, cell):
    """Return the stored value of a choice as people write it."""
    stored = choices.get(cell) or choices.get(normal(str(cell)))
    if stored is None:
        refuse("cell_choice", choices=column.choice_names)
    return stored


def refuse(code, **details):
    """Raise `CellRefused` with the words of a code."""
    raise CellRefused(code, CELL[code] % details)


def words_of(error):
    """Return code and message of an error; a bare ValueError may quote the value, so it is not."""
    code = getattr(error, "code", None)
    return (code, error.message) if code else ("cell_invalid", CELL["cell_invalid"])


def add(row, column, code, message):
    """Note an error of a row."""
    row.errors.append(CellError(row.number, column.key, column.header, code, str(message)))
