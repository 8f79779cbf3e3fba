"""Standards and rates as they hold on a day: of one programme, and of the whole catalogue.

Asked of the tables, not of the book of rules: there are hundreds of rows, and a page of a worker
needs one of them at most.
"""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from core.prepared import Prepared
from policies.queries import held, in_force, latest
from policies.rulebook import UNSAID
from programs.enums import CourseType, Measure, RatePart
from programs.models import LessonStandard, Programme, SubsidyRate

UNREAD = tuple(f"cited_clause__{name}" for name in UNSAID)  # texts no list of figures shows
Key = tuple[str, str]  # what is taught, at which level


def standard_code(what: str, level: str, measure: str) -> str:
    return f"{what}/{level} {measure}"


def rate_code(what: str, level: str, part: str) -> str:
    """A share for shortage holds for every level of an occupation."""
    return f"{what} {part}" if part == RatePart.FLOAT else f"{what}/{level} {part}"


class Rate(NamedTuple):
    """What a person's training is subsidised with on a day: the rows, and the amount they make."""

    base: SubsidyRate
    added: SubsidyRate | None

    @property
    def amount(self) -> Decimal:
        share = self.added.value if self.added else 0
        return (self.base.value * (1 + share)).quantize(Decimal("0.01"))

    @property
    def rows(self) -> tuple[SubsidyRate, ...]:
        return tuple(filter(None, self))


def subject_of(programme: Programme) -> Key:
    """What a programme teaches, as standards and rates are called."""
    if programme.course_type:
        return programme.course_type, ""
    return programme.occupation.code, programme.level


def standards_on(what: str, on: date, known_on: date | None = None) -> dict[str, dict]:
    """The standards of one occupation or course on a day: level → measure → row. One query."""
    found: dict[str, dict] = defaultdict(dict)
    for row in in_force(LessonStandard.objects.filter(what=what), on, known_on or on):
        found[row.level][row.measure] = row
    return dict(found)


def all_standards(on: date) -> dict[Key, dict[str, LessonStandard]]:
    """Every standard of a day; what has standard lessons is in the catalogue. One query."""
    found: dict[Key, dict] = defaultdict(dict)
    for row in in_force(LessonStandard.objects.defer(*UNREAD), on, on):
        found[row.what, row.level][row.measure] = row
    return {key: rows for key, rows in found.items() if Measure.LESSONS in rows}


def all_rates(on: date) -> dict[Key, Rate]:
    """Every rate of a day with what is added for shortage. One query."""
    rows = in_force(SubsidyRate.objects.defer(*UNREAD), on, on)
    added = {row.what: row for row in rows if row.part == RatePart.FLOAT}
    return {
        (row.what, row.level): Rate(row, added.get(row.what))
        for row in rows
        if row.part == RatePart.RATE
    }


@Prepared
def rates_held(what, level, on):
    """The rows of an occupation at a level, or of a course, and of what is added to every level."""
    asked = SubsidyRate.objects.filter(Q(level="") | Q(level=level), what=what)
    return held(asked, on, on)


def rate_on(what: str, level: str, on: date) -> Rate | None:
    """The rate of one occupation at a level, or of a course, on a day; None without one."""
    rows = {row.part: row for row in latest(rates_held.rows(what, level, on))}
    if RatePart.RATE not in rows:
        return None
    return Rate(rows[RatePart.RATE], rows.get(RatePart.FLOAT))


def held_on(rows, on: date):
    """Of a queryset of figures, those that held on a day as that day knew them."""
    known = rows.in_force(on).known(on)
    later = rows.model.objects.in_force(on).known(on).filter(code=OuterRef("code"))
    newer = Q(known_from__gt=OuterRef("known_from")) | Q(
        known_from=OuterRef("known_from"), valid_from__gt=OuterRef("valid_from")
    )
    return known.exclude(Exists(later.filter(newer)))


def is_course(what: str) -> bool:
    return what in CourseType.values
