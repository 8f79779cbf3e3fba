"""Reference rows of this app: the key groups."""

import csv
from pathlib import Path

from trainees.models import KeyGroup

FILE = Path(__file__).parent / "data" / "key_groups.csv"


def load_key_groups() -> int:
    """Insert the key groups that are missing; what the bureau changed stays. Returns how many."""
    known = set(KeyGroup.objects.values_list("code", flat=True))
    with FILE.open(encoding="utf-8") as file:
        rows = [
            KeyGroup(
                code=row["code"],
                zh=row["zh"],
                en=row["en"],
                evidence=row["evidence"],
                default_validity_months=row["default_validity_months"],
                origin=row["origin"],
                is_sensitive=row["sensitive"] == "yes",
                is_active=row["status"] == "active",
            )
            for row in csv.DictReader(file)
            if row["code"] not in known
        ]
    return len(KeyGroup.objects.bulk_create(rows))
