"""Whether a report is still what was frozen: its figures, its rows, and the code of both."""

from django.db import connection, transaction

from core.models import AuditEntry
from supervision.computation import FIGURES, parameters, snapshot_code
from supervision.freezing import SETTINGS
from supervision.indicators import all_indicators

STORED = """
SELECT indicator, dim_district_id, dim_training_type, dim_institution_id, dim_occupation,
    numerator, denominator
FROM supervision_reportfigure WHERE report_id = %(report)s AND run = %(run)s
"""
COUNTED = f"""
SELECT id, dim_district_id, coalesce(dim_training_type, ''), dim_institution_id,
    coalesce(dim_occupation, ''), numerator, denominator
FROM ({FIGURES}) AS cells
"""  # noqa: S608 - our own words
DIFFERENT = f"""
SELECT DISTINCT indicator FROM (
    (({STORED}) EXCEPT ({COUNTED})) UNION ALL (({COUNTED}) EXCEPT ({STORED}))
) AS found ORDER BY indicator
"""  # noqa: S608 - our own words


def fault_of(report) -> str:
    """What does not fit; empty where everything does.

    The code is computed anew from figures and rows, every figure is counted anew from its rows,
    and the code is compared with the one in the sealed audit trail.
    """
    if not report.figures_hash:
        return "it has no snapshot"
    if snapshot_code(report, report.run) != report.figures_hash:
        return "its figures or rows are not those of the snapshot code"
    if different := miscounted(report):
        return f"the rows do not add up to {', '.join(different)}"
    if recorded_code(report) != report.figures_hash:
        return "the audit trail has another snapshot code"
    return ""


def miscounted(report) -> list[str]:
    """The indicators of which a stored figure is not what its stored rows give."""
    collected = [indicator for indicator in all_indicators() if indicator.numerator]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SETTINGS)
        cursor.execute(DIFFERENT, parameters(report, report.run, collected))
        return [row[0] for row in cursor.fetchall()]


def recorded_code(report) -> str:
    """The snapshot code the audit trail has of the making of the present run."""
    made = AuditEntry.objects.filter(
        model=report._meta.label_lower, object_id=str(report.pk), verb="finish"
    )
    entry = made.order_by("-at", "-id").first()
    return entry.after.get("figures_hash", report.figures_hash) if entry else ""
