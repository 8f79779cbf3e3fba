"""Start-ups in the bureau's admin: each business with its follow-ups, and the way to the sums."""

from django.contrib import admin
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from core.admin import ScopedModelAdmin
from core.admin_site import site
from trainees.models import StartUp
from trainees.permissions import READERS
from trainees.services.start_ups import reply_due


@admin.register(StartUp, site=site)
class StartUpAdmin(ScopedModelAdmin):
    """Businesses people linked after a start-up course, and what the business register says."""

    roles = READERS
    icon = "storefront"
    list_before_template = "trainees/start_ups_link.html"
    will_come = _("Businesses appear here when people link them after a start-up course.")
    list_display = (
        "number", "name", "uscc", "organization", "district", "registered_on", "finding", "state",
    )  # fmt: skip
    list_filter = ("finding", "follow_ups__state", "state", "district")
    search_fields = ("number", "name", "uscc", "organization__search_text")
    list_select_related = ("organization", "district")
    fields = (
        "number", "name", "uscc", "registered_on", "organization", "district", "linked_at",
        "finding", "found_name", "found_in", "found_at", "state",
    )  # fmt: skip

    def sections(self, request, obj):
        rows = list(obj.follow_ups.order_by("month"))
        for row in rows:
            row.in_time_until = reply_due(row)
        html = render_to_string("trainees/follow_ups.html", {"follow_ups": rows})
        return [{"title": _("Follow-up"), "html": html}]
