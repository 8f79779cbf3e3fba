"""The clock of supervision: the quarterly report is due so many days after its quarter."""

from collections.abc import Iterator
from datetime import date

from core.deadlines import Due, register
from core.enums import Role
from core.outbox import users_in_role
from policies.queries import last_moment
from supervision.enums import ReportState
from supervision.models import QuarterlyReport
from supervision.periods import Quarter
from supervision.queries import FINAL


def reports_due(until: date) -> Iterator[Due]:
    """Reports that are not locked: the reviewer signs first, then the chief."""
    owners = {
        False: users_in_role(Role.MUNICIPAL_REVIEWER),
        True: users_in_role(Role.MUNICIPAL_CHIEF),
    }
    # a corrected edition has no day it is due on
    open_reports = QuarterlyReport.objects.filter(edition=1).exclude(state__in=FINAL)
    for report in open_reports.select_related("district", "organization").order_by("quarter", "pk"):
        due = last_moment("tl_report_due", Quarter.parse(report.quarter).last)
        if due <= until:
            yield Due(
                about=report,
                on=due,
                owners=owners[report.state == ReportState.SUBMITTED],
                chiefs=owners[True],
                kind="quarterly report",
                number=report.number,
                link=report.get_absolute_url(),
            )


register("tl_report_due", reports_due)
