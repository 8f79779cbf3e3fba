"""Guardians of minors, and statements of the own income, in the bureau's admin."""

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.admin import ScopedModelAdmin
from core.admin_site import site
from trainees.models import (
    Guardianship,
    IncomeStatement,
)
from trainees.permissions import READERS


@admin.register(Guardianship, site=site)
class GuardianshipAdmin(ScopedModelAdmin):
    """Who agrees for a minor of the district; both stay masked."""

    roles = READERS
    icon = "family_restroom"
    list_display = ("number", "masked_name", "masked_guardian", "relation", "state", "answered_at")
    list_filter = ("state", "district")
    search_fields = ("number",)
    list_select_related = ("district",)
    fields = (
        "number", "masked_name", "masked_guardian", "relation", "district", "state", "invited_at",
        "due_on", "answered_at", "consent_version", "ended_at",
    )  # fmt: skip
    readonly_fields = ("masked_guardian",)
    will_come = _("Guardians appear here when minors of the district ask them.")

    @admin.display(description=_("guardian"))
    def masked_guardian(self, guardianship):
        return guardianship.masked_guardian

    def links(self, request, obj):
        if not obj.paper_id:
            return []
        url = reverse("guardian-paper", args=[obj.number])
        return [{"label": _("Open the paper"), "url": url, "tone": "plain"}]


@admin.register(IncomeStatement, site=site)
class IncomeStatementAdmin(ScopedModelAdmin):
    """Minors who stated that they live on their own income; the district may set it aside."""

    roles = READERS
    icon = "contract"
    list_display = ("number", "masked_name", "district", "since", "state", "stated_at")
    list_filter = ("state", "district")
    search_fields = ("number",)
    list_select_related = ("district",)
    fields = (
        "number", "masked_name", "district", "employer", "since", "version", "state", "stated_at",
        "ended_at",
    )  # fmt: skip
    will_come = _("Statements appear here when minors of the district make them.")
