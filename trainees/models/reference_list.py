"""Dated lists of other authorities: who stood on one, and of which day it is."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.access import ScopedModel, everything, to
from core.enums import CASE_READERS
from core.identifiers import DocumentType
from core.privacy import KeyedHashField
from trainees.enums import ListKind


class ReferenceList(ScopedModel):
    """One list as it was loaded, with where it comes from; it never changes.

    Of a kind the one of the latest day counts, of two of one day the one loaded last.
    """

    VISIBLE = to(CASE_READERS, everything)

    number = models.CharField(_("number"), max_length=20, unique=True)
    kind = models.CharField(_("list"), max_length=14, choices=ListKind)
    as_of = models.DateField(_("of the day"))
    source = models.CharField(_("source of the data"), max_length=60)
    people = models.PositiveIntegerField(_("entries"))
    loaded_at = models.DateTimeField(_("loaded"))
    loaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False,
        verbose_name=_("loaded by"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("reference list")
        verbose_name_plural = _("reference lists")
        ordering = ["-as_of", "-id"]
        indexes = [models.Index(fields=["kind", "-as_of", "-id"], name="reference_list_newest")]

    def __str__(self):
        return f"{self.number} {self.get_kind_display()}"

    def get_absolute_url(self):
        return reverse("admin:trainees_referencelist_change", args=[self.pk])


class ReferenceEntry(ScopedModel):
    """One person of a list by the keyed hash alone: nobody reads the list out of it.

    Only a listed function looks, and answers about the person who asks.
    """

    VISIBLE: dict = {}

    reference_list = models.ForeignKey(
        ReferenceList, models.PROTECT, related_name="entries", db_index=False
    )
    document_type = models.CharField(_("document"), max_length=24, choices=DocumentType)
    identity_hash = KeyedHashField(editable=False)
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("entry of a reference list")
        verbose_name_plural = _("entries of reference lists")
        indexes = [
            models.Index(fields=["reference_list", "identity_hash"], name="reference_entry_person")
        ]

    def __str__(self):
        return f"{self.reference_list_id}/{self.pk}"
