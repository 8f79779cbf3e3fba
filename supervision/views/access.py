"""Which report an address means, and the addresses of a report's parts."""

from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse

from core.enums import Face
from supervision.enums import ReportScope, ReportState
from supervision.models import QuarterlyReport
from supervision.queries import edition_shown

READERS = frozenset(QuarterlyReport.VISIBLE)
READABLE = (ReportState.DRAFT, ReportState.SUBMITTED, ReportState.LOCKED, ReportState.RESTATED)


def report_of(request, quarter) -> QuarterlyReport:
    """The report of a quarter, `?scope=` and `?edition=`, if the actor may read it; else 404.

    Without a scope it is the city's, or for a district or an institution its own; without an
    edition the newest locked one, or the newest where none is locked.
    """
    seen = QuarterlyReport.objects.visible_to(request.actor).filter(quarter=quarter)
    if scope := request.GET.get("scope", ""):
        found = seen.filter(district__code=scope) | seen.filter(organization__number=scope)
    elif request.actor.face == Face.CITY:
        found = seen.filter(scope=ReportScope.CITY)
    else:
        found = seen
    if edition := request.GET.get("edition", ""):
        found = found.filter(edition=edition) if edition.isdecimal() and len(edition) < 4 else ()
    report = edition_shown(list(found and found.select_related("district", "organization")))
    if report is None:
        raise Http404
    return report


def rows_url(report, key, dimension) -> str:
    """The page of the rows of one figure."""
    query = {**dimension, **report.asked}
    url = reverse("report-rows", args=[report.quarter, key])
    return f"{url}?{urlencode(query)}" if query else url


def verification_url(request, report) -> str:
    """The public page that tells whether a printed report is genuine."""
    return request.build_absolute_uri(reverse("report-verify", args=[report.figures_hash]))


def download_url(report, form) -> str:
    return reverse("report-download", args=[report.quarter, form]) + report.query
