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


NOTHING = Cell(Decimal(0), Decimal(0), None)
NO_SHARE = Cell(None, Decimal(0), Decimal(0))
TOTAL = (None, "", None)


@dataclass
class Line:
    """One row of a table: a dimension's code and name, and a cell for every indicator.

    `earlier` are the cells of the same dimension in the previous quarter's locked report.
    """

    code: str
    name: str
    dimension: dict
    cells: dict[str, Cell] = field(default_factory=dict)
    earlier: dict[str, Cell] = field(default_factory=dict)

    def cell(self, key: str) -> Cell:
        """The cell of an indicator; unknown where it was not collected when the report was made."""
        return self.cells.get(key, Cell())

    def previous(self, key: str) -> Decimal | None:
        """The figure of the previous quarter; None where there is none."""
        return self.earlier[key].value if key in self.earlier else None

    def difference(self, key: str) -> Decimal | None:
        """The figure less the one of the previous quarter, in the unit of the indicator."""
        now, before = self.cell(key).value, self.previous(key)
        return None if now is None or before is None else now - before

    def change(self, key: str) -> Decimal | None:
        """The difference as a share of the previous figure; None where that is 0."""
        before, difference = self.previous(key), self.difference(key)
        return difference / before if before and difference is not None else None


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
    names = Names(found, cells_of(previous_of(report)))
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


def previous_of(report: QuarterlyReport) -> QuarterlyReport | None:
    """The report of the quarter before, locked when this one was made: so nothing changes later."""
    same = {"scope": report.scope, "district": report.district_id}
    locked = QuarterlyReport.objects.filter(
        **same,
        organization=report.organization_id,
        quarter=str(Quarter.parse(report.quarter).previous),
        state__in=(ReportState.LOCKED, ReportState.RESTATED),
        locked_at__lte=report.as_of,
    )
    return locked.order_by("-edition").first()


class Names:
    """Codes and names of the dimensions that occur, and the lines of the tables."""

    def __init__(self, found, earlier):
        self.found, self.earlier = found, earlier
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
            earlier=filled(self.earlier, key),
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
