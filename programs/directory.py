"""Reads of the directories: what stood in them on a day."""

from datetime import date
from typing import NamedTuple

from django.db.models import Count, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from core.identifiers import SkillLevel
from core.language import in_language
from programs.enums import CourseType, DirectoryPart, TrainingType
from programs.models import DirectoryEntry

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
        """The training type; an evaluation agency has none."""
        if not self.training_type:
            return _("Evaluation")
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


def occupations_on(day: date, rows: QuerySet | None = None) -> QuerySet:
    """Occupations as the catalogue showed them on a day.

    Of a day before anything was recorded the first record is asked: the classification is older
    than this product, and the shortage list says itself since when it holds.
    """
    rows = DirectoryEntry.objects.all() if rows is None else rows
    return rows.of(P.OCCUPATION).on(max(day, recorded_since())).listed()


def recorded_since() -> date:
    """The first day of which the catalogue has a record."""
    first = DirectoryEntry.objects.of(P.OCCUPATION).aggregate(first=Min("shown_from"))["first"]
    return timezone.localtime(first).date() if first else date.min
