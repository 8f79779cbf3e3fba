"""Which reports there are to be: one for a quarter and a scope, however often it is asked for."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import audit, clock
from core.access import Actor, system_actor
from core.refusals import Refused, constraint_of
from organizations.enums import OrganizationKind
from organizations.models import District, Organization
from supervision.enums import ReportScope, ReportState
from supervision.models import QuarterlyReport
from supervision.periods import Quarter
from supervision.permissions import may_generate

SYSTEM = system_actor("quarterly report")
UNFINISHED = (ReportState.SCHEDULED, ReportState.GENERATING, ReportState.FAILED)


@transaction.atomic
def schedule_report(
    *, actor: Actor, quarter: str, scope=ReportScope.CITY, district=None, organization=None
) -> QuarterlyReport:
    """The report of a quarter and scope; made once, found again afterwards.

    Raises Refused: not_allowed, period_unknown, period_not_closed.
    """
    period = Quarter.parse(quarter)
    if not may_generate(actor):
        raise Refused("not_allowed")
    if period.last >= clock.today():
        raise Refused("period_not_closed", str(period.last))
    key = {
        "quarter": str(period),
        "scope": scope,
        "district": district,
        "organization": organization,
        "edition": 1,
    }
    found = QuarterlyReport.objects.filter(**key).first()
    return found or create(key, actor)


def create(key, actor, reason="") -> QuarterlyReport:
    """Store a new report; of two schedulers at once the second finds the first one's."""
    report = QuarterlyReport(**key)
    try:
        with transaction.atomic():
            report.save()
    except IntegrityError as error:
        if constraint_of(error) != "report_once":
            raise
        return QuarterlyReport.objects.get(**key)
    audit.record(actor, "schedule", report, reason=reason)
    return report


def place_of(code: str) -> dict:
    """The scope of a code: a district `DL-06`, the number of an institution, empty for the city.

    Returns the keywords of `schedule_report`. Raises Refused: input_missing.
    """
    if not code:
        return {"scope": ReportScope.CITY}
    if district := District.objects.active().filter(code=code).first():
        return {"scope": ReportScope.DISTRICT, "district": district}
    units = Organization.objects.filter(kind=OrganizationKind.INSTITUTION)
    if unit := units.filter(number=code).first():
        return {"scope": ReportScope.INSTITUTION, "organization": unit}
    raise Refused("input_missing", _("there is no district or institution %s") % code)


def schedule_due(*, actor: Actor = SYSTEM) -> list[QuarterlyReport]:
    """The city's report of the last full quarter and one for every district, each once.

    A missed night is caught up by the next call. Returns all reports that are still to be made,
    also older ones whose worker was killed or whose request was lost.
    """
    quarter = str(Quarter.last_full(clock.today()))
    schedule_report(actor=actor, quarter=quarter)
    for district in District.objects.active():
        place = {"scope": ReportScope.DISTRICT, "district": district}
        schedule_report(actor=actor, quarter=quarter, **place)
    return list(QuarterlyReport.objects.filter(state__in=UNFINISHED).order_by("pk"))
