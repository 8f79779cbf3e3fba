"""What an indicator states: names, unit, and which records its numerator and denominator count."""

from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from core.language import is_chinese
from supervision.enums import IndicatorUnit, Section

NOT_YET = ("报告生成时尚未采集。", "It was not collected yet when the report was made.")


class Noun(NamedTuple):
    """What one of a number counts, as it stands after the number: 个班, class, classes."""

    zh: str
    one: str
    many: str

    def after(self, number) -> str:
        if is_chinese():
            return self.zh
        return self.one if number == 1 else self.many


CLASSES = Noun("个班", "class", "classes")
ENROLMENTS = Noun("人次", "enrolment", "enrolments")
PARTICIPATIONS = Noun("人次", "participation", "participations")
PERSONS = Noun("人", "person", "persons")
MINUTES = Noun("分钟", "minute", "minutes")
LESSONS = Noun("课时", "lesson", "lessons")


@dataclass(frozen=True)
class Source:
    """The records of one part of an indicator.

    `tables` is the FROM clause with the class as `c`, its programme as `p` and the occupation, if
    there is one, as `o`; `where` the condition, with the parameters %(begin)s, %(end)s (instants,
    half-open) and %(first)s, %(last)s (days). `amount` is what a record adds; `person` the trainee
    where persons are counted once; `kind`, `object_id`, `label`, `on` describe the record. `where`
    begins with a range of a column that has an index, so that the archive is not read; sources
    alike in all but `where`, `on` and `amount` are read together.
    """

    tables: str
    where: str
    kind: str
    object_id: str
    label: str
    on: str
    amount: str = "1"
    person: str = "NULL::bigint"


@dataclass(frozen=True)
class Indicator:
    """One indicator; without a numerator it is not collected yet, and `pending` says why.

    `definition` says in Chinese and English what is counted; `noun` what the number, or numerator
    and denominator of a share, are a number of.
    """

    id: str
    section: str
    zh: str
    en: str
    unit: str
    numerator: Source | None = None
    denominator: Source | None = None
    counts_persons: bool = False
    pending: tuple[str, str] = ("", "")
    definition: tuple[str, str] = ("", "")
    noun: Noun = ENROLMENTS

    def __str__(self):
        return self.zh if is_chinese() else self.en

    @property
    def words(self) -> str:
        """What is counted, in the reader's language."""
        return self.definition[0] if is_chinese() else self.definition[1]

    @property
    def is_share(self) -> bool:
        return self.unit == IndicatorUnit.SHARE

    @property
    def heading(self) -> str:
        """The name with its unit, where the name does not say it: 开班数（个班）."""
        unit = self.noun.zh if is_chinese() and not self.is_share else ""
        return str(self) if not unit or self.zh.endswith(unit) else f"{self}（{unit}）"

    def shown(self, value) -> str:
        """A figure of it as text: 1,234 or 98.5 %; – where there is none."""
        if value is None:
            return "–"
        return f"{value * 100:.1f}%" if self.is_share else f"{int(value):,}"

    def difference_shown(self, value) -> str:
        """A difference with its sign; that of a share in percentage points."""
        if not value:
            return self.shown(value)
        if self.is_share:
            return _("%(points)s points") % {"points": f"{value * 100:+.1f}"}
        return f"{int(value):+,}"

    @property
    def adds_up(self) -> bool:
        """Whether its records add more or less than one each."""
        sources = (self.numerator, self.denominator)
        return any(source.amount != "1" for source in sources if source)

    @property
    def section_name(self) -> str:
        return str(Section(self.section).label)

    @property
    def pending_reason(self) -> str:
        return self.reasons[0] if is_chinese() else self.reasons[1]

    @property
    def reasons(self) -> tuple[str, str]:
        """Why there is no figure, in Chinese and English."""
        return self.pending if self.pending[0] else NOT_YET


_indicators: dict[str, Indicator] = {}


def register(*indicators: Indicator) -> None:
    """Add indicators to the report."""
    for indicator in indicators:
        _indicators[indicator.id] = indicator


def all_indicators() -> list[Indicator]:
    """Every indicator in the order of its number."""
    return [_indicators[key] for key in sorted(_indicators)]


def indicator(key: str) -> Indicator:
    """One indicator. Raises KeyError."""
    return _indicators[key]
