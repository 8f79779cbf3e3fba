"""Reference rows of this app: districts and management areas."""

from pathlib import Path

from core.reference import insert_missing
from organizations.models import District

FILE = Path(__file__).parent / "data" / "districts.csv"


def load_districts() -> int:
    """Insert the districts that are missing; returns how many."""
    return insert_missing(District, FILE, district)


def district(row: dict) -> District:
    """One row of the list."""
    return District(
        code=row["org_code"],
        gb2260=row["gb2260"],
        zh=row["zh"],
        en=row["en"],
        kind=row["kind"],
        parent_gb2260=row["parent_gb2260"],
        status=row["status"],
        note=row["note"],
    )
