"""Reference rows of this app: dated values and time limits, illustrative where they say so."""

import csv
from pathlib import Path

from policies.models import DatedValue, TimeLimit

DATA = Path(__file__).parent / "data"
TEXTS = (
    "zh",
    "process",
    "clock_start",
    "direction",
    "number",
    "unit",
    "date_basis",
    "when_over",
    "rule_id",
    "source_standing",
)


def load_values() -> int:
    """Insert the dated values that are missing. Returns how many."""
    known = set(DatedValue.objects.values_list("code", flat=True))
    rows = [
        DatedValue(**{**row, "valid_to": row["valid_to"] or None})
        for row in _read("dated_values_illustrative.csv")
        if row["code"] not in known
    ]
    return len(DatedValue.objects.bulk_create(rows))


def load_limits() -> int:
    """Insert the time limits that are missing; they are known from the day they hold."""
    known = set(TimeLimit.objects.values_list("code", flat=True))
    rows = [
        TimeLimit(
            code=row["code"],
            valid_from=row["valid_from"],
            valid_to=row["valid_to"] or None,
            known_from=row["valid_from"],
            clause=row["code"],
            **{name: row[name] for name in TEXTS},
        )
        for row in _read("time_limits_illustrative.csv")
        if row["code"] not in known
    ]
    return len(TimeLimit.objects.bulk_create(rows))


def _read(name):
    with (DATA / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))
