"""Reference rows of this app: occupations, and the dated figures of the demand catalogue."""

from datetime import date
from pathlib import Path

from core.reference import insert_missing
from policies.enums import Unit
from policies.reference import labels
from programs.enums import Measure, RatePart
from programs.models import LessonStandard, Occupation, SubsidyRate
from programs.standards import rate_code, standard_code

DATA = Path(__file__).parent / "data"
FILE = DATA / "occupations.csv"
SHORTAGE_LIST_2025 = date(2025, 5, 1)


def load_occupations() -> int:
    """Insert the occupations that are missing; returns how many."""
    return insert_missing(Occupation, FILE, occupation)


def occupation(row: dict) -> Occupation:
    """One row of the list; a shortage grade holds from the list of 2025 on."""
    return Occupation(
        code=row["code"],
        zh=row["zh"],
        en=row["en"],
        isco08=row["isco08"],
        code_status=row["code_status"],
        shortage_grade=row["shortage_grade"],
        shortage_from=SHORTAGE_LIST_2025 if row["shortage_grade"] else None,
        note=row["note"],
    )


def load_standards() -> int:
    """Insert the lesson standards that are missing; returns how many."""
    clauses, file = labels(), DATA / "lesson_standards_illustrative.csv"
    return insert_missing(LessonStandard, file, lambda row: standard(row, clauses))


def standard(row: dict, clauses: dict) -> LessonStandard:
    unit = Unit.LESSONS if row["measure"] == Measure.LESSONS else Unit.SHARE
    code = standard_code(row["what"], row["level"], row["measure"])
    return LessonStandard(code=code, unit=unit, **dated(row, clauses))


def load_rates() -> int:
    """Insert the subsidy rates that are missing; returns how many."""
    clauses, file = labels(), DATA / "subsidy_rates_illustrative.csv"
    return insert_missing(SubsidyRate, file, lambda row: rate(row, clauses))


def rate(row: dict, clauses: dict) -> SubsidyRate:
    unit = Unit.SHARE if row["part"] == RatePart.FLOAT else Unit.CNY_PERSON
    code = rate_code(row["what"], row["level"], row["part"])
    return SubsidyRate(code=code, unit=unit, **dated(row, clauses))


def dated(row: dict, clauses: dict) -> dict:
    """The columns of a dated row; an empty end means that it stays in force."""
    told = {"valid_to": row["valid_to"] or None, "cited_clause": clauses[row["clause"]]}
    return {**row, **told}
