"""The annual targets a report was made beside, as its tables show them."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from programs.enums import TrainingType
from supervision.indicators import Indicator
from supervision.indicators.declaration import indicator as indicator_of
from supervision.models import QuarterlyReport
from supervision.periods import Quarter
from supervision.queries.places import Names, Place

QUARTERS = 4


def expected_by(target: int, quarters: int) -> int:
    """The part of a year's target for so many of its quarters (序时进度)."""
    even = Decimal(target * quarters) / QUARTERS
    return int(even.to_integral_value(ROUND_HALF_UP))


@dataclass(frozen=True)
class TargetLine:
    """A target of one place: what it was before a revision, what is done, what was expected.

    `before` is None where nothing changed, `done` where an earlier quarter has no locked report.
    """

    indicator: Indicator
    place: Place
    code: str | None
    district: str
    target: int
    before: int | None
    done: int | None
    quarters: int  # of the year, up to the one reported

    @property
    def training_type(self) -> str:
        """Its name; empty for all of them together."""
        kind = self.place.training_type
        return str(TrainingType(kind).label) if kind else ""

    @property
    def name(self) -> str:
        """The place in words."""
        return " · ".join(filter(None, (self.district, self.training_type)))

    @property
    def rate(self) -> Decimal | None:
        """Done of the target (完成率)."""
        if self.done is None or not self.target:
            return None
        return Decimal(self.done) / self.target

    @property
    def expected(self) -> int:
        """What an even year would have brought by then."""
        return expected_by(self.target, self.quarters)

    @property
    def difference(self) -> int | None:
        """Done, less what was expected."""
        return None if self.done is None else self.done - self.expected


@dataclass(frozen=True)
class Targets:
    """The plan's number, that of the version before it, and a line for every target and sum.

    `counted` are the reports of the earlier quarters that are added up, `missing` the quarters
    without one.
    """

    plan: str
    before: str
    counted: list[str]
    missing: list[str]
    lines: list[TargetLine]

    def of(self, *dimensions: str) -> list[TargetLine]:
        """The lines whose place tells these dimensions."""
        return [line for line in self.lines if line.place.tells == set(dimensions)]

    def in_order(self) -> list[TargetLine]:
        """For each indicator the training types of the whole place, and their sum."""
        return sorted(self.of("training_type") + self.of(), key=lambda line: line.indicator.id)

    def line(self, key: str, place: Place) -> TargetLine | None:
        """The target of an indicator in a place."""
        found = (line for line in self.lines if (line.indicator.id, line.place) == (key, place))
        return next(found, None)


def targets_shown(report: QuarterlyReport, names: Names) -> Targets | None:
    """What was frozen, with the sums over training types; None where there was no plan."""
    kept = report.targets
    if not kept:
        return None
    passed = Quarter.parse(report.quarter).number
    found = [
        target_line(names, passed, indicator, place_of(report, district, kind), figures)
        for indicator, district, kind, *figures in kept["lines"]
    ]
    lines = [*found, *sums(found, names)]
    return Targets(kept["plan"], kept["before"], kept["counted"], kept["missing"], lines)


def place_of(report, district: str, kind: str) -> Place:
    """A district's own report tells of no other: its place is the whole."""
    key = int(district) if district and not report.district_id else None
    return Place(district=key, training_type=kind)


def target_line(names, passed, indicator, place, figures) -> TargetLine:
    target, before, done = figures
    where = told(names, place)
    return TargetLine(indicator_of(indicator), place, *where, target, before, done, passed)


def told(names, place) -> tuple[str | None, str]:
    """Code and name of the district; of the whole place there are none."""
    district = Place(district=place.district)
    return names.code(district) or None, names.name(district)


def sums(found, names):
    """All training types together, of every place that has them."""
    together = defaultdict(list)
    for line in found:
        together[line.indicator, line.place.district].append(line)
    for (indicator, district), own in together.items():
        place = Place(district=district)
        yield TargetLine(
            indicator, place, *told(names, place), target=sum(line.target for line in own),
            before=sum_before(own), quarters=own[0].quarters,
            done=None if any(line.done is None for line in own) else sum(line.done for line in own),
        )  # fmt: skip


def sum_before(own) -> int | None:
    """The sum before a revision; None where it is the same."""
    before = sum(line.target if line.before is None else line.before for line in own)
    return before if before != sum(line.target for line in own) else None
