"""`Refused`: the one domain error, with a stable code and words in the reader's language."""

import csv
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db import DatabaseError, IntegrityError, transaction
from psycopg2.errors import UniqueViolation

from core.language import is_chinese
from core.punctuation import with_colon

DATA = Path(__file__).parent / "data"
REASONS_FILE = DATA / "refusal_reasons.csv"
REMEDIES_FILE = DATA / "refusal_remedies.csv"


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


@dataclass(frozen=True)
class Remedy:
    """What helps against a reason where whoever refuses does not say it, and where it is shown.

    `fields` names the inputs of a form it may be about, the likeliest first; "*" is the file.
    """

    fields: tuple[str, ...] = ()
    zh: str = ""
    en: str = ""

    def __str__(self):
        return self.zh if is_chinese() else self.en


@cache
def remedies() -> dict[str, Remedy]:
    """The common remedies by the code of their reason."""
    with REMEDIES_FILE.open(encoding="utf-8") as file:
        return {
            row["code"]: Remedy(tuple(row["fields"].split()), row["zh"], row["en"])
            for row in csv.DictReader(file)
        }


def remedy_of(code: str) -> Remedy:
    """The common remedy of a reason; an empty one where there is none."""
    return remedies().get(code, Remedy())


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
    the rule and `clause_url` where it stands; `remedy` says what would change the answer, the
    common remedy of the reason by default; `errors` lists further failures.
    """

    def __init__(self, code, detail="", *, clause="", clause_url="", remedy="", errors=()):
        super().__init__(code, detail)
        self.code, self.detail = code, detail
        self.clause, self.clause_url = clause, clause_url
        self.errors, self._remedy = tuple(errors), remedy

    @property
    def remedy(self) -> str:
        """What to do about it, in the reader's language."""
        return self._remedy or str(remedy_of(self.code))

    @property
    def message(self) -> str:
        """The reason and the detail as one text."""
        return with_colon(reason(self.code), self.detail)

    def __str__(self):
        return self.message


def with_remedy(item) -> str:
    """A refusal or condition as one text: what is wrong, and what to do."""
    return " · ".join(filter(None, (str(item.message), str(item.remedy))))


# Of PostgreSQL: lock not available, deadlock, serialization failure, timed out.
BUSY = {"55P03", "40P01", "40001", "57014"}


def is_busy(error: Exception) -> bool:
    """Whether the database gave up because somebody else was at it: to be tried again."""
    return isinstance(error, DatabaseError) and getattr(error.__cause__, "pgcode", "") in BUSY


def constraint_of(error: IntegrityError) -> str:
    """The name of the constraint that was broken; empty where the database names none."""
    return getattr(error.__cause__.diag, "constraint_name", "") or ""


@contextmanager
def refusing(refused: Refused, *constraints: str):
    """A row stored inside that breaks one of the constraints is refused, and nothing of it is kept.

    Of two that are stored at once the constraint alone knows the second. Raises `refused`.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if constraint_of(error) not in constraints:
            raise
        raise refused from None


def raise_busy(error: IntegrityError):
    """Raises Refused: busy when somebody else made the same row at this moment.

    Every other fault of the database is a fault of ours and stays what it is.
    """
    if isinstance(error.__cause__, UniqueViolation):
        raise Refused("busy") from None
    raise error
