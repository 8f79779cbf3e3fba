"""Where people turn with a complaint: dated reference text, in both languages."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from core.language import is_chinese
from policies.enums import Standing

FILE = Path(__file__).parent / "data" / "contacts.csv"


@dataclass(frozen=True)
class Contact:
    """One line of the page; `tel` is the number a phone calls, empty for an address."""

    key: str
    zh: str
    en: str
    value_zh: str
    value_en: str
    tel: str
    as_of: date
    standing: Standing

    @property
    def label(self) -> str:
        return self.zh if is_chinese() else self.en

    @property
    def value(self) -> str:
        return self.value_zh if is_chinese() else self.value_en


@cache
def contacts() -> tuple[Contact, ...]:
    """Every line in the order of the file."""
    with FILE.open(encoding="utf-8") as stream:
        return tuple(contact(row) for row in csv.DictReader(stream))


def contact(row) -> Contact:
    as_of, standing = date.fromisoformat(row["as_of"]), Standing(row["standing"])
    return Contact(**{**row, "as_of": as_of, "standing": standing})
