"""The figures of signed reports of the city that everybody may read."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from supervision.periods import Quarter
from supervision.queries.figures import Cell

PUBLISHED = """
SELECT quarter, edition, locked_at, indicator, district_id, training_type, numerator, denominator,
    value
FROM published_figures()
"""


@dataclass
class Published:
    """One signed quarter: totals by indicator, and by district or training type for the newest."""

    quarter: Quarter
    edition: int
    locked_at: datetime
    totals: dict[str, Cell] = field(default_factory=dict)
    districts: dict[int, dict[str, Cell]] = field(default_factory=lambda: defaultdict(dict))
    training_types: dict[str, dict[str, Cell]] = field(default_factory=lambda: defaultdict(dict))

    @property
    def number(self) -> str:
        return f"{self.quarter}-v{self.edition}"

    def total(self, key: str) -> Cell:
        return self.totals.get(key, Cell())


def published() -> list[Published]:
    """The signed quarters of the city, the newest first; at most nine, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(PUBLISHED)
        rows = cursor.fetchall()
    found: dict[str, Published] = {}
    for quarter, edition, at, key, district, training_type, *figures in rows:
        one = found.setdefault(quarter, Published(Quarter.parse(quarter), edition, at))
        numerator, denominator, value = figures
        cell = Cell(value, numerator, denominator)
        if district:
            one.districts[district][key] = cell
        elif training_type:
            one.training_types[training_type][key] = cell
        else:
            one.totals[key] = cell
    return [found[quarter] for quarter in sorted(found, reverse=True)]
