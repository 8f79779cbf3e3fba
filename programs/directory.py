"""Reads of the directories: what stood in them on a day."""

from collections import Counter
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Exists, Min, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KT
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
    """The programmes that were listed on a day, in the order of pinyin; of versions the newest."""
    rows = DirectoryEntry.objects.of(P.PROGRAMME).on(day).listed()
    following = rows.alias(replaces=KT("facts__replaces"))
    newer = following.filter(unit=OuterRef("unit"), replaces=OuterRef("number"))
    return rows.filter(~Exists(newer), **about).order_by("sort_key", "pk")


def classes_on(day: date, **about) -> QuerySet:
    """The classes one could enrol in on a day, the soonest first."""
    rows = DirectoryEntry.objects.of(P.CLASS).on(day).listed()
    return rows.filter(**about).order_by("sort_key", "pk")


def with_counts(units: QuerySet, day: date) -> QuerySet:
    """Units with their listed programmes and open classes, asked for the rows of a page alone."""
    mine = {"unit": OuterRef("number")}
    return units.annotate(
        programmes=number_of(programmes_on(day, **mine)), classes=number_of(classes_on(day, **mine))
    )


def number_of(rows: QuerySet) -> Coalesce:
    """How many rows of a unit, 0 for none."""
    counted = rows.order_by().values("unit").annotate(many=Count("pk")).values("many")
    return Coalesce(Subquery(counted), 0)


class Counts(NamedTuple):
    """Numbers by line of the catalogue: (occupation, level), or (course, "")."""

    programmes: Counter
    classes: Counter


def counts_on(day: date) -> Counts:
    """How many programmes and open classes each line of the catalogue had on a day. Two queries."""
    facts = ("occupation", "level", "course_type", "replaces")
    rows = DirectoryEntry.objects.of(P.PROGRAMME).on(day).order_by()
    shown = list(rows.values_list("number", "is_listed", *(f"facts__{name}" for name in facts)))
    replaced = {row[-1] for row in shown if row[1]}
    lines, programmes, classes = {}, Counter(), Counter()
    for number, is_listed, occupation, level, course, _replaces in shown:
        lines[number] = line = (course, "") if course else (occupation, level)
        programmes[line] += is_listed and number not in replaced
    held = classes_on(day).order_by().values_list("facts__programme").annotate(many=Count("pk"))
    for programme, many in held:
        if programme in lines:
            classes[lines[programme]] += many
    return Counts(programmes, classes)


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
