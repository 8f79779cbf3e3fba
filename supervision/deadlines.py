"""The clocks of supervision: the quarterly report, and the answers owed to whoever appeals."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from core.admin_urls import record_url
from core.deadlines import Due, register
from core.enums import Role
from core.outbox import users_in_role, users_of
from policies.queries import last_moment
from supervision.enums import AppealState, ReportState
from supervision.models import DecisionAppeal, QuarterlyReport
from supervision.periods import Quarter
from supervision.permissions import APPELLANTS, CHIEF, OFFICERS
from supervision.queries import FINAL
from supervision.queries.appeals import able_to


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


def appeals_to_take_up(until: date) -> Iterator[Due]:
    """Appeals nobody has taken up; reviewers and chiefs without a part must."""
    for row in appeals(AppealState.SUBMITTED, until):
        yield due_of(row, able_to(row, OFFICERS))


def appeals_to_answer(until: date) -> Iterator[Due]:
    """Appeals in reconsideration; when one is late the unit hears it, too."""
    for row in appeals(AppealState.IN_REVIEW, until):
        yield due_of(row, able_to(row, CHIEF))
        unit = [user for role in APPELLANTS for user in users_of(row.organization_id, role)]
        yield replace(due_of(row, ()), chiefs=unit, link=row.get_absolute_url())


def appeals(state: str, until: date):
    return DecisionAppeal.objects.filter(state=state, due_on__lte=until).order_by("due_on", "pk")


def due_of(row, owners) -> Due:
    return Due(
        about=row,
        on=row.due_on,
        owners=owners,
        chiefs=users_in_role(Role.MUNICIPAL_CHIEF),
        kind="appeal",
        number=row.number,
        link=record_url(row),
    )


register("tl_appeal_accept", appeals_to_take_up)
register("tl_appeal_reply", appeals_to_answer)
register("tl_report_due", reports_due)
