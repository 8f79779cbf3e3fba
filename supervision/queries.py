"""The frozen figures of a report, arranged as its tables show them."""

from dataclasses import dataclass, field
from decimal import Decimal

from organizations.models import District, Organization
from programs.enums import TrainingType
from supervision.enums import ReportState
from supervision.indicators import all_indicators
from supervision.models import QuarterlyReport, ReportFigure
from supervision.periods import Quarter


@dataclass(frozen=True)
class Cell:
    """One figure; `value` is None where nothing can be computed (denominator 0)."""

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None

    @property
    def whole(self) -> int | None:
        """A count as a whole number."""
        return None if self.value is None else int(self.value)


@dataclass(frozen=True)
class Compared:
    """A figure beside an earlier one, in the unit of the indicator; None where one is missing."""

    now: Decimal | None
    before: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        return None if self.now is None or self.before is None else self.now - self.before

    @property
    def change(self) -> Decimal | None:
        """The difference as a share of the earlier figure; None where that is 0."""
        return self.difference / self.before if self.before and self.now is not None else None


NOTHING = Cell(Decimal(0), Decimal(0), None)
NO_SHARE = Cell(None, Decimal(0), Decimal(0))
TOTAL = (None, "", None)


@dataclass
class Line:
    """One row of a table: a dimension's code and name, and a cell for every indicator.

    `previous` and `year_ago` are the cells of the same dimension in the locked report of the
    quarter before, and of the same quarter a year before.
    """

    code: str
    name: str
    dimension: dict
    cells: dict[str, Cell] = field(default_factory=dict)
    previous: dict[str, Cell] = field(default_factory=dict)
    year_ago: dict[str, Cell] = field(default_factory=dict)

    def cell(self, key: str) -> Cell:
        """The cell of an indicator; unknown where it was not collected when the report was made."""
        return self.cells.get(key, Cell())

    def to_previous(self, key: str) -> Compared:
        """The figure beside the one of the quarter before (环比)."""
        return Compared(self.cell(key).value, self.previous.get(key, Cell()).value)

    def to_year_ago(self, key: str) -> Compared:
        """The figure beside the one of the same quarter a year before (同比)."""
        return Compared(self.cell(key).value, self.year_ago.get(key, Cell()).value)


@dataclass
class Snapshot:
    """Everything the four outputs show; all of it read from the frozen figures."""

    report: QuarterlyReport
    indicators: list
    pending: list
    totals: Line
    districts: list[Line]
    training_types: list[Line]
    institutions: list[Line]
    crossed: list[Line]


def snapshot(report: QuarterlyReport) -> Snapshot:
    """The figures of the report's present run.

    An indicator that is collected only since then has no total here and is told as missing.
    """
    found = cells_of(report)
    quarter = Quarter.parse(report.quarter)
    names = Names(
        found,
        previous=cells_of(locked_report(report, quarter.previous)),
        year_ago=cells_of(locked_report(report, quarter.year_ago)),
    )
    return Snapshot(
        report=report,
        indicators=names.indicators,
        pending=[i for i in all_indicators() if i not in names.indicators],
        totals=names.line(TOTAL),
        districts=names.lines(lambda d, t, i: d and not t and not i),
        training_types=names.lines(lambda d, t, i: t and not d and not i),
        institutions=names.lines(lambda d, t, i: i and not d and not t),
        crossed=names.lines(lambda d, t, i: d and t and i),
    )


def cells_of(report: QuarterlyReport | None) -> dict[tuple, dict[str, Cell]]:
    """The cells of a report by dimension and indicator; nothing of none."""
    lines: dict[tuple, dict[str, Cell]] = {}
    figures = ReportFigure.objects.filter(report=report, run=report.run) if report else ()
    for figure in figures:
        key = (figure.dim_district_id, figure.dim_training_type, figure.dim_institution_id)
        cell = Cell(figure.value, figure.numerator, figure.denominator)
        lines.setdefault(key, {})[figure.indicator] = cell
    return lines


def collected_in(found) -> list:
    """The indicators of a snapshot: each of them has a total."""
    return [indicator for indicator in all_indicators() if indicator.id in found.get(TOTAL, {})]


def filled(found, key) -> dict[str, Cell]:
    """All cells of a line: without a record a count is 0, a share is unknown."""
    cells = found.get(key, {})
    return {i.id: cells.get(i.id, NO_SHARE if i.is_share else NOTHING) for i in collected_in(found)}


def locked_report(report: QuarterlyReport, quarter: Quarter) -> QuarterlyReport | None:
    """The same scope's report of another quarter, locked when this one was made.

    So nothing that is locked later changes what stands beside the figures.
    """
    locked = QuarterlyReport.objects.filter(
        scope=report.scope,
        district=report.district_id,
        organization=report.organization_id,
        quarter=str(quarter),
        state__in=(ReportState.LOCKED, ReportState.RESTATED),
        locked_at__lte=report.as_of,
    )
    return locked.order_by("-edition").first()


class Names:
    """Codes and names of the dimensions that occur, and the lines of the tables."""

    def __init__(self, found, *, previous, year_ago):
        self.found, self.previous, self.year_ago = found, previous, year_ago
        self.indicators = collected_in(found)
        self.districts = {row.pk: row for row in District.objects.all()}
        self.institutions = Organization.objects.in_bulk({key[2] for key in found if key[2]})

    def lines(self, wanted) -> list[Line]:
        """The lines of one table, in the order of their codes."""
        found = [self.line(key) for key in self.found if wanted(*key)]
        return sorted(found, key=lambda line: line.code)

    def line(self, key) -> Line:
        parts = self.parts(*key)
        return Line(
            code=" ".join(code for code, _name in parts),
            name=" · ".join(name for _code, name in parts),
            dimension=self.query(*key),
            cells=filled(self.found, key),
            previous=filled(self.previous, key),
            year_ago=filled(self.year_ago, key),
        )

    def parts(self, district_id, training_type, institution_id):
        found = []
        if district_id:
            row = self.districts[district_id]
            found.append((row.code, str(row)))
        if training_type:
            found.append((training_type, str(TrainingType(training_type).label)))
        if institution_id:
            unit = self.institutions[institution_id]
            found.append((unit.number, unit.name))
        return found

    def query(self, district_id, training_type, institution_id) -> dict[str, str]:
        """The same dimension as the query of the page of rows."""
        found = {}
        if district_id:
            found["district"] = self.districts[district_id].code
        if training_type:
            found["type"] = training_type
        if institution_id:
            found["institution"] = self.institutions[institution_id].number
        return found
