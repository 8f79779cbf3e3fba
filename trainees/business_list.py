"""The business register as a list: where one was loaded and counts, registrations are checked."""

from core import clock
from organizations.business_register import Entry
from trainees.list_answers import days_of, last_day
from trainees.list_kinds import BUSINESS
from trainees.models import ReferenceList, ReferenceUnit

LONGEST = 60  # characters of a source


def newest() -> ReferenceList | None:
    """The list that counts today; None for none, or one that is too old."""
    row = ReferenceList.objects.newest(BUSINESS.code)
    is_fresh = row and clock.today() <= last_day(row.as_of, days_of(row.kind))
    return row if is_fresh else None


def source() -> str:
    """Whose list of which day is looked at."""
    row = newest()
    return f"{row.number} {row.as_of} {row.source}"[:LONGEST] if row else ""


def look_up(uscc: str) -> Entry | None:
    """The entry of a credit code. Raises LookupError where no list counts."""
    row = newest()
    if row is None:
        raise LookupError("no business register that counts")
    found = ReferenceUnit.objects.filter(reference_list=row, uscc=uscc).first()
    return Entry(found.name, found.is_in_business) if found else None
