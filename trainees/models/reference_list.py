"""Dated lists of other authorities: who stood on one, and of which day it is."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.access import ScopedModel, ScopedQuerySet, everything, to
from core.enums import CASE_READERS
from core.identifiers import DocumentType
from core.privacy import KeyedHashField
from trainees.list_kinds import choices
from trainees.permissions import LIST_READERS


class ReferenceListQuerySet(ScopedQuerySet):
    def newest(self, kind: str):
        """The list of a kind that counts, as far as one was loaded."""
        return self.filter(kind=kind).order_by("-as_of", "-pk").first()


class ReferenceList(ScopedModel):
    """One list as it was loaded, with where it comes from; it never changes.

    Of a kind the one of the latest day counts, of two of one day the one loaded last. It came in a
    file somebody loaded, or from an address (`adapter`). `digest` is the SHA-256 of its rows as
    they are stored, numbers as keyed hashes: the same rows of the same day have the same one.
    """

    VISIBLE = to(LIST_READERS, everything)

    number = models.CharField(_("number"), max_length=20, unique=True)
    kind = models.CharField(_("list"), max_length=24, choices=choices)
    as_of = models.DateField(_("of the day"))
    source = models.CharField(_("source of the data"), max_length=60)
    people = models.PositiveIntegerField(_("entries"))
    digest = models.CharField(_("hash of the entries"), max_length=64)
    loaded_at = models.DateTimeField(_("loaded"))
    loaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        db_index=False, verbose_name=_("loaded by"),
    )  # fmt: skip
    adapter = models.CharField(_("asked from"), max_length=200, blank=True)

    objects = ReferenceListQuerySet.as_manager()

    class Meta:
        verbose_name = _("reference list")
        verbose_name_plural = _("reference lists")
        ordering = ["-as_of", "-id"]
        indexes = [models.Index(fields=["kind", "-as_of", "-id"], name="reference_list_newest")]
        constraints = [
            models.CheckConstraint(
                name="reference_list_came_by_one_way",
                condition=models.Q(loaded_by__isnull=True) ^ models.Q(adapter=""),
            )
        ]

    def __str__(self):
        return f"{self.number} {self.get_kind_display()}"

    def get_absolute_url(self):
        return reverse("admin:trainees_referencelist_change", args=[self.pk])

    @property
    def way(self) -> str:
        """Who loaded it, or from where it was asked."""
        return self.adapter or str(self.loaded_by)


class ReferenceEntry(ScopedModel):
    """One person of a list by the keyed hash alone: nobody reads the list out of it.

    Only listed functions look, and answer about the person who asks or a resident of the district.
    `employer` is the credit code of who pays in for an insured person; the days are then the first
    and the last of months.
    """

    VISIBLE: dict = {}

    reference_list = models.ForeignKey(
        ReferenceList, models.PROTECT, related_name="entries", db_index=False
    )
    document_type = models.CharField(_("document"), max_length=24, choices=DocumentType)
    identity_hash = KeyedHashField(editable=False)
    employer = models.CharField(_("credit code of the employer"), max_length=18, blank=True)
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


class ReferenceUnit(ScopedModel):
    """One unit of a business register: what it is called, and whether it is in business."""

    VISIBLE = to(CASE_READERS, everything)

    reference_list = models.ForeignKey(
        ReferenceList, models.PROTECT, related_name="units", db_index=False
    )
    uscc = models.CharField(_("unified social credit code"), max_length=18)
    name = models.CharField(_("name of the unit"), max_length=80)
    is_in_business = models.BooleanField(_("in business"))

    class Meta:
        verbose_name = _("unit of a business register")
        verbose_name_plural = _("units of business registers")
        indexes = [models.Index(fields=["reference_list", "uscc"], name="reference_unit_code")]

    def __str__(self):
        return self.name
