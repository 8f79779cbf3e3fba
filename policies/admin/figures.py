"""Dated values and time limits in the bureau's admin: figures under a clause."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.admin import SETTINGS_READERS, ScopedModelAdmin
from core.admin_site import site
from core.pages.parts import period
from policies.models import DatedValue, TimeLimit


def on_one_line(words: str) -> str:
    """A figure or a span of days that a narrow column must not break."""
    return format_html('<span class="whitespace-nowrap">{}</span>', words)


def to_clause(row, words: str) -> str:
    """Words that lead to the clause a row cites, where the library has it."""
    return format_html('<a href="{}">{}</a>', row.clause_url, words) if row.clause_url else words


class CitingAdmin(ScopedModelAdmin):
    """Figures under a clause, read by all staff; they change by rule sets only."""

    roles = SETTINGS_READERS
    list_select_related = ("cited_clause__document", "rule_set")

    @admin.display(description=_("clause"), ordering="clause")
    def clause_link(self, row):
        return to_clause(row, row.clause_name)

    @admin.display(description=_("clause"), ordering="clause")
    def clause_place(self, row):
        """The clause without its document, for a list of figures under one document."""
        clause = row.cited_clause
        return to_clause(row, clause.place if clause else row.clause_name)

    @admin.display(description=_("figure"))
    def shown_figure(self, row):
        return on_one_line(row.figure)

    @admin.display(description=_("in force"), ordering="valid_from")
    def in_force(self, row):
        return on_one_line(period(row.valid_from, row.valid_to))

    @admin.display(description=_("Basis"), ordering="source_standing")
    def standing(self, row):
        return row.standing_name


@admin.register(DatedValue, site=site)
class DatedValueAdmin(CitingAdmin):
    icon = "rule"
    list_display = ("code", "shown_figure", "in_force", "known_from", "clause_link", "standing")
    list_filter = ("code",)
    fields = ("code", "shown_figure", "in_force", "known_from", "clause_link", "standing")
    readonly_fields = ("shown_figure", "in_force", "clause_link", "standing")


@admin.register(TimeLimit, site=site)
class TimeLimitAdmin(CitingAdmin):
    icon = "timer"
    list_display = ("name", "counted", "starts_with", "valid_from", "clause_place", "standing")
    list_filter = ("unit", "direction")
    search_fields = ("code", "zh", "en", "process", "process_zh")
    fields = (
        "name", "shown_figure", "process_name", "direction", "starts_with", "consequence",
        "in_force", "known_from", "known_to", "clause_link", "standing", "rule_set", "zh", "en",
    )  # fmt: skip
    readonly_fields = fields

    @admin.display(description=_("time limit"), ordering="code")
    def name(self, row):
        return row.name

    @admin.display(description=_("figure"))
    def counted(self, row):
        """The figure and which way it is counted, on one line."""
        return on_one_line(f"{row.figure} · {row.get_direction_display()}")

    @admin.display(description=_("process"))
    def process_name(self, row):
        return row.process_name

    @admin.display(description=_("clock starts"))
    def starts_with(self, row):
        return row.starts_with

    @admin.display(description=_("when over"))
    def consequence(self, row):
        return row.consequence
