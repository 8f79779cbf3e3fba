"""Accreditations and their changes in the bureau's admin: the queues of district and city."""

from django.contrib import admin
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.admin import ScopedModelAdmin
from core.admin_site import site
from core.enums import CASE_READERS, Role
from core.pages import registry
from core.pages.parts import paper_button
from core.waiting import Work
from organizations.enums import AccreditationState, ChangeKind, ChangeState
from organizations.models import Accreditation, AccreditationChange
from organizations.papers import has_paper
from organizations.readiness import visit_needs
from organizations.views.accreditation_parts import html, visit_part
from organizations.views.accreditations import papers_part
from organizations.views.changes import change_parts, report_url

CHANGE = "accreditation change"
PASS = "/pass_district/"  # in the address of the move
CITYS = _(
    "The municipal bureau decides on this; nothing is to be done by the district. Refuse it only "
    "for a reason of your own."
)
VISITORS = {Role.DISTRICT_REVIEWER, Role.INSPECTOR}


def own_visits(actor):
    """The visits that name the actor as an officer who has not signed; None for who never goes."""
    if actor.role not in VISITORS:
        return None
    visits = Accreditation.objects.visible_to(actor).filter(state=AccreditationState.SITE_VISIT)
    first = Q(first_officer=actor.user_id, first_signed_at=None)
    second = Q(second_officer=actor.user_id, second_signed_at=None)
    return visits.filter(first | second).order_by("visit_on", "pk")


VISITS = Work("visits", _("On-site visits to go to or sign"), own_visits, F("visit_on"))


class AccreditationParts(ScopedModelAdmin):
    """What the pages of applications and of changes have in common."""

    roles = CASE_READERS | {Role.DISTRICT_REVIEWER}
    waiting_by = F("reply_due_on")

    def parts(self, obj) -> list[dict]:
        return []

    def is_the_citys(self, obj) -> bool:
        """Whether the district has done its part and the municipal bureau decides."""
        return False

    def waits_for_city(self, request, obj) -> bool:
        return request.actor.role == Role.DISTRICT_REVIEWER and self.is_the_citys(obj)

    def moves(self, request, obj):
        """What a district may still refuse, while the city decides, is no invitation to do so."""
        found = super().moves(request, obj)
        if not self.waits_for_city(request, obj):
            return found
        return [{**each, "tone": "plain"} for each in found]

    def sections(self, request, obj):
        """Our own parts, and those that higher apps hang on the page: the scope."""
        place = "accreditation" if obj._meta.model_name == "accreditation" else CHANGE
        return [*map(html, self.parts(obj)), *registry.sections(place, request, obj)]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Beside the buttons it says whose turn it is."""
        obj = self.get_object(request, object_id)
        note = CITYS if obj is not None and self.waits_for_city(request, obj) else ""
        return super().change_view(
            request, object_id, form_url, {"note": note, **(extra_context or {})}
        )


def lacks_something(row) -> bool:
    """Whether a visit is open and not everything of it is done."""
    is_visited = row.state == AccreditationState.SITE_VISIT
    return is_visited and not all(need.passed for need in visit_needs(row))


@admin.register(Accreditation, site=site)
class AccreditationAdmin(AccreditationParts):
    icon = "verified"
    waiting_since = "submitted_at"
    waiting_label = _("Accreditations to answer")
    works = (VISITS,)
    will_come = _("Applications appear here as soon as a unit submits them.")
    list_display = (
        "number",
        "organization",
        "district",
        "state",
        "submitted_at",
        "visit_on",
        "reply_due_on",
        "valid_until",
    )
    list_filter = ("state", "organization__kind", "district")
    search_fields = ("organization__search_text",)
    list_select_related = (
        "organization",
        "district",
        "first_officer",
        "second_officer",
        "renews__organization",
    )
    exclude = ("first_signed", "second_signed", "passed_by", "decided_by")

    def waiting(self, actor):
        """For the district what was submitted or is visited, for the city what was passed."""
        rows = Accreditation.objects.visible_to(actor)
        if actor.role == Role.DISTRICT_REVIEWER:
            states = (AccreditationState.SUBMITTED, AccreditationState.SITE_VISIT)
            return rows.filter(state__in=states).order_by("reply_due_on")
        if actor.role == Role.MUNICIPAL_REVIEWER:
            passed = rows.filter(state=AccreditationState.DISTRICT_PASSED)
            return passed.order_by("reply_due_on")
        return None

    def is_the_citys(self, obj) -> bool:
        return obj.state == AccreditationState.DISTRICT_PASSED

    def moves(self, request, obj):
        """While something of a visit is open, its page comes first, and passing it on later."""
        found, is_open = super().moves(request, obj), lacks_something(obj)
        return [
            {**each, "tone": "plain"} if is_open and PASS in each["url"] else each for each in found
        ]

    def parts(self, obj):
        found = [papers_part(obj, is_open=False)]
        if obj.state == AccreditationState.SITE_VISIT:
            context = {"checks": visit_needs(obj)}
            template = "programs/checks.html"
            found.append({"title": _("Visit"), "template": template, "context": context})
        return [*found, *visit_part(obj)]

    def links(self, request, obj):
        found = [paper_button("accreditation-letter", obj.number)] * has_paper(obj, request.actor)
        if obj.state == AccreditationState.SITE_VISIT:
            url = reverse("accreditation-visit", args=[obj.number])
            tone = "primary" if lacks_something(obj) else "plain"
            found.append({"label": _("Open the visit"), "url": url, "tone": tone})
        return found


@admin.register(AccreditationChange, site=site)
class ChangeAdmin(AccreditationParts):
    icon = "published_with_changes"
    waiting_since = "requested_at"
    waiting_label = _("Changes of accreditation to answer")
    will_come = _("Changes appear here as soon as a unit asks for them.")
    list_display = ("number", "organization", "district", "kind", "state", "reply_due_on")
    list_filter = ("state", "kind", "district")
    search_fields = ("organization__search_text",)
    list_select_related = ("organization", "district", "accreditation__organization")
    exclude = ("wanted",)

    def is_the_citys(self, obj) -> bool:
        is_seen = obj.kind != ChangeKind.PREMISES or bool(obj.report)
        return obj.state == ChangeState.REQUESTED and is_seen

    def waiting(self, actor):
        """Requests without an answer; premises wait for the district's report first."""
        asked = AccreditationChange.objects.visible_to(actor).filter(state=ChangeState.REQUESTED)
        unseen = Q(kind=ChangeKind.PREMISES, report="")
        if actor.role == Role.DISTRICT_REVIEWER:
            return asked.filter(unseen).order_by("reply_due_on")
        if actor.role == Role.MUNICIPAL_REVIEWER:
            return asked.exclude(unseen).order_by("reply_due_on")
        return None

    def parts(self, obj):
        return change_parts(obj)

    def links(self, request, obj):
        is_seen = obj.kind != ChangeKind.PREMISES or obj.state != ChangeState.REQUESTED
        if is_seen or request.actor.role != Role.DISTRICT_REVIEWER:
            return []
        return [{"label": _("Write the report"), "url": report_url(obj), "tone": "primary"}]
