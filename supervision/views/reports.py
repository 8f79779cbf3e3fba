"""The list of reports, one report, and the form that asks for one."""

from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from core.enums import CITY_ROLES, Role
from core.pages import Column, DetailPage, Fact, FormPage, ListPage
from core.workflow import available_moves, perform
from supervision.enums import ReportState
from supervision.forms import ScheduleForm
from supervision.models import QuarterlyReport, ReportReceipt
from supervision.periods import Quarter
from supervision.permissions import may_generate
from supervision.queries import snapshot
from supervision.services import place_of, schedule_report
from supervision.views.access import READABLE, READERS, download_url, report_of
from supervision.views.tables import tables

NOT_SIGNED = _("not signed yet")
NEXT = {
    ReportState.DRAFT: _("Review by the municipal reviewer, then signature of the chief"),
    ReportState.SUBMITTED: _("Signature of the municipal chief, which locks the report"),
}


def editions(kin) -> list[Fact]:
    """The other editions as links, by their number; nothing where there are none."""
    found = [(report.get_absolute_url(), report.number) for report in kin.others]
    links = format_html_join(" ", '<a href="{}">{}</a>', found)
    return [Fact(_("Other editions"), links)] if found else []


class ReportList(ListPage):
    face = "reading"
    roles = READERS
    model = QuarterlyReport
    title = _("Quarterly supervision reports")
    columns = (
        Column("quarter", _("Quarter"), is_nowrap=True),
        Column("scope_name", _("Scope")),
        Column("edition", _("Edition"), is_numeric=True),
        Column("generated_at", _("Generated"), is_nowrap=True),
        Column("state", _("State"), is_badge=True),
    )
    empty = {
        "title": _("No report yet"),
        "text": _("The report of a quarter is made on the day after its end."),
    }

    def get_queryset(self):
        return super().get_queryset().select_related("district", "organization")

    def actions(self):
        if not may_generate(self.actor):
            return []
        url = reverse("report-create")
        return [{"label": _("Ask for a report"), "url": url, "icon": "plus", "tone": "primary"}]


class ReportCreate(FormPage):
    """One report on request, beside those the timetable makes by itself."""

    face = "reading"
    roles = frozenset({Role.MUNICIPAL_REVIEWER})
    form_class = ScheduleForm
    title = _("Ask for a report")
    lead = _("There is one report for a quarter and a place; one that exists is opened.")
    submit_label = _("Make the report")
    success_message = _("A worker makes the report; reload the page in a moment.")

    def trail(self):
        return [(_("Reports"), self.cancel_url())]

    def save(self, form):
        place = place_of(form.code)
        quarter = form.cleaned_data["quarter"]
        report = schedule_report(actor=self.actor, quarter=quarter, **place)
        if "generate" in available_moves(report, self.actor):
            return perform(report, "generate", actor=self.actor)
        self.success_message = _("This report exists already.")
        return report

    def cancel_url(self):
        return reverse("report-list")


class ReportDetail(DetailPage):
    """The report as HTML: figures that open their rows, a picture, the two signatures."""

    face = "reading"
    roles = READERS
    model = QuarterlyReport
    template_name = "supervision/report.html"

    def get_object(self):
        return report_of(self.request, self.kwargs["quarter"])

    def trail(self):
        return [(_("Reports"), reverse("report-list"))]

    def crumb(self):
        return f"{self.object.get_quarter_display()} · {self.object.scope_name}"

    def heading(self, obj):
        quarter = obj.get_quarter_display()
        return _("Quarterly supervision report %(quarter)s") % {"quarter": quarter}

    def facts(self, obj):
        period = Quarter.parse(obj.quarter)
        return [
            Fact(_("Number"), obj.number),
            Fact(_("Scope"), obj.scope_name),
            Fact(_("Period"), f"{period.first} – {period.last}"),
            Fact(_("Data as of"), Column("as_of").cell(obj)["value"]),
            Fact(_("First signature"), obj.submitted_by_name or NOT_SIGNED),
            Fact(_("Second signature"), obj.locked_by_name or NOT_SIGNED),
            *([Fact(_("Next step"), NEXT[obj.state])] if obj.state in NEXT else []),
        ]

    def receipts(self, obj) -> dict:
        """Who has the locked report, as far as the reader may know."""
        found = list(ReportReceipt.objects.visible_to(self.actor).filter(report=obj))
        own = next((item for item in found if item.user_id == self.actor.user_id), None)
        url = reverse("report-confirm", args=[obj.quarter]) + obj.query
        return {"receipts": found, "own_receipt": own, "confirm_url": url}

    def object_actions(self, obj):
        if obj.state not in READABLE:
            return []
        files = [
            {"label": form.upper(), "url": download_url(obj, form), "icon": "download"}
            for form in ("pdf", "xlsx")
        ]
        return [*files, *self.corrections(obj)]

    def corrections(self, obj):
        """Where the reviewer corrects a locked report, and explains a corrected edition."""
        if self.actor.role != Role.MUNICIPAL_REVIEWER:
            return []
        if obj.state == ReportState.LOCKED:
            url = reverse("report-correct", args=[obj.quarter]) + obj.query
            return [{"label": _("Correct this report"), "url": url, "icon": "pencil"}]
        if obj.state == ReportState.DRAFT and obj.edition > 1:
            url = reverse("report-reasons", args=[obj.quarter]) + obj.query
            return [{"label": _("Why the figures differ"), "url": url, "icon": "pencil"}]
        return []

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        report = context["object"]
        if report.state in READABLE:
            json_url = download_url(report, "json")
            found = snapshot(report)
            kin = {"later": found.kin.later, "facts": [*context["facts"], *editions(found.kin)]}
            return context | tables(found) | kin | {"json_url": json_url, **self.receipts(report)}
        return context | {"error": report.error if self.actor.role in CITY_ROLES else ""}
