"""Reference rows of this app: occupations of the national classification."""

import csv
from datetime import date
from pathlib import Path

from pypinyin import lazy_pinyin

from programs.models import Occupation

FILE = Path(__file__).parent / "data" / "occupations.csv"
SHORTAGE_LIST_2025 = date(2025, 5, 1)


def load_occupations() -> int:
    """Insert the occupations that are missing; what the bureau changed stays. Returns how many."""
    known = set(Occupation.objects.values_list("code", flat=True))
    with FILE.open(encoding="utf-8") as file:
        rows = [occupation(row) for row in csv.DictReader(file) if row["code"] not in known]
    return len(Occupation.objects.bulk_create(rows))


def occupation(row: dict) -> Occupation:
    """One row of the list; a shortage grade holds from the list of 2025 on."""
    return Occupation(
        code=row["code"],
        zh=row["zh"],
        en=row["en"],
        pinyin="".join(lazy_pinyin(row["zh"])),
        isco08=row["isco08"],
        code_status=row["code_status"],
        shortage_grade=row["shortage_grade"],
        shortage_from=SHORTAGE_LIST_2025 if row["shortage_grade"] else None,
        note=row["note"],
    )
