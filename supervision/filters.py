"""Which rows of a snapshot a figure was counted from."""

from supervision.enums import Part
from supervision.models import ReportRow


def rows_of(report, indicator, *, district="", training_type="", institution="", part=""):
    """The frozen rows of one cell: the count or the sum of them is the figure."""
    rows = ReportRow.objects.filter(
        report=report, run=report.run, indicator=indicator, part=part or Part.NUMERATOR
    )
    if district:
        rows = rows.filter(dim_district__code=district)
    if training_type:
        rows = rows.filter(dim_training_type=training_type)
    if institution:
        rows = rows.filter(dim_institution__number=institution)
    return rows.order_by("on", "id")
