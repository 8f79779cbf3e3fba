"""`Refused`: the one domain error, with a stable code and words in the reader's language."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db import IntegrityError
from psycopg2.errors import UniqueViolation

from core.language import is_chinese

REASONS_FILE = Path(__file__).parent / "data" / "refusal_reasons.csv"


@dataclass(frozen=True)
class Reason:
    """One row of the reason list; `is_correctable` tells whether trying again can help."""

    code: str
    process: str
    zh: str
    en: str
    is_correctable: bool

    def __str__(self):
        return self.zh if is_chinese() else self.en


@cache
def reasons() -> dict[str, Reason]:
    """All reasons by code, in the order of the file."""
    with REASONS_FILE.open(encoding="utf-8") as file:
        rows = csv.DictReader(file)
        return {
            row["code"]: Reason(
                row["code"], row["process"], row["zh"], row["en"], row["correctable"] == "yes"
            )
            for row in rows
        }


def reason(code: str) -> Reason:
    return reasons()[code]


def listed(code: str) -> str:
    """The words of a code; empty where it is not of the list."""
    return str(reasons()[code]) if code in reasons() else ""


def choices(*wanted: str) -> list[tuple[str, str]]:
    """(code, text) of the reasons of some processes, or of single codes, in the order wanted."""
    found = {
        r.code: r for name in wanted for r in reasons().values() if name in (r.code, r.process)
    }
    return [(code, str(r)) for code, r in found.items()]


class Refused(Exception):
    """An action the rules do not allow.

    `code` is a code of the reason list; `detail` says with figures what failed; `clause` names
    the rule and `clause_url` where it stands; `remedy` says what would change the answer;
    `errors` lists further failures.
    """

    def __init__(self, code, detail="", *, clause="", clause_url="", remedy="", errors=()):
        super().__init__(code, detail)
        self.code, self.detail = code, detail
        self.clause, self.clause_url = clause, clause_url
        self.remedy, self.errors = remedy, tuple(errors)

    @property
    def message(self) -> str:
        """The reason and the detail as one text."""
        text = str(reason(self.code))
        return f"{text}: {self.detail}" if self.detail else text

    def __str__(self):
        return self.message


def raise_busy(error: IntegrityError):
    """Raises Refused: busy when somebody else made the same row at this moment.

    Every other fault of the database is a fault of ours and stays what it is.
    """
    if isinstance(error.__cause__, UniqueViolation):
        raise Refused("busy") from None
    raise error
