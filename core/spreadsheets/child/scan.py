"""What the cell values alone do not tell of a sheet: size, formulas, merged and hidden cells."""

import re

from archive import parse
from faults import check_size
from quick import last_row_of

REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
CONTENT = {"v", "is", "f"}
YES = {"1", "true"}


def place(reference):
    """Return `(row, column)` of a reference such as B5, both from 1."""
    letters, digits = REFERENCE.fullmatch(reference).groups()
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(digits), column


class Scan:
    """One pass over a sheet's XML. Rows and columns count from 1."""

    def __init__(self, archive, part, job):
        self.job = job
        self.row = self.column = self.last_row = 0
        self.flaws = {}
        self.hidden_rows = set()
        self.hidden_columns = []
        self.merges = []
        self.is_error = False
        self.handlers = {"row": self.on_row, "c": self.on_cell, "mergeCell": self.on_merge}
        self.handlers |= {"col": self.on_column} | dict.fromkeys(CONTENT, self.on_content)
        last_row = last_row_of(archive, part, job)
        if last_row is None:
            parse(archive, part, self.start)
        else:
            self.last_row = last_row

    def start(self, name, attributes):
        handler = self.handlers.get(name) or self.handlers.get(name.rpartition(":")[2])
        if handler:
            handler(name, attributes)

    def on_row(self, _name, attributes):
        self.row = int(attributes.get("r", self.row + 1))
        self.column = 0
        if attributes.get("hidden") in YES:
            self.hidden_rows.add(self.row)

    def on_cell(self, _name, attributes):
        reference = attributes.get("r")
        self.column = place(reference)[1] if reference else self.column + 1
        self.is_error = attributes.get("t") == "e"

    def on_content(self, name, _attributes):
        check_size(self.job, self.row, self.column)
        self.last_row = max(self.last_row, self.row)
        if name[-1] == "f":
            self.flaws[self.row, self.column] = "cell_formula"
        elif self.is_error:
            self.flaws.setdefault((self.row, self.column), "cell_error")

    def on_merge(self, _name, attributes):
        first, _colon, last = attributes["ref"].partition(":")
        self.merges.append((*place(first), *place(last or first)))

    def on_column(self, _name, attributes):
        if attributes.get("hidden") in YES:
            last = min(int(attributes["max"]), self.job["columns"])
            self.hidden_columns.extend(range(int(attributes["min"]), last + 1))

    def all_flaws(self):
        """Return `{(row, column): code}` with the merged cells of filled rows."""
        flaws = dict(self.flaws)
        for top, left, bottom, right in self.merges:
            for row in range(top, min(bottom, self.last_row) + 1):
                for column in range(left, min(right, self.job["columns"]) + 1):
                    flaws[row, column] = "cell_merged"
        return flaws
