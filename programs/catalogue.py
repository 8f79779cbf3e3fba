"""The demand catalogue 培训需求指导目录 of a day: occupations by level, and start-up courses.

Occupations, the shortage list, programmes and classes are those the directory showed, standards and
rates those that held. A constant number of queries.
"""

from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import NamedTuple

from django.urls import reverse

from core import clock
from core.identifiers import SkillLevel
from core.search import searchable, terms
from policies.models import PolicyDocument
from programs.directory import counts_on, recorded_since
from programs.enums import CourseType, Measure, ShortageGrade, TrainingType
from programs.models import DirectoryEntry
from programs.models.programme_terms import HIGH_LEVELS
from programs.standards import Rate, all_rates, all_standards

T = TrainingType
LEVELS = [level.value for level in SkillLevel]


class Source(NamedTuple):
    """A document with its number in the catalogue; standing → the clauses with such figures."""

    number: int
    document: PolicyDocument
    standings: dict


class Sources(dict):
    """The documents a catalogue cites by their key, numbered from 1 in the order of citation."""

    @classmethod
    def of(cls, rows) -> "Sources":
        found = cls()
        for row in filter(attrgetter("cited_clause"), rows):
            document = row.cited_clause.document
            source = found.setdefault(document.pk, Source(len(found) + 1, document, {}))
            source.standings.setdefault(row.standing_name, {})[row.cited_clause] = None
        return found


@dataclass(frozen=True)
class Entry:
    """One line: an occupation at a level, or a course, with what holds for it on the day."""

    what: str
    level: str
    occupation: DirectoryEntry | None
    standards: dict
    rate: Rate | None
    grade: str
    programmes: int | None  # None: nothing was recorded yet
    classes: int | None
    leads_on: bool  # what is counted can be opened: it is what stands there now
    sources: Sources

    @property
    def name(self) -> str:
        return str(self.occupation or CourseType(self.what).label)

    @property
    def level_name(self) -> str:
        return str(SkillLevel(self.level).label) if self.level else ""

    @property
    def grade_name(self) -> str:
        return str(ShortageGrade(self.grade).label) if self.grade else ""

    @property
    def lessons(self) -> int:
        return int(self.standards[Measure.LESSONS].value)

    @property
    def practice(self) -> str:
        return self.figure(Measure.PRACTICE)

    @property
    def online(self) -> str:
        return self.figure(Measure.ONLINE)

    def figure(self, measure) -> str:
        row = self.standards.get(measure)
        return row.figure if row else ""

    @property
    def rows(self) -> list:
        """The dated rows behind the line, each with its clause and its standing."""
        return [*self.standards.values(), *(self.rate.rows if self.rate else ())]

    @property
    def asked(self) -> dict[str, str]:
        """The filters by which programmes and classes of this line are found."""
        return (
            {"occupation": self.what, "level": self.level} if self.level else {"course": self.what}
        )

    @property
    def programmes_url(self) -> str:
        return reverse("programme-list", query=self.asked)

    @property
    def classes_url(self) -> str:
        return reverse("class-list", query=self.asked)

    @property
    def training_types(self) -> set[str]:
        """The training types in which it may be taught."""
        if not self.level:
            return {T.ENTREPRENEURSHIP}
        high = {T.HIGH_SKILLED} if self.level in HIGH_LEVELS else set()
        return {T.KEY_GROUP, T.ENTERPRISE} | high


def entries(on: date, occupations, text: str = "") -> list[Entry]:
    """The lines of these occupations and of the courses with the words, in the order of pinyin."""
    known = {row.number: row for row in occupations}
    standards, rates = all_standards(on), all_rates(on)
    of_standards = (row for rows in standards.values() for row in rows.values())
    sources = Sources.of([*of_standards, *(row for rate in rates.values() for row in rate.rows)])
    counts = counts_on(on) if on >= recorded_since() else None
    found = [
        Entry(
            what=what,
            level=level,
            occupation=known.get(what),
            standards=rows,
            rate=rates.get((what, level)),
            grade=grade_on(known.get(what), on),
            programmes=counts and counts.programmes[what, level],
            classes=counts and counts.classes[what, level],
            leads_on=on >= clock.today(),
            sources=sources,
        )
        for (what, level), rows in standards.items()
        if what in known or (what in CourseType.values and has_words(what, text))
    ]
    return sorted(found, key=place)


def place(entry: Entry) -> tuple:
    """Occupations by pinyin, the lowest level first; then the courses."""
    key = entry.occupation.sort_key if entry.occupation else entry.what
    return (entry.occupation is None, key, LEVELS.index(entry.level) if entry.level else 0)


def grade_on(occupation: DirectoryEntry | None, on: date) -> str:
    """The shortage grade on a day; the list of 2025 is the first one that is known."""
    facts = occupation.facts if occupation else {}
    since = facts.get("shortage_from")
    return facts["shortage_grade"] if since and since <= on.isoformat() else ""


def has_words(course: str, text: str) -> bool:
    """Whether a course is found by all words, as an occupation would be."""
    spelled = searchable(str(CourseType(course).label), course)
    return all(word in spelled for word in terms(text))
