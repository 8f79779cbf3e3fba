"""What is consented to, word for word: each version with its purposes, kept for good.

A changed word is a new version: who has consented has consented to the words of that day.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.language import is_chinese

FILE = Path(__file__).parent / "data" / "consents.csv"
GUARDIAN, OWN_INCOME = "G2026-11", "S2026-11"


@dataclass(frozen=True)
class Purpose:
    """One paragraph of a version."""

    code: str
    zh: str
    en: str

    def __str__(self):
        return self.zh if is_chinese() else self.en


@cache
def versions() -> dict[str, tuple[Purpose, ...]]:
    """The paragraphs of each version, in the order of the file."""
    found: dict[str, tuple[Purpose, ...]] = {}
    with FILE.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            paragraph = Purpose(row["purpose"], row["zh"], row["en"])
            found[row["version"]] = (*found.get(row["version"], ()), paragraph)
    return found


def words_of(version: str) -> tuple[Purpose, ...]:
    """What a version says; nothing for one that is not in the file."""
    return versions().get(version, ())


def purposes_of(version: str) -> list[str]:
    """The codes of the purposes a version names."""
    return [paragraph.code for paragraph in words_of(version)]
