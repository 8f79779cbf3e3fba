"""Reference rows: how every app loads its own, and the provisional calendar of core."""

import csv
from collections.abc import Callable
from pathlib import Path

from django.db import models

from core.models import CalendarDay, CalendarYear

FILE = Path(__file__).parent / "data" / "calendar_2027_provisional.csv"
YEAR = 2027
SOURCE = "依据法定节假日规定推算；调休上班日尚未公布"


def read_rows(file: Path) -> list[dict[str, str]]:
    """The rows of a CSV file in UTF-8, by their headers."""
    with file.open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def insert_missing(model: type[models.Model], file: Path, build: Callable) -> int:
    """Insert the rows of a file whose `code` is not there yet; returns how many.

    `build` makes an unstored row of the model from a row of the file. What the bureau changed
    since is never overwritten.
    """
    known = set(model.objects.values_list("code", flat=True))
    rows = [row for row in map(build, read_rows(file)) if row.code not in known]
    return len(model.objects.bulk_create(rows))


def load_calendar() -> int:
    """Insert the provisional 2027, unless the bureau has entered that year. Returns how many."""
    if CalendarYear.objects.filter(year=YEAR).exists():
        return 0
    CalendarYear(year=YEAR, standing="provisional", source=SOURCE).save()
    rows = [
        CalendarDay(day=row["day"], kind=row["kind"], name=row["name_zh"], standing="provisional")
        for row in read_rows(FILE)
    ]
    return len(CalendarDay.objects.bulk_create(rows))
