"""People in the bureau's admin: masked, read-only; and what the home district does for them."""

from django.contrib import admin
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.admin import ScopedModelAdmin
from core.admin_site import site
from core.enums import Role
from core.models.reveal import MOST_SUBJECTS
from core.reveals.pages import request_url, reveal_links
from trainees.models import (
    PersonMerge,
    Trainee,
)
from trainees.permissions import READERS
from trainees.reveals import CASE_OFFICERS
from trainees.services.counter import may_serve


def ask_to_see(model_admin, request, queryset):
    """The page that asks for the chosen people."""
    keys = list(queryset.values_list("pk", flat=True)[: MOST_SUBJECTS + 1])
    return HttpResponseRedirect(request_url("trainees.trainee", keys))


def counter_links(request, trainee) -> list[dict]:
    """What the home district does for a person at its counter; nothing at an emptied record."""
    if request.actor.role != Role.DISTRICT_REVIEWER or trainee.merged_into_id:
        return []
    names = {
        "counter-phone": _("New phone at the counter"),
        "merge-search": _("Merge with another record"),
    }
    if may_serve(request.actor):
        names = {"counter-serve": _("Serve at the counter")} | names
    return [
        {"label": label, "url": reverse(name, args=[trainee.pk]), "tone": "plain"}
        for name, label in names.items()
    ]


@admin.register(Trainee, site=site)
class TraineeAdmin(ScopedModelAdmin):
    """Residents of the district; identity and phone are masked."""

    roles = READERS
    icon = "groups"
    list_before_template = "trainees/register_link.html"
    list_display = ("masked_name", "masked_identity", "district", "education", "registered_at")
    list_filter = ("district", "education")
    search_fields = ("name",)
    list_select_related = ("district",)
    fields = (
        "name",
        "document_type",
        "masked_identity",
        "birth_year",
        "sex",
        "masked_phone",
        "education",
        "district",
        "consent_form",
        "consent_at",
        "registered_at",
        "leads_to",
    )
    readonly_fields = ("masked_identity", "birth_year", "masked_phone", "consent_form", "leads_to")
    will_come = _("Trainees appear here when they register or stand in a roster.")

    @admin.display(description=pgettext_lazy("person", "name"), ordering="name")
    def masked_name(self, trainee):
        return trainee.masked_name

    @admin.display(description=_("year of birth"))
    def birth_year(self, trainee):
        """The full date would give away what the mask of the number hides."""
        return str(trainee.birth_on.year)

    @admin.display(description=_("consent"))
    def consent_form(self, trainee):
        if not trainee.consent_version:
            return None
        return _("Form of consent: %(version)s") % {"version": trainee.consent_version}

    def changelist_view(self, request, extra_context=None):
        serves = may_serve(request.actor)
        return super().changelist_view(request, {**(extra_context or {}), "may_serve": serves})

    @admin.display(description=_("merged into"))
    def leads_to(self, trainee):
        """The record that stands for this one; the district may not see it."""
        if trainee.merged_into_id is None:
            return None
        address = reverse("admin:trainees_trainee_change", args=[trainee.merged_into_id])
        return format_html('<a href="{}">{}</a>', address, trainee.masked_name)

    def links(self, request, obj):
        return [*reveal_links(request, obj), *counter_links(request, obj)]

    def sections(self, request, obj):
        """Whether it was put together with another record, or somebody proposes to."""
        seen = PersonMerge.objects.visible_to(request.actor).filter(Q(kept=obj) | Q(merged=obj))
        rows = list(seen.order_by("-pk"))
        if not rows:
            return []
        html = render_to_string("trainees/merges_of.html", {"merges": rows})
        return [{"title": _("Merges of records"), "html": html}]

    def get_actions(self, request):
        """A list of people is asked for as one; another person grants it."""
        found = super().get_actions(request)
        if request.actor.role in CASE_OFFICERS:
            words = _("Ask to see the numbers of the chosen people")
            found["ask_to_see"] = (ask_to_see, "ask_to_see", words)
        return found

    @admin.display(description=_("identity number"))
    def masked_identity(self, trainee):
        return trainee.masked_identity

    @admin.display(description=_("phone"))
    def masked_phone(self, trainee):
        return trainee.masked_phone
