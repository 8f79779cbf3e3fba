"""Class dossiers in the bureau's admin: which classes are archived, and the way to each."""

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.admin import ScopedModelAdmin
from core.admin_site import site
from trainees.models import ClassDossier
from trainees.permissions import READERS


@admin.register(ClassDossier, site=site)
class ClassDossierAdmin(ScopedModelAdmin):
    roles = READERS
    icon = "inventory_2"
    list_display = ("training_class", "version", "organization", "sealed_at")
    list_filter = ("district",)
    search_fields = ("training_class__number",)
    list_select_related = ("training_class", "organization")
    fields = (
        "training_class", "organization", "district", "version", "sealed_at", "digest", "previous",
    )  # fmt: skip
    will_come = _("A dossier appears here when a class is archived.")

    def links(self, request, obj):
        url = reverse("class-dossier", args=[obj.training_class.number])
        return [{"label": _("Open the dossier"), "url": url, "icon": "folder-check"}]
