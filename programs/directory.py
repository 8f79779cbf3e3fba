"""Reads of the directories: what stood in them on a day."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core.identifiers import SkillLevel
from core.language import in_language
from programs.enums import CourseType, DirectoryPart, Measure, ShortageGrade, TrainingType
from programs.models import DirectoryEntry
from programs.standards import Rate, all_rates, all_standards

P = DirectoryPart


def institutions(actor) -> QuerySet:
    """All versions of the units in the directory, listed or not."""
    return DirectoryEntry.objects.visible_to(actor).of(P.INSTITUTION)


def programmes_on(day: date, **about) -> QuerySet:
    """The programmes that were listed on a day, in the order of pinyin."""
    rows = DirectoryEntry.objects.of(P.PROGRAMME).on(day).listed()
    return rows.filter(**about).order_by("sort_key", "pk")


def with_programmes(units: QuerySet, day: date) -> QuerySet:
    """Units with how many programmes of theirs were listed, asked for the rows of a page alone."""
    counted = programmes_on(day, unit=OuterRef("number")).order_by().values("unit")
    return units.annotate(programmes=Coalesce(Subquery(counted.values(many=Count("pk"))), 0))


class Line(NamedTuple):
    """What a unit was licensed to teach, or what a programme taught."""

    training_type: str
    occupation: str
    level: str
    course_type: str
    zh: str
    en: str

    @property
    def name(self) -> str:
        """Occupation and level, or the course, in the reader's language."""
        if self.course_type:
            return str(CourseType(self.course_type).label)
        level = SkillLevel(self.level).label if self.level else ""
        return " · ".join(filter(None, (in_language(self.zh, self.en), str(level))))

    @property
    def kind(self) -> str:
        return str(TrainingType(self.training_type).label)


def line_of(facts: dict) -> Line:
    return Line(*(facts[name] for name in Line._fields))


def scope_on(facts: dict, day: date) -> list[Line]:
    """The lines of a scope that hold on a day, each once."""
    asked = day.isoformat()
    held = (
        line_of(row)
        for row in facts["scope"]
        if row["valid_from"] <= asked and (row["valid_to"] is None or row["valid_to"] >= asked)
    )
    return list(dict.fromkeys(held))


class Demand(NamedTuple):
    """One row of the demand catalogue: an occupation at a level, or a course, as of a day."""

    what: str
    level: str
    occupation: DirectoryEntry | None
    lessons: int
    rate: Rate | None
    day: date

    @property
    def name(self) -> str:
        return self.occupation.name if self.occupation else str(CourseType(self.what).label)

    @property
    def amount(self) -> Decimal | None:
        return self.rate.amount if self.rate else None

    @property
    def shortage_grade(self) -> str:
        """The grade of the shortage list, from the day on which the list holds."""
        facts = self.occupation.facts if self.occupation else {}
        since = facts.get("shortage_from")
        return facts["shortage_grade"] if since and since <= self.day.isoformat() else ""

    def get_shortage_grade_display(self) -> str:
        return str(ShortageGrade(self.shortage_grade).label) if self.shortage_grade else ""

    def get_level_display(self) -> str:
        return str(SkillLevel(self.level).label) if self.level else ""


def occupations_on(day: date) -> dict[str, DirectoryEntry]:
    """The occupations of a day by their codes. One query."""
    rows = DirectoryEntry.objects.of(P.OCCUPATION).on(day).listed()
    return {row.number: row for row in rows}


def catalogue_on(day: date) -> list[Demand]:
    """The demand catalogue of a day: occupations as they stood, standards and rates as known then.

    Three queries. In the order of pinyin, the courses last; lower levels first.
    """
    occupations, rates = occupations_on(day), all_rates(day)
    rows = [
        Demand(
            what, level, occupations.get(what), lessons(standards), rates.get((what, level)), day
        )
        for (what, level), standards in all_standards(day).items()
        if what in occupations or what in CourseType.values
    ]
    return sorted(rows, key=place)


def lessons(standards: dict) -> int:
    return int(standards[Measure.LESSONS].value)


def place(row: Demand) -> tuple:
    order = (0, row.occupation.sort_key) if row.occupation else (1, row.what)
    return *order, list(SkillLevel).index(SkillLevel(row.level)) if row.level else 0
