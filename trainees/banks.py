"""Which bank a card is of, by its first six digits, and a bank's own answer about a name.

The list holds the usual ones, to save typing; whoever owns the card has the last word. An
installation whose bank answers whether an account is somebody's names it in an app's `ready`:
`provide("source", check)`. Until then nothing is assumed: an account is "not checked".
"""

import csv
from collections.abc import Callable
from functools import cache
from pathlib import Path

from trainees.enums import NameCheck

FILE = Path(__file__).parent / "data" / "bank_bins.csv"
BIN = 6  # digits
Ask = Callable[[str, str], bool | None]
_sources: list[tuple[str, Ask]] = []


@cache
def banks() -> dict[str, str]:
    """The Chinese name of the bank of each known beginning of a card number."""
    with FILE.open(encoding="utf-8") as file:
        return {row["bin"]: row["zh"] for row in csv.DictReader(file)}


def bank_of(number: str) -> str:
    """The bank of a card, empty where the list does not know it."""
    return banks().get(number[:BIN], "")


def provide(source: str, ask: Ask | None) -> None:
    """Name the one source (at most 60 characters); without `ask` there is none any more.

    `ask(number, name)` says whether the account is of somebody of this name, or None where the
    bank does not know it. When it raises, the account stays "not checked" and is asked again.
    """
    _sources[:] = [(source, ask)] if ask else []


def source() -> str:
    """The name of the source; empty without one."""
    return _sources[0][0] if _sources else ""


def checked(number: str, name: str) -> NameCheck:
    """What the bank says of an account and a name."""
    if not _sources:
        return NameCheck.NOT_CHECKED
    answer = _sources[0][1](number, name)
    if answer is None:
        return NameCheck.UNKNOWN
    return NameCheck.AGREES if answer else NameCheck.DIFFERS
