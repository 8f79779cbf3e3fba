"""The frozen figures of a report, arranged as its tables show them."""

from dataclasses import dataclass, field
from decimal import Decimal

from organizations.models import District, Organization
from programs.enums import TrainingType
from supervision.indicators import all_indicators
from supervision.models import QuarterlyReport, ReportFigure


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


@dataclass
class Line:
    """One row of a table: a dimension's code and name, and a cell for every indicator."""

    code: str
    name: str
    dimension: dict
    cells: dict[str, Cell] = field(default_factory=dict)


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
    """The figures of the report's present run."""
    lines: dict[tuple, dict[str, Cell]] = {}
    for figure in ReportFigure.objects.filter(report=report, run=report.run):
        key = (figure.dim_district_id, figure.dim_training_type, figure.dim_institution_id)
        cell = Cell(figure.value, figure.numerator, figure.denominator)
        lines.setdefault(key, {})[figure.indicator] = cell
    collected = [indicator for indicator in all_indicators() if indicator.numerator]
    names = Names(lines)
    return Snapshot(
        report=report,
        indicators=collected,
        pending=[indicator for indicator in all_indicators() if not indicator.numerator],
        totals=names.line((None, "", None), lines.get((None, "", None), {}), collected),
        districts=names.lines(lines, lambda d, t, i: d and not t and not i, collected),
        training_types=names.lines(lines, lambda d, t, i: t and not d and not i, collected),
        institutions=names.lines(lines, lambda d, t, i: i and not d and not t, collected),
        crossed=names.lines(lines, lambda d, t, i: d and t and i, collected),
    )


class Names:
    """Codes and names of the dimensions that occur."""

    def __init__(self, keys):
        self.districts = {row.pk: row for row in District.objects.all()}
        found = {key[2] for key in keys if key[2]}
        self.institutions = Organization.objects.in_bulk(found)

    def lines(self, lines, wanted, indicators) -> list[Line]:
        """The lines of one table, in the order of their codes."""
        found = [self.line(key, cells, indicators) for key, cells in lines.items() if wanted(*key)]
        return sorted(found, key=lambda line: line.code)

    def line(self, key, cells, indicators) -> Line:
        """One line; an indicator without a record counts 0, a share without one is unknown."""
        parts = self.parts(*key)
        return Line(
            code=" ".join(code for code, _name in parts),
            name=" · ".join(name for _code, name in parts),
            dimension=self.query(*key),
            cells={i.id: cells.get(i.id, NO_SHARE if i.is_share else NOTHING) for i in indicators},
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
