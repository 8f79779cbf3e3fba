"""Requests to see data in clear, for those who ask, grant and question them."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin.scoped import ScopedModelAdmin
from core.admin_site import site
from core.enums import RevealState, Role
from core.models import DataReveal
from core.models.reveal import GRANTERS, VIEWERS

REVEALS_WAITING = {
    **dict.fromkeys(GRANTERS, RevealState.REQUESTED),
    **dict.fromkeys(VIEWERS, RevealState.GRANTED),
    Role.AUDITOR: RevealState.QUESTIONED,
}


@admin.register(DataReveal, site=site)
class DataRevealAdmin(ScopedModelAdmin):
    roles = VIEWERS | GRANTERS | {Role.AUDITOR}
    icon = "visibility"
    list_display = ("number", "requested_at", "requested_role", "purpose", "records", "state")
    list_filter = ("state", "purpose", "requested_role")
    search_fields = ("=number",)
    waiting_label = _("Personal-data requests waiting")
    will_come = _(
        "Requests to view full personal data appear here, with who asked and why. An officer makes "
        "one on the page of a trainee."
    )
    exclude = ("session_digest",)

    def waiting(self, actor):
        state = REVEALS_WAITING.get(actor.role)
        return state and DataReveal.objects.visible_to(actor).filter(state=state)

    @admin.display(description=_("records"))
    def records(self, reveal):
        return len(reveal.subject_ids)
