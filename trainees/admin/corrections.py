"""Correction requests in the bureau's admin: the queue of the district."""

from django.contrib import admin
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.admin import ScopedModelAdmin
from core.admin_site import site
from core.admin_urls import record_url
from core.enums import Role
from trainees.enums import CorrectionState as S
from trainees.models import CorrectionRequest
from trainees.permissions import READERS


@admin.register(CorrectionRequest, site=site)
class CorrectionRequestAdmin(ScopedModelAdmin):
    """What somebody says is wrong; names and numbers masked, in clear where they are revealed."""

    roles = READERS
    icon = "edit_note"
    waiting_label = _("Corrections to answer")
    waiting_since = "submitted_at"
    waiting_by = F("reply_due_on")
    will_come = _("Requests appear here when residents of the district find something wrong.")
    list_display = (
        "number", "masked_name", "field", "organization", "district", "state", "reply_due_on",
    )  # fmt: skip
    list_filter = ("state", "field", "district")
    search_fields = ("number",)
    list_select_related = ("organization", "district")
    fields = (
        "number", "masked_name", "field", "old_shown", "new_shown", "grounds", "organization",
        "district", "submitted_at", "reply_due_on", "asked_at", "decided_at",
    )  # fmt: skip
    readonly_fields = ("old_shown", "new_shown")

    @admin.display(description=_("recorded value"))
    def old_shown(self, correction):
        return correction.old_shown

    @admin.display(description=_("wished value"))
    def new_shown(self, correction):
        return correction.new_shown

    def links(self, request, obj):
        """The proof, and the record that shall be corrected."""
        record = obj.enrolment or obj.trainee
        found = [{"label": _("To the record"), "url": record_url(record), "tone": "plain"}]
        if obj.proof_id:
            url = reverse("correction-proof", args=[obj.number])
            found.append({"label": _("Open the proof"), "url": url, "tone": "plain"})
        return found

    def due(self, value):
        return value

    def waiting(self, actor):
        """What the district checks, and what an institution has checked; the earliest due first."""
        if actor.role != Role.DISTRICT_REVIEWER:
            return None
        seen = CorrectionRequest.objects.visible_to(actor)
        own = Q(state=S.SUBMITTED, organization__isnull=True) | Q(state=S.IN_REVIEW)
        return seen.filter(own).order_by("reply_due_on", "pk")
