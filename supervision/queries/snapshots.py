"""The frozen figures of a report, arranged as its tables show them."""

from dataclasses import dataclass, field

from supervision.indicators import all_indicators
from supervision.models import QuarterlyReport
from supervision.periods import Quarter
from supervision.queries.corrections import Correction, corrections
from supervision.queries.editions import Kin, kin_of
from supervision.queries.figures import Cell, Compared, without_records
from supervision.queries.places import LEAF, TOTAL, Names, Place
from supervision.queries.stored import cells_of
from supervision.queries.targets import Targets, targets_shown


@dataclass
class Line:
    """One row of a table: a dimension's code and name, and a cell for every indicator.

    `previous` and `year_ago` are the cells of the same dimension in the locked report of the
    quarter before, and of the same quarter a year before.
    """

    code: str
    name: str
    dimension: dict
    key: int | None = None  # the district, of a line of districts
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
    occupations: list[Line]
    crossed: list[Line]
    targets: Targets | None
    corrections: list[Correction]
    kin: Kin


def snapshot(report: QuarterlyReport) -> Snapshot:
    """The figures of the report's present run.

    An indicator that is collected only since then has no total here and is told as missing.
    """
    quarter, kin = Quarter.parse(report.quarter), kin_of(report)
    names = Names(report)
    lines = Lines(
        names,
        cells_of(report),
        previous=cells_of(kin.locked_in(quarter.previous)),
        year_ago=cells_of(kin.locked_in(quarter.year_ago)),
    )
    return Snapshot(
        report=report,
        indicators=lines.indicators,
        pending=[i for i in all_indicators() if i not in lines.indicators],
        totals=lines.line(TOTAL),
        districts=lines.of({"district"}),
        training_types=lines.of({"training_type"}),
        institutions=lines.of({"institution"}),
        occupations=lines.of({"occupation"}),
        crossed=lines.of(LEAF),
        targets=targets_shown(report, names),
        corrections=corrections(kin),
        kin=kin,
    )


def collected_in(found) -> list:
    """The indicators of a snapshot: each of them has a total."""
    return [indicator for indicator in all_indicators() if indicator.id in found.get(TOTAL, {})]


def filled(found, place) -> dict[str, Cell]:
    """All cells of a line."""
    cells = found.get(place, {})
    return {i.id: cells.get(i.id, without_records(i)) for i in collected_in(found)}


class Lines:
    """The lines of the tables, with the earlier figures beside them."""

    def __init__(self, names, found, *, previous, year_ago):
        self.names, self.found = names, found
        self.previous, self.year_ago = previous, year_ago
        self.indicators = collected_in(found)

    def of(self, dimensions: set[str]) -> list[Line]:
        """The lines of one table, in the order of their codes."""
        found = [self.line(place) for place in self.found if place.tells == dimensions]
        return sorted(found, key=lambda line: line.code)

    def line(self, place: Place) -> Line:
        return Line(
            code=self.names.code(place),
            name=self.names.name(place),
            dimension=self.names.query(place),
            key=place.district,
            cells=filled(self.found, place),
            previous=filled(self.previous, place),
            year_ago=filled(self.year_ago, place),
        )
