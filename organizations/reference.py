"""Reference rows of this app: districts and management areas."""

import csv
from pathlib import Path

from organizations.models import District

FILE = Path(__file__).parent / "data" / "districts.csv"


def load_districts() -> int:
    """Insert the districts that are missing; what the bureau changed stays. Returns how many."""
    known = set(District.objects.values_list("code", flat=True))
    with FILE.open(encoding="utf-8") as file:
        rows = [
            District(
                code=row["org_code"],
                gb2260=row["gb2260"],
                zh=row["zh"],
                en=row["en"],
                kind=row["kind"],
                parent_gb2260=row["parent_gb2260"],
                status=row["status"],
                note=row["note"],
            )
            for row in csv.DictReader(file)
            if row["org_code"] not in known
        ]
    return len(District.objects.bulk_create(rows))
