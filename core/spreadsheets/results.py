"""What a reading gives back: rows with values and errors, and errors of the file as a whole."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class CellError:
    """One error: the row as numbered in the file, the column's key and header, code, words."""

    row: int
    key: str
    column: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class FileError:
    """An error or a note about the whole file."""

    code: str
    message: str


@dataclass(slots=True)
class Row:
    """One filled row; `cells` keeps what was written, by key, only where there are errors."""

    number: int
    values: dict = field(repr=False)
    errors: list[CellError] = field(default_factory=list)
    cells: dict = field(default_factory=dict, repr=False)


@dataclass
class SheetResult:
    """All rows in the order of the file. With `file_errors` there are no rows."""

    rows: list[Row] = field(default_factory=list)
    file_errors: list[FileError] = field(default_factory=list)
    notes: list[FileError] = field(default_factory=list)

    @property
    def good_rows(self):
        """Rows without an error."""
        return [row for row in self.rows if not row.errors]

    @property
    def bad_rows(self):
        """Rows with at least one error."""
        return [row for row in self.rows if row.errors]

    @property
    def errors(self):
        """Every cell error of every row."""
        return [error for row in self.rows for error in row.errors]

    @property
    def is_good(self):
        """Whether the file was read and no row has an error."""
        return not self.file_errors and not any(row.errors for row in self.rows)
