"""Merges of two records in the bureau's admin: the city's queue, and both records."""

from django.contrib import admin
from django.db.models.functions import TruncDate
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from core.admin import ScopedModelAdmin
from core.admin_site import site
from core.admin_urls import record_url
from core.enums import CASE_READERS, Role
from policies.queries import last_moment
from trainees.enums import MergeState
from trainees.models import (
    PersonMerge,
)
from trainees.permissions import READERS
from trainees.services import merging
from trainees.side_by_side import proof_of, shown_merge


@admin.register(PersonMerge, site=site)
class PersonMergeAdmin(ScopedModelAdmin):
    """Two records of one person: what was compared, what moved, and until when it can be undone."""

    roles = READERS
    icon = "merge"
    waiting_label = _("Merges to decide")
    waiting_since = "proposed_at"
    waiting_by = TruncDate("proposed_at")
    list_before_template = "trainees/candidates_link.html"
    will_come = _("A merge appears here once a district has proposed it.")
    list_display = (
        "number", "kept_name", "merged_name", "district", "state", "proposed_at", "undo_until",
    )  # fmt: skip
    list_filter = ("state", "district")
    search_fields = ("number",)
    list_select_related = ("district",)
    fields = (
        "number", "district", "reason", "proof_link", "proposed_by", "proposed_at", "decided_by",
        "decided_at", "records", "undo_until", "undone_by", "undone_at",
    )  # fmt: skip
    readonly_fields = ("proof_link",)

    @admin.display(description=_("record that stays"))
    def kept_name(self, merge):
        return merge.facts["kept"].get("name")

    @admin.display(description=_("record that moves"))
    def merged_name(self, merge):
        return merge.facts["merged"].get("name")

    @admin.display(description=_("proof"))
    def proof_link(self, merge):
        return proof_of(merge).value

    def due(self, value):
        return last_moment(merging.REPLY, value)

    def waiting(self, actor):
        """Proposals without an answer, the earliest first."""
        if actor.role != Role.MUNICIPAL_REVIEWER:
            return None
        proposed = PersonMerge.objects.visible_to(actor).filter(state=MergeState.PROPOSED)
        return proposed.order_by("proposed_at")

    def sections(self, request, obj):
        """Both records side by side, and while it is open what would move."""
        html = render_to_string("trainees/two_records.html", shown_merge(obj))
        return [{"title": _("The two records"), "html": html}]

    def links(self, request, obj):
        """The two records, for the city, which sees both."""
        if request.actor.role not in CASE_READERS:
            return []
        words = {obj.kept: _("Record that stays"), obj.merged: _("Record that moves")}
        return [
            {"label": label, "url": record_url(person), "tone": "plain"}
            for person, label in words.items()
        ]

    def changelist_view(self, request, extra_context=None):
        may_propose = request.actor.role == Role.DISTRICT_REVIEWER
        return super().changelist_view(
            request, {**(extra_context or {}), "may_propose": may_propose}
        )
