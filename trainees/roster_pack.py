"""How the rows of a checked roster are kept: sealed frames of a few thousand rows.

Never the whole file at once in memory, and nothing in clear in the database.
"""

import json
import struct
from collections.abc import Iterator

from core.privacy import seal, unseal
from core.spreadsheets import CellError, Row
from trainees.roster_rows import shown

ROWS_OF_A_FRAME = 5000
LENGTH = struct.Struct(">I")
GOOD = (
    "class_id", "document_type", "identity_number", "name", "phone", "key_group", "education",
    "remark",
)  # fmt: skip
"""What is kept of a good row. The bank card is checked for the institution's sake only: accounts
are kept with a claim, not with an enrolment."""


class Pack:
    """Takes rows and gives one sealed value."""

    def __init__(self):
        self.count, self.frames, self.waiting = 0, [], []

    def add(self, row) -> None:
        """Keep something JSON can carry."""
        self.waiting.append(row)
        self.count += 1
        if len(self.waiting) == ROWS_OF_A_FRAME:
            self._close()

    def content(self) -> bytes | None:
        """All frames; None when nothing was added."""
        if self.waiting:
            self._close()
        return b"".join(self.frames) or None

    def _close(self):
        sealed = seal(json.dumps(self.waiting, ensure_ascii=False).encode())
        self.frames += [LENGTH.pack(len(sealed)), sealed]
        self.waiting = []


def frames(content) -> Iterator[list]:
    """The rows of a pack, frame by frame."""
    rest = memoryview(content or b"")
    while rest:
        (length,) = LENGTH.unpack(rest[: LENGTH.size])
        yield json.loads(unseal(rest[LENGTH.size :][:length]))
        rest = rest[LENGTH.size + length :]


def good(row: Row) -> list:
    """Row number, then the values of `GOOD`."""
    return [row.number, *map(row.values.get, GOOD)]


def bad(row: Row) -> list:
    """Row number, what the sender wrote, and the errors."""
    return [row.number, row.cells, [shown(error) for error in row.errors]]


def bad_row(number: int, cells: dict, errors: list[dict]) -> Row:
    """A bad row as the error workbook takes it."""
    return Row(number, {}, [CellError(**error) for error in errors], cells)
