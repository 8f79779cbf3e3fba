"""Which report an address means, and the addresses of a report's parts."""

from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse

from core.enums import Face
from supervision.enums import ReportScope, ReportState
from supervision.models import QuarterlyReport

READERS = frozenset(QuarterlyReport.VISIBLE)
READABLE = (ReportState.DRAFT, ReportState.SUBMITTED, ReportState.LOCKED, ReportState.RESTATED)


def report_of(request, quarter) -> QuarterlyReport:
    """The latest edition for a quarter and `?scope=`, if the actor may read it; else 404.

    Without a scope it is the city's, or for a district or an institution its own.
    """
    seen = QuarterlyReport.objects.visible_to(request.actor).filter(quarter=quarter)
    if scope := request.GET.get("scope", ""):
        found = seen.filter(district__code=scope) | seen.filter(organization__number=scope)
    elif request.actor.face == Face.CITY:
        found = seen.filter(scope=ReportScope.CITY)
    else:
        found = seen
    report = found.select_related("district", "organization").order_by("-edition").first()
    if report is None:
        raise Http404
    return report


def rows_url(report, key, dimension) -> str:
    """The page of the rows of one figure."""
    query = {**dimension, **scope_of(report)}
    url = reverse("report-rows", args=[report.quarter, key])
    return f"{url}?{urlencode(query)}" if query else url


def download_url(report, form) -> str:
    return reverse("report-download", args=[report.quarter, form]) + report.scope_query


def scope_of(report) -> dict[str, str]:
    return {"scope": report.scope_query.removeprefix("?scope=")} if report.scope_query else {}
