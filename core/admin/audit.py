"""The audit trail as the auditor reads it."""

from django.contrib import admin
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from core.admin.scoped import ScopedModelAdmin
from core.admin_site import site
from core.enums import Role
from core.models import AuditEntry
from core.pages.history import changes, kind_of, reason_of, verb_of


@admin.register(AuditEntry, site=site)
class AuditEntryAdmin(ScopedModelAdmin):
    roles = {Role.AUDITOR, Role.MUNICIPAL_CHIEF}
    icon = "history"
    list_display = ("at", "action", "object_label", "actor_role", "why")
    list_filter = ("actor_role", "model")
    search_fields = ("object_label",)
    fields = ("at", "action", "object_label", "kind", "actor_role", "actor_name", "why", "changes")
    readonly_fields = ("action", "kind", "why", "changes")

    @admin.display(description=_("action"), ordering="verb")
    def action(self, entry):
        return verb_of(entry)

    @admin.display(description=_("kind of record"))
    def kind(self, entry):
        return kind_of(entry)

    @admin.display(description=_("reason"))
    def why(self, entry):
        return reason_of(entry)

    @admin.display(description=_("what changed"))
    def changes(self, entry):
        return render_to_string("components/changes.html", {"changes": changes(entry)})
