"""Class dossiers 一班一档: the manifest over everything a class left behind, sealed by hash."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.access import ScopedModel, everything, of_district, of_organization, to
from core.enums import CASE_READERS, UNIT_ADMINS, Role


class ClassDossier(ScopedModel):
    """One entry: what the class was made of at a moment, part by part; nobody changes it.

    An addition afterwards is a further entry that names the hash of the one before.
    """

    VISIBLE = {
        **to(CASE_READERS, everything),
        Role.DISTRICT_REVIEWER: of_district(),
        **to(UNIT_ADMINS, of_organization()),
    }
    AUDIT_HIDDEN = ("manifest",)

    training_class = models.ForeignKey(
        "programs.TrainingClass",
        models.PROTECT,
        related_name="dossiers",
        verbose_name=_("class"),
    )
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, verbose_name=_("institution")
    )
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, verbose_name=_("district")
    )
    version = models.PositiveSmallIntegerField(_("entry"))
    sealed_at = models.DateTimeField(_("sealed"))
    manifest = models.TextField(_("manifest"))
    digest = models.CharField(_("checksum (SHA-256)"), max_length=64)
    previous = models.CharField(_("checksum of the entry before"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("class dossier")
        verbose_name_plural = _("class dossiers")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["organization", "-id"], name="dossier_organization"),
            models.Index(fields=["district", "-id"], name="dossier_district"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["training_class", "version"], name="dossier_once"),
            models.CheckConstraint(
                name="dossier_names_the_one_before",
                condition=models.Q(version=1, previous="")
                | models.Q(version__gt=1) & ~models.Q(previous=""),
            ),
        ]

    def __str__(self):
        return f"{self.training_class.number} #{self.version}"

    def get_absolute_url(self):
        return reverse("class-dossier", args=[self.training_class.number])
