"""Transfers in the bureau's admin: read-only, the person masked."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.admin import ScopedModelAdmin
from core.admin_site import site
from core.admin_urls import record_url
from core.enums import CASE_READERS, Role
from policies.pages import decisions_html
from trainees.models import Transfer


@admin.register(Transfer, site=site)
class TransferAdmin(ScopedModelAdmin):
    """Who changed from which class to which, and why."""

    roles = CASE_READERS | {Role.DISTRICT_REVIEWER}
    icon = "swap_horiz"
    will_come = _("Transfers appear here when somebody changes to another class.")
    list_display = ("number", "masked_name", "from_class", "target", "state", "asked_at")
    list_filter = ("state", "district")
    search_fields = ("number", "target__search_text")
    list_select_related = ("enrolment__training_class", "target")
    fields = (
        "number", "organization", "masked_name", "from_class", "target", "grounds", "asked_at",
        "answered_at", "district",
    )  # fmt: skip
    readonly_fields = ("masked_name", "from_class")

    @admin.display(description=pgettext_lazy("person", "name"), ordering="name")
    def masked_name(self, transfer):
        return transfer.masked_name

    @admin.display(description=_("from class"))
    def from_class(self, transfer):
        return transfer.enrolment.training_class

    def links(self, request, obj):
        """Both enrolments."""
        both = ((_("Old enrolment"), obj.enrolment), (_("New enrolment"), obj.new_enrolment))
        return [
            {"label": label, "url": record_url(row), "tone": "plain"} for label, row in both if row
        ]

    def sections(self, request, obj):
        decided = decisions_html(obj, request.actor)
        return [decided] if decided else []
