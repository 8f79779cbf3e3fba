"""What belongs to an application: the unit's papers, the officers' findings and photos."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.access import ScopedModel, everything, of_district, of_organization, to
from core.enums import CASE_READERS, Role
from organizations.enums import MEMBER_ADMINS, FindingResult, PaperKind

BUREAUS = {**to(CASE_READERS, everything), Role.DISTRICT_REVIEWER: of_district()}
UNIT_AND_BUREAUS = {**BUREAUS, **to(MEMBER_ADMINS, of_organization())}


class OfAccreditation(ScopedModel):
    """A row that belongs to one application of one unit."""

    accreditation = models.ForeignKey(
        "organizations.Accreditation",
        models.PROTECT,
        related_name="%(class)ss",
        verbose_name=_("accreditation"),
    )
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, verbose_name=_("unit")
    )
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, verbose_name=_("district")
    )

    class Meta:
        abstract = True


class AccreditationPaper(OfAccreditation):
    """One uploaded paper; a newer one of its kind replaces it, and it stays readable."""

    VISIBLE = UNIT_AND_BUREAUS

    change = models.ForeignKey(
        "organizations.AccreditationChange",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="papers",
        verbose_name=_("change of accreditation"),
    )
    kind = models.CharField(_("kind of paper"), max_length=14, choices=PaperKind)
    file = models.ForeignKey("core.StoredFile", models.PROTECT, verbose_name=_("file"))
    uploaded_at = models.DateTimeField(_("uploaded"))

    class Meta:
        verbose_name = _("paper of an accreditation")
        verbose_name_plural = _("papers of accreditations")
        ordering = ["kind", "-uploaded_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["file"], name="accreditation_paper_file_once"),
            models.CheckConstraint(
                name="accreditation_proof_of_a_change",
                condition=Q(kind=PaperKind.PROOF, change__isnull=False)
                | (~Q(kind=PaperKind.PROOF) & Q(change__isnull=True)),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.accreditation_id}"

    def get_absolute_url(self):
        return reverse("accreditation-paper", args=[self.pk])


class VisitPhoto(OfAccreditation):
    """A photo of a visit: the file is the bureau's own."""

    VISIBLE = BUREAUS

    file = models.ForeignKey("core.StoredFile", models.PROTECT, verbose_name=_("file"))
    taken_by = models.ForeignKey(
        "organizations.User", models.PROTECT, related_name="+", verbose_name=_("taken by")
    )
    uploaded_at = models.DateTimeField(_("uploaded"))

    class Meta:
        verbose_name = _("photo of a visit")
        verbose_name_plural = _("photos of visits")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["file"], name="visit_photo_file_once")]

    def __str__(self):
        return f"{self.uploaded_at:%Y-%m-%d} {self.accreditation_id}"

    def get_absolute_url(self):
        return reverse("accreditation-photo", args=[self.pk])


class VisitFinding(OfAccreditation):
    """What the officers found about one criterion; the unit reads it once the visit is over."""

    VISIBLE = UNIT_AND_BUREAUS

    criterion = models.CharField(_("criterion"), max_length=40)
    result = models.CharField(_("finding"), max_length=16, choices=FindingResult)
    note = models.CharField(_("note"), max_length=300, blank=True)
    found_by = models.ForeignKey(
        "organizations.User", models.PROTECT, related_name="+", verbose_name=_("found by")
    )
    found_at = models.DateTimeField(_("found"))

    class Meta:
        verbose_name = _("finding of a visit")
        verbose_name_plural = _("findings of visits")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["accreditation", "criterion"], name="visit_finding_once"
            ),
            models.CheckConstraint(
                name="visit_finding_not_met_says_why",
                condition=~Q(result=FindingResult.NOT_MET) | ~Q(note=""),
            ),
        ]

    def __str__(self):
        return f"{self.criterion} {self.get_result_display()}"
