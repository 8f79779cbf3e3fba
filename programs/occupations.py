"""What an occupation is called where only its code is kept, as in the figures of a decision."""

import csv
from functools import cache
from pathlib import Path

from core.language import in_language

FILE = Path(__file__).parent / "data" / "occupations.csv"


def occupation_name(code: str) -> str:
    """The name of a code of the national classification; a code that is not listed as it is."""
    names = classification().get(code)
    return in_language(*names) if names else code


@cache
def classification() -> dict[str, tuple[str, str]]:
    """Code → names in Chinese and English; read once, so that no row of a list asks for it."""
    with FILE.open(encoding="utf-8") as file:
        return {row["code"]: (row["zh"], row["en"]) for row in csv.DictReader(file)}
