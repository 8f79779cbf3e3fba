"""Reference rows of this app: occupations of the national classification."""

from datetime import date
from pathlib import Path

from core.reference import insert_missing
from programs.models import Occupation

FILE = Path(__file__).parent / "data" / "occupations.csv"
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
