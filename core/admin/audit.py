"""The audit trail as the auditor reads it."""

from django.apps import apps
from django.contrib import admin
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.admin.scoped import NamedFilter, ScopedModelAdmin
from core.admin_site import site
from core.enums import Role
from core.models import AuditEntry
from core.pages.history import (
    changes,
    kind_of,
    reason_of,
    record_name,
    system_name,
    verb_of,
)


class RecordKindFilter(NamedFilter):
    """Kinds of record from the app registry."""

    title = _("kind of record")
    parameter_name = "model"

    def lookups(self, request, model_admin):
        kinds = ((m._meta.label_lower, m._meta.verbose_name) for m in apps.get_models())
        ours = ((label, name) for label, name in kinds if hasattr(apps.get_model(label), "VISIBLE"))
        return sorted(ours, key=lambda kind: str(kind[1]))


class CappedPaginator(Paginator):
    """Counts no further than anybody turns pages: a count of the whole trail reads the whole."""

    MOST = 5000

    @cached_property
    def count(self):
        return len(self.object_list.order_by().values_list("pk")[: self.MOST])


@admin.register(AuditEntry, site=site)
class AuditEntryAdmin(ScopedModelAdmin):
    roles = {Role.AUDITOR}
    icon = "history"
    list_display = ("at", "action", "record", "actor_role", "why")
    list_filter = ("actor_role", RecordKindFilter)
    search_fields = ("=object_id", "object_label")
    paginator = CappedPaginator
    fields = ("at", "action", "record", "kind", "actor_role", "part", "why", "changes")
    readonly_fields = ("action", "record", "kind", "part", "why", "changes")

    def get_object(self, request, object_id, from_field=None):
        """Its heading says what the record is called, codes in words."""
        entry = super().get_object(request, object_id, from_field)
        if entry is not None:
            entry.object_label = record_name(entry)
        return entry

    @admin.display(description=_("record"), ordering="object_label")
    def record(self, entry):
        return record_name(entry)

    @admin.display(description=_("part of the system"))
    def part(self, entry):
        return system_name(entry)

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
