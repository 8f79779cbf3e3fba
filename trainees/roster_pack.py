"""What the packs of a checked roster hold of each row."""

from core.spreadsheets import CellError, Row
from trainees.roster_rows import shown

GOOD = (
    "class_id", "document_type", "identity_number", "name", "phone", "key_group", "education",
    "remark", "bank_card",
)  # fmt: skip
"""What is kept of a good row, sealed until somebody decides on the file."""


def good(row: Row) -> list:
    """Row number, then the values of `GOOD`."""
    return [row.number, *map(row.values.get, GOOD)]


def bad(row: Row) -> list:
    """Row number, what the sender wrote, and the errors."""
    return [row.number, row.cells, [shown(error) for error in row.errors]]


def bad_row(number: int, cells: dict, errors: list[dict]) -> Row:
    """A bad row as the error workbook takes it."""
    return Row(number, {}, [CellError(**error) for error in errors], cells)
