"""Late enrolments in the bureau's admin: the district's queue, and what each was decided by."""

from django.contrib import admin
from django.db.models import F
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.admin import ScopedModelAdmin
from core.admin_site import site
from core.admin_urls import record_url
from core.enums import Role
from policies.pages import decisions_html
from trainees.enums import LateState
from trainees.late_checks import reach_checks
from trainees.models import LateException
from trainees.permissions import READERS


@admin.register(LateException, site=site)
class LateExceptionAdmin(ScopedModelAdmin):
    """Who may still join a running class; the person stays masked."""

    roles = READERS
    icon = "person_add"
    waiting_label = _("Late enrolments to answer")
    waiting_since = "requested_at"
    waiting_by = F("reply_due_on")
    will_come = _("Late enrolments appear here when a unit asks for one in a running class.")
    list_display = (
        "number", "masked_name", "training_class", "organization", "state", "reply_due_on",
        "enrol_until",
    )  # fmt: skip
    list_filter = ("state", "district")
    search_fields = ("number", "training_class__search_text", "organization__search_text")
    list_select_related = ("training_class", "organization")
    fields = (
        "number", "organization", "training_class", "masked_name", "masked_identity", "age",
        "grounds", "requested_at", "reply_due_on", "decided_at", "enrol_until", "district",
    )  # fmt: skip
    readonly_fields = ("masked_name",)

    @admin.display(description=pgettext_lazy("person", "name"), ordering="name")
    def masked_name(self, late):
        return late.masked_name

    def due(self, value):
        return value

    def waiting(self, actor):
        """Requests of the district without an answer, the earliest due first."""
        if actor.role != Role.DISTRICT_REVIEWER:
            return None
        asked = LateException.objects.visible_to(actor).filter(state=LateState.REQUESTED)
        return asked.order_by("reply_due_on", "pk")

    def links(self, request, obj):
        if obj.enrolment_id is None:
            return []
        return [{"label": _("To the enrolment"), "url": record_url(obj.enrolment), "tone": "plain"}]

    def sections(self, request, obj):
        """Whether it can still help, while it waits; and what was decided."""
        decided = decisions_html(obj, request.actor)
        found = [decided] if decided else []
        if obj.state != LateState.REQUESTED:
            return found
        html = render_to_string(
            "programs/checks.html", {"checks": reach_checks(obj.training_class)}
        )
        return [{"title": _("What holds today"), "html": html}, *found]
