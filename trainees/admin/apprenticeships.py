"""Apprenticeship plans in the bureau's admin: the district's queue, with contracts and mentors."""

from django.contrib import admin
from django.db.models import F
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from core.admin import ScopedModelAdmin
from core.admin_site import site
from core.enums import Role
from policies.decisions import checks_of
from policies.pages import decisions_html
from trainees.apprentice_checks import plan_decided
from trainees.apprentice_facts import facts_of_plan
from trainees.enums import ApprenticePlanState
from trainees.models import ApprenticePlan
from trainees.permissions import READERS


@admin.register(ApprenticePlan, site=site)
class ApprenticePlanAdmin(ScopedModelAdmin):
    """Who learns what with whom, and what the district has to answer; people stay masked."""

    roles = READERS
    icon = "handshake"
    waiting_label = _("Apprenticeship plans to answer")
    waiting_since = "filed_at"
    waiting_by = F("reply_due_on")
    will_come = _("Plans appear here as soon as an enterprise files them.")
    list_display = (
        "number", "organization", "institution", "occupation", "level", "state", "starts_on",
        "ends_on", "reply_due_on",
    )  # fmt: skip
    list_filter = ("state", "level", "district")
    search_fields = ("number", "organization__search_text", "institution__search_text")
    list_select_related = ("organization", "institution", "occupation")
    fields = (
        "number", "organization", "institution", "occupation", "level", "starts_on", "ends_on",
        "filed_at", "reply_due_on", "decided_at", "cancelled_on", "planned", "basis", "district",
    )  # fmt: skip
    readonly_fields = ("planned", "basis")

    def facts(self, plan):
        """Counted once for a page, three parts of which show them."""
        if not hasattr(plan, "facts_today"):
            plan.facts_today = facts_of_plan(plan)
        return plan.facts_today

    @admin.display(description=_("planned person-years"))
    def planned(self, plan):
        return f"{self.facts(plan).planned_person_years:.2f}"

    @admin.display(description=_("commitment basis (CNY, illustrative rate)"))
    def basis(self, plan):
        return f"{self.facts(plan).commitment_basis:,}"

    def due(self, value):
        return value

    def waiting(self, actor):
        """Plans of the district without an answer, the earliest due first."""
        if actor.role != Role.DISTRICT_REVIEWER:
            return None
        filed = ApprenticePlan.objects.visible_to(actor).filter(state=ApprenticePlanState.FILED)
        return filed.order_by("reply_due_on", "pk")

    def sections(self, request, obj):
        """The apprentices; while it waits what holds today; and what was decided."""
        rows = self.facts(obj).apprentices
        context = {"plan": obj, "rows": rows, "is_admin": True}
        html = render_to_string("trainees/apprentices.html", context)
        found = [{"title": _("Apprentices"), "html": html}]
        if obj.state == ApprenticePlanState.FILED and request.actor.role == Role.DISTRICT_REVIEWER:
            checks = {"checks": checks_of(plan_decided(obj))}
            html = render_to_string("programs/checks.html", checks)
            found.append({"title": _("What holds today"), "html": html})
        decided = decisions_html(obj, request.actor)
        return [*found, *([decided] if decided else [])]
