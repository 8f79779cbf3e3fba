"""Policy documents and their clauses in the bureau's admin."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin import SETTINGS_READERS, ScopedModelAdmin
from core.admin_site import site
from core.enums import Role
from policies.models import Clause, PolicyDocument
from policies.services.library import save_clause, save_document

AUTHORS = {Role.POLICY_AUTHOR}
KEYS = ("shown_place", "label", "slug", "ordinal")


@admin.register(PolicyDocument, site=site)
class PolicyDocumentAdmin(ScopedModelAdmin):
    roles = SETTINGS_READERS
    editable_by = AUTHORS
    can_add = True
    icon = "gavel"
    list_display = ("number", "shown_title", "issuer", "issued_on", "status", "standing")
    list_filter = ("status", "standing")
    search_fields = ("search_text",)
    told = ("issuer", "source_note")

    @admin.display(description=_("title"), ordering="title_zh")
    def shown_title(self, row):
        return row.title

    def get_fields(self, request, obj=None):
        """How clauses are keyed is the authors' business."""
        names = super().get_fields(request, obj)
        return [n for n in names if n != "short" or self.writes(request, obj)]

    def save_model(self, request, obj, form, change):
        save_document(obj, actor=request.actor)


@admin.register(Clause, site=site)
class ClauseAdmin(ScopedModelAdmin):
    roles = SETTINGS_READERS
    editable_by = AUTHORS
    can_add = True
    icon = "article"
    list_display = ("shown_place", "heading_zh", "heading_en", "document")
    list_filter = ("document",)
    list_select_related = ("document",)
    search_fields = ("search_text",)

    @admin.display(description=_("clause"), ordering="ordinal")
    def shown_place(self, row):
        return row.place

    def get_fields(self, request, obj=None):
        """Readers know a clause by its place; what it is keyed by is the authors' business."""
        names = super().get_fields(request, obj)
        if self.writes(request, obj):
            return names
        return ["shown_place", *(name for name in names if name not in KEYS)]

    def get_readonly_fields(self, request, obj=None):
        """What was cited keeps its label and address."""
        if not self.writes(request, obj):
            return ("shown_place",)
        return ("document", "label", "slug") if obj else ()

    def save_model(self, request, obj, form, change):
        save_clause(obj, actor=request.actor)
