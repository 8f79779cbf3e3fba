"""Quarterly reports in the bureau's admin."""

from django.contrib import admin
from django.db.models import F
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.admin import ScopedModelAdmin
from core.admin_site import site
from core.enums import SUM_READERS, Role
from policies.queries import last_moment
from supervision.enums import ReportState
from supervision.models import QuarterlyReport
from supervision.periods import Quarter
from supervision.permissions import may_generate

TURNS = {
    Role.MUNICIPAL_REVIEWER: ReportState.DRAFT,
    Role.MUNICIPAL_CHIEF: ReportState.SUBMITTED,
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
