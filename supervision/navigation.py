"""Links and sections this app hangs on others' pages, and how the trail names its reports."""

import re

from django.utils.translation import gettext_lazy as _

from core.enums import CASE_READERS, UNIT_ADMINS, Role
from core.pages import nav_item, section
from core.pages.history import reads_labels
from core.permissions import has_role
from supervision.appeal_pages import appeal_section, decision_part, record_section
from supervision.appealable import KINDS
from supervision.enums import ReportScope
from supervision.models.appeal import READERS
from supervision.periods import Quarter
from supervision.permissions import APPELLANTS
from supervision.standing.panel import TITLE, panel
from supervision.standing.progress import progress

NUMBER = re.compile(r"(?P<quarter>20\d\dQ[1-4])-(?P<edition>v\d+)(?P<city> (?:全市|Whole city))?")

nav_item("portal", _("Statistics"), "statistics", "chart-bar", set(Role), 37)
nav_item("workspace", _("Reports"), "report-list", "report-analytics", UNIT_ADMINS, 75)
nav_item("workspace", _("Appeals"), "workspace:appeal-list", "gavel", APPELLANTS, 72)


@reads_labels
def reports_by_quarter(text: str) -> str:
    """Numbers of reports, 2026Q3-v1, by their quarter in words; the city by its name."""
    return NUMBER.sub(report_name, text)


def report_name(found) -> str:
    words = f"{Quarter.parse(found['quarter']).words} {found['edition']}"
    return f"{words} {ReportScope.CITY.label}" if found["city"] else words


@section("bureau", order=10, rule=has_role(*CASE_READERS, Role.DISTRICT_REVIEWER))
@section("workspace", order=40, rule=has_role(*UNIT_ADMINS))
def how_we_stand(request, obj):
    """The figures of today, each with its records; the city looks into one of its districts."""
    return {
        "title": TITLE,
        "template": "supervision/standing.html",
        "context": panel(request.actor, request.GET.get("district", "")),
    }


@section("bureau", order=20, rule=has_role(*CASE_READERS, Role.DISTRICT_REVIEWER))
def against_the_plan(request, obj):
    """The targets of the year, of the district that is looked into, beside what is done."""
    return {
        "title": _("Against the annual plan"),
        "template": "supervision/progress.html",
        "context": progress(request.actor, request.GET.get("district", "")),
    }


def appeals(request, record):
    """On the page of a record that was refused: until when one may appeal, and what was."""
    return record_section(record, request.actor)


@section("move supervision.decisionappeal", order=5)
def decision_appealed(request, appeal):
    return decision_part(appeal, request.actor)


@section("move supervision.decisionappeal", order=10)
def appeal_made(request, appeal):
    return appeal_section(appeal, request.actor)


for kind in KINDS.values():
    for place in (kind.place, f"record {kind.model._meta.label_lower}"):
        section(place, order=5, rule=has_role(*READERS))(appeals)
