"""The cells of a report as they are stored."""

from supervision.models import QuarterlyReport, ReportFigure
from supervision.queries.figures import Cell
from supervision.queries.places import Place


def cells_of(report: QuarterlyReport | None) -> dict[Place, dict[str, Cell]]:
    """The cells of a report's present run by place and indicator; nothing of no report."""
    lines: dict[Place, dict[str, Cell]] = {}
    figures = ReportFigure.objects.filter(report=report, run=report.run) if report else ()
    for figure in figures:
        place = Place(
            figure.dim_district_id,
            figure.dim_training_type,
            figure.dim_institution_id,
            figure.dim_occupation,
        )
        cell = Cell(figure.value, figure.numerator, figure.denominator)
        lines.setdefault(place, {})[figure.indicator] = cell
    return lines
