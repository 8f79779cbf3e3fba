"""Finds the header row and the place of every declared column, in either language."""

import re
import unicodedata

from core.spreadsheets.faults import FileRefused

SEARCHED_ROWS = 10
DECORATION = re.compile(r"[\s*:]+")
# Columns the error workbook adds; sent back, they are no strangers.
OWN_HEADERS = {"错误说明", "原行号", "explanationoferrors", "originalrow"}


def normal(header):
    """Return a header without spaces, stars and colons, width and case made equal."""
    return DECORATION.sub("", unicodedata.normalize("NFKC", header)).casefold()


class Headers:
    """The header row of a file: its number, `places` of keys, and headers nobody declared."""

    def __init__(self, sheet, rows):
        """`rows` are the first `[number, cells]` of the file. Raises `FileRefused`."""
        self.known = {}
        for column in sheet.columns:
            self.known |= {normal(column.zh): column.key, normal(column.en): column.key}
        number, cells = max(rows, key=self._count, default=(0, []))[:2]
        if not self._count([number, cells]):
            raise FileRefused("header_not_found", limit=SEARCHED_ROWS)
        self.number = number
        self.places, self.repeated, self.ignored = {}, [], []
        for place, cell in enumerate(cells):
            self._take(place, cell)

    def _count(self, row):
        return sum(isinstance(cell, str) and normal(cell) in self.known for cell in row[1])

    def _take(self, place, cell):
        if not isinstance(cell, str) or normal(cell) in OWN_HEADERS:
            return
        key = self.known.get(normal(cell))
        if key is None:
            self.ignored.append(cell.strip())
        elif key in self.places:
            self.repeated.append(key)
        else:
            self.places[key] = place

    def errors(self, sheet, hidden_columns):
        """Return `(code, details)` for missing, repeated and hidden columns."""
        columns = {column.key: column for column in sheet.columns}
        missing = [c.key for c in sheet.columns if c.required and c.key not in self.places]
        hidden = [key for key, place in self.places.items() if place + 1 in hidden_columns]
        found = {
            "header_missing": missing,
            "header_duplicate": self.repeated,
            "column_hidden": hidden,
        }
        return [
            (code, {"column": columns[key].header}) for code, keys in found.items() for key in keys
        ]
