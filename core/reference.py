"""Reference rows of core: the provisional calendar of years the library does not know."""

import csv
from pathlib import Path

from core.models import CalendarDay, CalendarYear

FILE = Path(__file__).parent / "data" / "calendar_2027_provisional.csv"
YEAR = 2027
SOURCE = "By the statutory holiday rules; make-up workdays not announced yet"


def load_calendar() -> int:
    """Insert the provisional 2027, unless the bureau has entered that year. Returns how many."""
    if CalendarYear.objects.filter(year=YEAR).exists():
        return 0
    CalendarYear(year=YEAR, standing="provisional", source=SOURCE).save()
    with FILE.open(encoding="utf-8") as file:
        rows = [
            CalendarDay(
                day=row["day"], kind=row["kind"], name=row["name_zh"], standing="provisional"
            )
            for row in csv.DictReader(file)
        ]
    return len(CalendarDay.objects.bulk_create(rows))
