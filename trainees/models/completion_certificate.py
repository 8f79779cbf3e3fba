"""Certificates of completion 培训合格证书: one for each enrolment that was completed."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.access import ScopedModel, everything, of_district, of_organization, of_person, to
from core.enums import CASE_READERS, UNIT_ADMINS, Role
from core.identifiers import SkillLevel, mask_name


class CompletionCertificate(ScopedModel):
    """What was printed when it was issued; nobody changes or removes a row.

    `facts` is the whole paper: whoever is called otherwise later has completed under that name. It
    names no account: it belongs to whom the enrolment belongs, also when records are merged.
    """

    VISIBLE = {
        **to(CASE_READERS, everything),
        Role.DISTRICT_REVIEWER: of_district(),
        **to(UNIT_ADMINS, of_organization()),
        Role.WORKER: of_person("enrolment__trainee_user_id"),
    }
    AUDIT_HIDDEN = ("facts",)

    number = models.CharField(_("certificate number"), max_length=20, unique=True)
    enrolment = models.OneToOneField(
        "trainees.Enrolment",
        models.PROTECT,
        related_name="certificate",
        verbose_name=_("enrolment"),
    )
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, verbose_name=_("institution")
    )
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, verbose_name=_("district")
    )
    issued_at = models.DateTimeField(pgettext_lazy("certificate", "issued"))
    facts = models.JSONField(_("what it says"))

    class Meta:
        verbose_name = _("certificate of completion")
        verbose_name_plural = _("certificates of completion")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["organization", "-id"], name="certificate_organization"),
            models.Index(fields=["district", "-id"], name="certificate_district"),
        ]

    def __str__(self):
        return f"{self.number} {self.masked_name}"

    def get_absolute_url(self):
        return reverse("workspace:enrolment-detail", args=[self.enrolment_id])

    @property
    def masked_name(self) -> str:
        return mask_name(self.facts["name"])

    @property
    def level_label(self) -> str:
        """The skill level in the reader's language; empty for a start-up course."""
        level = self.facts["level"]
        return str(SkillLevel(level).label) if level else ""
