"""Reference rows of this app: districts and management areas."""

from pathlib import Path

from core.reference import insert_missing, read_rows
from organizations.models import District, RoleConflict

DATA = Path(__file__).parent / "data"
FILE = DATA / "districts.csv"
CONFLICTS = DATA / "role_conflicts.csv"


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


def load_role_conflicts() -> int:
    """Insert the pairs of incompatible roles that are missing, both ways; returns how many rows."""
    known = set(RoleConflict.objects.values_list("role", "other"))
    pairs = [(row["role"], row["other"]) for row in read_rows(CONFLICTS)]
    wanted = [*pairs, *((other, role) for role, other in pairs)]
    rows = [RoleConflict(role=a, other=b) for a, b in wanted if (a, b) not in known]
    return len(RoleConflict.objects.bulk_create(rows))
