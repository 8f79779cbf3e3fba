"""Reference rows of this app: the key groups."""

from pathlib import Path

from core.reference import insert_missing
from trainees.models import KeyGroup

FILE = Path(__file__).parent / "data" / "key_groups.csv"


def load_key_groups() -> int:
    """Insert the key groups that are missing; returns how many."""
    return insert_missing(KeyGroup, FILE, key_group)


def key_group(row: dict) -> KeyGroup:
    """One row of the list."""
    return KeyGroup(
        code=row["code"],
        zh=row["zh"],
        en=row["en"],
        evidence=row["evidence"],
        default_validity_months=row["default_validity_months"],
        list_kind=row["list_kind"],
        origin=row["origin"],
        is_sensitive=row["sensitive"] == "yes",
        is_active=row["status"] == "active",
        goes_first=row["goes_first"] == "yes",
        has_allowance=row["has_allowance"] == "yes",
    )
