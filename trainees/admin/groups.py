"""Key groups and their proofs in the bureau's admin."""

from django.contrib import admin
from django.db.models.functions import TruncDate
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core import clock
from core.admin import SETTINGS_READERS, ScopedModelAdmin
from core.admin_site import site
from core.enums import Role
from policies.queries import last_moment
from trainees.enums import GroupState
from trainees.list_answers import answer_about, in_words
from trainees.models import (
    GroupMembership,
    KeyGroup,
)
from trainees.permissions import READERS
from trainees.services.groups import REPLY


@admin.register(GroupMembership, site=site)
class GroupMembershipAdmin(ScopedModelAdmin):
    """Proofs of key groups; a sensitive one is named on the page of the move that decides it."""

    roles = READERS
    icon = "verified_user"
    waiting_label = _("Key group proofs to answer")
    waiting_since = "submitted_at"
    waiting_by = TruncDate("submitted_at")
    will_come = _("Proofs appear here when residents of the district hand them in.")
    list_display = (
        "number", "masked_name", "group_name", "district", "state", "submitted_at", "valid_until",
    )  # fmt: skip
    list_filter = ("state", "district")
    search_fields = ("number", "trainee__name")
    list_select_related = ("trainee", "group", "district")
    exclude = (
        "trainee_user", "group", "proof", "reviewed_by", "basis", "list_number", "list_as_of",
    )  # fmt: skip
    readonly_fields = ("group_name", "evidence")

    @admin.display(description=pgettext_lazy("person", "name"), ordering="trainee__name")
    def masked_name(self, membership):
        return membership.trainee.masked_name

    @admin.display(description=_("key group"))
    def group_name(self, membership):
        return membership.discreet

    @admin.display(description=_("confirmed by"))
    def evidence(self, membership):
        return membership.discreet_evidence if membership.replied_at else None

    def sections(self, request, obj):
        """Beside the paper, what the list of the group says today of who waits."""
        is_open = obj.state == GroupState.SUBMITTED
        if request.actor.role != Role.DISTRICT_REVIEWER or not (is_open and obj.group.list_kind):
            return []
        words = in_words(answer_about(obj, clock.today()))
        html = render_to_string("trainees/list_says.html", {"words": words, "membership": obj})
        return [{"title": _("What the list says"), "html": html}]

    def links(self, request, obj):
        if obj.proof_id is None:
            return []
        url = reverse("group-proof", args=[obj.number])
        return [{"label": _("Open the proof"), "url": url, "tone": "plain"}]

    def due(self, value):
        return last_moment(REPLY, value)

    def waiting(self, actor):
        """Proofs of the district's residents without an answer, the earliest first."""
        if actor.role != Role.DISTRICT_REVIEWER:
            return None
        handed_in = GroupMembership.objects.visible_to(actor).filter(state=GroupState.SUBMITTED)
        return handed_in.order_by("submitted_at")


@admin.register(KeyGroup, site=site)
class KeyGroupAdmin(ScopedModelAdmin):
    roles = SETTINGS_READERS
    icon = "diversity_3"
    list_display = (
        "zh", "en", "default_validity_months", "is_sensitive", "goes_first", "is_active",
    )  # fmt: skip
    exclude = ("code",)
    list_filter = ("is_sensitive", "is_active")
    told = ("evidence", "origin")
