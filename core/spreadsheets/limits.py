"""What one file may cost: bytes, rows, columns, memory and time."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Limits of one reading; sizes in bytes, `seconds` of the wall clock.

    `unpacked` bounds what a workbook declares to hold once decompressed, and the text handed
    over by the reading process.
    """

    size: int = 32 * MEGABYTE
    unpacked: int = 192 * MEGABYTE
    rows: int = 100_000
    columns: int = 100
    memory: int = 512 * MEGABYTE
    seconds: int = 30
