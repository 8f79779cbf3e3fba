"""Reference lists in the bureau's admin: which there are, how old, never who is on."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin import ScopedModelAdmin
from core.admin_site import site
from core.enums import Role
from trainees.list_standings import standings
from trainees.models import (
    ReferenceList,
)
from trainees.permissions import LIST_READERS


@admin.register(ReferenceList, site=site)
class ReferenceListAdmin(ScopedModelAdmin):
    """Which lists of other authorities were loaded, of which day, from where; never who is on."""

    roles = LIST_READERS
    icon = "fact_check"
    list_before_template = "trainees/list_standings.html"
    list_display = ("number", "kind", "as_of", "source", "people", "way", "loaded_at")
    list_filter = ("kind",)
    list_select_related = ("loaded_by",)
    fields = ("number", "kind", "as_of", "source", "people", "digest", "way", "loaded_at")
    readonly_fields = ("way",)
    will_come = _("A list appears here once it is loaded. Until then its condition is open.")

    @admin.display(description=_("loaded by"))
    def way(self, row):
        return row.way

    def changelist_view(self, request, extra_context=None):
        may_load = request.actor.role == Role.MUNICIPAL_REVIEWER
        told = {"may_load": may_load, "standings": standings(request.actor)}
        return super().changelist_view(request, {**(extra_context or {}), **told})
