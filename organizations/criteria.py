"""The criteria of accreditation: public, and the checklist of every visit."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.language import is_chinese
from organizations.enums import OrganizationKind, PaperKind

FILE = Path(__file__).parent / "data" / "accreditation_criteria.csv"


@dataclass(frozen=True)
class Criterion:
    """One condition: for which kinds of units, proven by which papers, by which clause.

    Without a clause of the library it is illustrative. A code is never given to another meaning.
    """

    code: str
    kinds: frozenset[str]
    papers: tuple[str, ...]
    clause: str
    zh: str
    en: str
    proof_zh: str
    proof_en: str

    def __str__(self):
        return self.zh if is_chinese() else self.en

    @property
    def proof(self) -> str:
        """How officers look at it."""
        return self.proof_zh if is_chinese() else self.proof_en

    @property
    def is_illustrative(self) -> bool:
        return not self.clause


@cache
def criteria() -> tuple[Criterion, ...]:
    """Every criterion in the order of the file."""
    with FILE.open(encoding="utf-8") as file:
        return tuple(
            Criterion(
                **{**row, "kinds": frozenset(row["kinds"].split())}
                | {"papers": tuple(row["papers"].split())}
            )
            for row in csv.DictReader(file)
        )


def criteria_of(kind: str) -> list[Criterion]:
    """What a kind of unit must meet."""
    return [one for one in criteria() if kind in one.kinds]


def papers_of(kind: str) -> list[PaperKind]:
    """The papers a kind of unit hands in."""
    wanted = {paper for one in criteria_of(kind) for paper in one.papers}
    return [paper for paper in PaperKind if paper in wanted]


APPLICANTS = (OrganizationKind.INSTITUTION, OrganizationKind.ENTERPRISE, OrganizationKind.AGENCY)
