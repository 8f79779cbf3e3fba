"""Turns the cells of a row into values, collecting every error instead of stopping at one."""

import re
from datetime import date, datetime

from core.spreadsheets.faults import CellRefused
from core.spreadsheets.headers import normal
from core.spreadsheets.messages import CELL
from core.spreadsheets.results import CellError, Row
from core.spreadsheets.writing import SHIELD, restore

INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
TOUCHED = (" ", SHIELD)
# What a spreadsheet program leaves of a long number in a text file.
SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]+")


class RowReader:
    """Reads rows of one file, given where each declared column stands."""

    def __init__(self, sheet, places):
        self.sheet = sheet
        self.columns = [(c, places[c.key], labels(c)) for c in sheet.columns if c.key in places]
        self.absent = {c.key: None for c in sheet.columns if c.key not in places}

    def read(self, number, cells, flaw=None):
        """Return the `Row`, or None when every declared cell is empty."""
        width = len(cells)
        own = [cells[place] if place < width else None for _column, place, _labels in self.columns]
        if all(is_blank(cell) for cell in own):
            return None
        row = Row(number, dict(self.absent))
        for (column, _place, choices), cell in zip(self.columns, own, strict=True):
            try:
                row.values[column.key] = value_of(column, cell, choices)
            except ValueError as error:
                row.values[column.key] = None
                add(row, column, *words_of(error))
        self._check(row, flaw)
        if row.errors:
            row.cells = {c.key: cell for (c, *_rest), cell in zip(self.columns, own, strict=True)}
        return row

    def _check(self, row, flaw):
        if flaw:
            add(row, self.columns[0][0], flaw, CELL[flaw])
        if self.sheet.check:
            for key, code, message in self.sheet.check(row.values) or ():
                add(row, self.sheet.column(key), code, message)


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
    return not isinstance(cell, str) or SCIENTIFIC.fullmatch(cell) is not None


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
        refuse("cell_choice", choices="、".join(choice.label for choice in column.choices))
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
