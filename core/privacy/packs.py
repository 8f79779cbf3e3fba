"""Packs: rows of personal data that wait for a decision, as sealed frames of a few thousand each.

Never all of them at once in memory, and nothing in clear in the database.
"""

import json
import struct
from collections.abc import Iterator

from django.db import models

from core.privacy.sealing import current_header, seal, unseal

ROWS_OF_A_FRAME = 5000
LENGTH = struct.Struct(">I")


class Pack:
    """Takes rows and gives one sealed value."""

    def __init__(self):
        self.count, self.sealed, self.waiting = 0, [], []

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
        return b"".join(self.sealed) or None

    def _close(self):
        self.sealed.append(_framed(json.dumps(self.waiting, ensure_ascii=False).encode()))
        self.waiting = []


def frames(content) -> Iterator[list]:
    """The rows of a pack, frame by frame."""
    yield from map(json.loads, _opened(content))


class PackField(models.BinaryField):
    """What `Pack.content` gives, sealed in Python too: opened frame by frame with `frames`."""

    most_at_once = 1  # renewed in one transaction; a pack may be megabytes

    def renewed(self, stored) -> bytes:
        """The same rows under the current key, frame by frame."""
        return b"".join(map(_framed, _opened(stored)))

    def outdated(self, column: str) -> tuple[str, bytes]:
        """SQL and parameter: the pack was sealed under an old key or another cipher."""
        start = LENGTH.size + 1
        found = f"position(%s::bytea in substring({column} from {start} for 40))"
        return f"{found} <> 1", f"{current_header()}:".encode()


def _framed(content: bytes) -> bytes:
    sealed = seal(content)
    return LENGTH.pack(len(sealed)) + sealed


def _opened(content) -> Iterator[bytes]:
    rest = memoryview(content or b"")
    while rest:
        (length,) = LENGTH.unpack(rest[: LENGTH.size])
        yield unseal(rest[LENGTH.size :][:length])
        rest = rest[LENGTH.size + length :]
