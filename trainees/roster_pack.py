"""What the packs of a checked roster hold of each row."""

from core.spreadsheets import CellError, Row
from trainees.roster_rows import shown

GOOD = (
    "class_id", "document_type", "identity_number", "name", "phone", "key_group", "education",
    "remark",
)  # fmt: skip
"""What is kept of a good row. The bank card is checked for the institution's sake only: accounts
are kept with a claim, not with an enrolment."""


def good(row: Row) -> list:
    """Row number, then the values of `GOOD`."""
    return [row.number, *map(row.values.get, GOOD)]


def bad(row: Row) -> list:
    """Row number, what the sender wrote, and the errors."""
    return [row.number, row.cells, [shown(error) for error in row.errors]]


def bad_row(number: int, cells: dict, errors: list[dict]) -> Row:
    """A bad row as the error workbook takes it."""
    return Row(number, {}, [CellError(**error) for error in errors], cells)
