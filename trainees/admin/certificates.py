"""Certificates of completion in the bureau's admin: read, and downloaded as they were printed."""

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.admin import ScopedModelAdmin
from core.admin_site import site
from core.pages.parts import paper_button
from trainees.models import CompletionCertificate
from trainees.permissions import READERS


@admin.register(CompletionCertificate, site=site)
class CompletionCertificateAdmin(ScopedModelAdmin):
    roles = READERS
    icon = "workspace_premium"
    list_display = (
        "number",
        "masked_name",
        "programme",
        "level_label",
        "organization",
        "issued_at",
    )
    list_filter = ("district",)
    search_fields = ("number",)
    list_select_related = ("organization",)
    fields = (
        "number", "masked_name", "enrolment", "programme", "level_label", "organization",
        "district", "issued_at",
    )  # fmt: skip
    readonly_fields = ("masked_name", "programme", "level_label")
    will_come = _("Certificates appear here when an institution completes a class.")

    @admin.display(description=pgettext_lazy("person", "name"))
    def masked_name(self, certificate):
        return certificate.masked_name

    @admin.display(description=_("programme"))
    def programme(self, certificate):
        return certificate.facts["programme"]

    @admin.display(description=_("skill level"))
    def level_label(self, certificate):
        return certificate.level_label

    def links(self, request, obj):
        check = reverse("certificate-check", query={"number": obj.number})
        return [
            paper_button("certificate-paper", obj.number),
            {"label": _("Check a certificate"), "url": check, "icon": "shield-check"},
        ]
