"""Lesson standards and subsidy rates in the bureau's admin; they change by rule sets only."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin_site import site
from policies.admin.figures import CitingAdmin
from programs.models import LessonStandard, SubsidyRate


class CatalogueFigureAdmin(CitingAdmin):
    """One line for each figure, found by the code of its occupation or course."""

    search_fields = ("what",)
    fields = (
        "what", "level", "shown_figure", "in_force", "known_from", "known_to", "clause_link",
        "standing", "rule_set", "replaces",
    )  # fmt: skip
    readonly_fields = fields

    @admin.display(description=_("occupation or course"), ordering="what")
    def subject(self, row):
        return row.subject


@admin.register(LessonStandard, site=site)
class LessonStandardAdmin(CatalogueFigureAdmin):
    icon = "menu_book"
    list_display = ("subject", "measure", "shown_figure", "in_force", "clause_link", "standing")
    list_filter = ("measure", "level")


@admin.register(SubsidyRate, site=site)
class SubsidyRateAdmin(CatalogueFigureAdmin):
    icon = "payments"
    list_display = ("subject", "part", "shown_figure", "in_force", "clause_link", "standing")
    list_filter = ("stream", "part", "level")
