"""What an accreditation or its change is judged by, on the page of the move that decides it."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.enums import Role
from core.pages import section
from organizations.enums import AccreditationState
from organizations.models.accreditation import WITH_BUREAU
from organizations.readiness import visit_needs
from organizations.views.accreditation_parts import visit_part
from organizations.views.accreditations import papers_part
from organizations.views.changes import proof_part, wanted_part

DECIDED = "move organizations.accreditation"
CHANGED = "move organizations.accreditationchange"
VISITORS = {Role.DISTRICT_REVIEWER, Role.INSPECTOR}


def is_bureau(actor, _obj) -> bool:
    """A unit knows its own papers; the page of its move stays short."""
    return actor.is_bureau


def is_judged(actor, row) -> bool:
    """An application that waits for a bureau; what is in force was judged before."""
    return actor.is_bureau and row.state in WITH_BUREAU


@section(DECIDED, order=5, rule=is_judged)
def visit_judged(request, row):
    """What is open of a visit, with the way to it; what was found, once it is over."""
    if row.state != AccreditationState.SITE_VISIT:
        return next(iter(visit_part(row)), None)
    is_visitor = request.actor.role in VISITORS
    url = reverse("accreditation-visit", args=[row.number]) if is_visitor else ""
    return {
        "title": _("Visit"),
        "template": "organizations/visit_open.html",
        "context": {"checks": visit_needs(row), "url": url},
    }


@section(DECIDED, order=20, rule=is_judged)
def papers_judged(request, row):
    return papers_part(row, is_open=False)


@section(CHANGED, order=5)
def wanted(request, change):
    """What is, beside what is wanted."""
    return wanted_part(change)


@section(CHANGED, order=20)
def proof(request, change):
    return proof_part(change)


@section(CHANGED, order=30)
def report(request, change):
    """What the district saw at new premises."""
    return change.report and {
        "title": _("Report of the visit"),
        "template": "organizations/report.html",
        "context": {"report": change.report},
    }
