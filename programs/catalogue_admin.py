"""Lesson standards and subsidy rates in the bureau's admin; they change by rule sets only."""

from django.contrib import admin
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from core.admin.scoped import SEARCH_TEXT
from core.admin_site import site
from core.language import in_language
from core.search import found
from policies.admin.figures import CitingAdmin
from programs.enums import CourseType
from programs.models import LessonStandard, Occupation, SubsidyRate


class CatalogueFigureAdmin(CitingAdmin):
    """One line for each figure, found by the name or code of its occupation or course."""

    search_fields = ("what",)
    search_help_text = _("Name or code of an occupation, or the name of a course")
    fields = (
        "subject", "shown_figure", "in_force", "known_from", "known_to", "clause_link",
        "standing", "rule_set", "replaces",
    )  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request):
        """The names come along: a list of codes tells nobody what is taught."""
        of = Occupation.objects.filter(code=OuterRef("what"))
        names = {"zh": Subquery(of.values("zh")[:1]), "en": Subquery(of.values("en")[:1])}
        return super().get_queryset(request).annotate(**names)

    def get_search_results(self, request, queryset, search_term):
        by_code = Q(what__icontains=search_term)
        occupations = found(Occupation.objects.visible_to(request.actor), search_term, SEARCH_TEXT)
        wanted = search_term.strip().lower()
        courses = [code for code, name in CourseType.choices if wanted in f"{name}".lower()]
        by_name = Q(what__in=occupations.values("code")) | Q(what__in=courses)
        return queryset.filter(by_code | by_name), False

    @admin.display(description=_("occupation or course"), ordering="what")
    def subject(self, row):
        """The course with its level; an occupation by its name beside the code."""
        name = in_language(row.zh, row.en) if row.zh else ""
        return f"{name} {row.subject}" if name else row.subject


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
