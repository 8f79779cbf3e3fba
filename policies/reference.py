"""Reference rows of this app: dated values and time limits, illustrative where they say so."""

from pathlib import Path

from core.reference import insert_missing
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
    """Insert the dated values that are missing; returns how many."""
    return insert_missing(DatedValue, DATA / "dated_values_illustrative.csv", dated_value)


def dated_value(row: dict) -> DatedValue:
    """One row of the list; an empty end means that it stays in force."""
    return DatedValue(**{**row, "valid_to": row["valid_to"] or None})


def load_limits() -> int:
    """Insert the time limits that are missing; returns how many."""
    return insert_missing(TimeLimit, DATA / "time_limits_illustrative.csv", time_limit)


def time_limit(row: dict) -> TimeLimit:
    """One row of the list; it is known from the day it holds."""
    return TimeLimit(
        code=row["code"],
        valid_from=row["valid_from"],
        valid_to=row["valid_to"] or None,
        known_from=row["valid_from"],
        clause=row["code"],
        **{name: row[name] for name in TEXTS},
    )
