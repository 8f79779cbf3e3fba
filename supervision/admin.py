"""Quarterly reports and appeals in the bureau's admin."""

from django.contrib import admin
from django.db.models import F
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.admin import ScopedModelAdmin
from core.admin_site import site
from core.admin_urls import record_url
from core.enums import CASE_READERS, SUM_READERS, Role
from core.pages.parts import paper_button
from policies.queries import last_moment
from supervision.appeal_pages import appeal_section, decision_part, html_of, record_of
from supervision.appealable import KINDS
from supervision.enums import AppealState, ReportState
from supervision.models import DecisionAppeal, QuarterlyReport
from supervision.models.appeal import LIVE
from supervision.papers import has_appeal_paper
from supervision.periods import Quarter
from supervision.permissions import may_generate

TURNS = {
    Role.MUNICIPAL_REVIEWER: ReportState.DRAFT,
    Role.MUNICIPAL_CHIEF: ReportState.SUBMITTED,
}

APPEAL_TURNS = {
    Role.MUNICIPAL_REVIEWER: (AppealState.SUBMITTED,),
    Role.MUNICIPAL_CHIEF: LIVE,
}


@admin.register(QuarterlyReport, site=site)
class QuarterlyReportAdmin(ScopedModelAdmin):
    roles = SUM_READERS | {Role.DISTRICT_REVIEWER}
    icon = "monitoring"
    waiting_label = _("Reports to sign")
    waiting_by = F("quarter")
    will_come = _("The report of a quarter is made on the day after its end.")
    list_display = ("page", "place", "edition", "state", "generated_at")
    list_filter = ("state", "scope", "quarter")
    list_select_related = ("district", "organization")
    list_display_links = None
    exclude = ("submitted_by", "locked_by")

    @admin.display(description=_("quarter"), ordering="quarter")
    def page(self, report):
        return format_html(
            '<a href="{}">{}</a>', report.get_absolute_url(), report.get_quarter_display()
        )

    @admin.display(description=_("scope"), ordering="scope")
    def place(self, report):
        """The city, or the district or institution by its name."""
        return report.scope_name

    def due(self, value):
        return last_moment("tl_report_due", Quarter.parse(value).last)

    def waiting(self, actor):
        """Drafts for the reviewer, submitted ones for the chief."""
        if actor.role not in TURNS:
            return None
        return QuarterlyReport.objects.visible_to(actor).filter(state=TURNS[actor.role])

    def has_add_permission(self, request):
        return may_generate(request.actor)

    def add_view(self, request, form_url="", extra_context=None):
        """Asking for a report has a page of its own."""
        return redirect("report-create")

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The report's own page tells more."""
        report = self.get_object(request, object_id)
        if report is None:
            return redirect(reverse("admin:index"))
        return redirect(report.get_absolute_url())


@admin.register(DecisionAppeal, site=site)
class DecisionAppealAdmin(ScopedModelAdmin):
    """What waits here never waits for somebody with a part in the case."""

    roles = CASE_READERS | {Role.DISTRICT_REVIEWER}
    icon = "balance"
    waiting_label = _("Appeals to take up or answer")
    waiting_since = "submitted_at"
    waiting_by = F("due_on")
    will_come = _("Appeals appear here as soon as a unit makes one.")
    list_display = (
        "number",
        "record_name",
        "organization",
        "district",
        "ground",
        "submitted_at",
        "due_on",
        "state",
    )
    list_filter = ("state", "kind", "district")
    search_fields = ("number", "record_number", "organization__search_text")
    list_select_related = ("organization", "district")
    fields = (
        "number",
        "organization",
        "district",
        "record",
        "decided_at",
        "appeal_until",
        "submitted_at",
        "due_on",
        "taken_up_at",
        "answered_at",
        "state",
    )
    readonly_fields = ("record",)

    def waiting(self, actor):
        """New ones for reviewer and chief, those in reconsideration for the chief."""
        if actor.role not in APPEAL_TURNS:
            return None
        rows = DecisionAppeal.objects.visible_to(actor).filter(state__in=APPEAL_TURNS[actor.role])
        return rows.exclude(involved__overlap=list(actor.persons)).order_by("due_on", "number")

    @admin.display(description=_("record"))
    def record(self, obj):
        """A link: whoever reads an appeal of a unit reads the unit's records."""
        url = record_url(KINDS[obj.kind].model(pk=obj.record_id))
        words = f"{obj.record_number} {obj.record_name}"
        return format_html('<a href="{}" class="text-primary-600">{}</a>', url, words)

    def moves(self, request, obj):
        """None for whoever had a part in the case: the page says so, and the service refuses."""
        has_part = request.actor.persons & set(obj.involved)
        return [] if has_part else super().moves(request, obj)

    def links(self, request, obj):
        record = record_of(obj, request.actor)
        label = _("Open the record")
        found = [{"label": label, "url": record_url(record), "tone": "plain"}] if record else []
        if has_appeal_paper(obj, request.actor):
            found.append(paper_button("appeal-paper", obj.number))
        return found

    def sections(self, request, obj):
        parts = (decision_part(obj, request.actor), appeal_section(obj, request.actor))
        return [html_of(part) for part in parts]
