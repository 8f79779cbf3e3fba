"""Dated values and time limits in the bureau's admin: read by all staff."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin import SETTINGS_READERS, ScopedModelAdmin
from core.admin_site import site
from policies.models import DatedValue, TimeLimit


@admin.register(DatedValue, site=site)
class DatedValueAdmin(ScopedModelAdmin):
    roles = SETTINGS_READERS
    icon = "rule"
    list_display = ("code", "figure", "valid_from", "valid_to", "clause", "source_standing")
    list_filter = ("code",)
    fields = (
        "code",
        "figure",
        "valid_from",
        "valid_to",
        "known_from",
        "clause",
        "source_standing",
    )
    readonly_fields = ("figure",)

    @admin.display(description=_("figure"))
    def figure(self, row):
        return row.figure


@admin.register(TimeLimit, site=site)
class TimeLimitAdmin(ScopedModelAdmin):
    roles = SETTINGS_READERS
    icon = "timer"
    list_display = (
        "__str__",
        "process",
        "clock_start",
        "direction",
        "valid_from",
        "source_standing",
    )
    list_filter = ("unit",)
    search_fields = ("code", "zh", "process")
    exclude = ("number", "unit")
    readonly_fields = ("figure",)

    @admin.display(description=_("figure"))
    def figure(self, row):
        return row.figure
