"""What was handed in to prove an appeal."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.access import ScopedModel
from supervision.models.appeal import READERS, DecisionAppeal


class AppealEvidence(ScopedModel):
    """One file handed in with an appeal; whoever reads the appeal may open it."""

    VISIBLE = READERS

    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, verbose_name=_("unit")
    )
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, verbose_name=_("district")
    )
    appeal = models.ForeignKey(
        DecisionAppeal, models.PROTECT, related_name="evidence", verbose_name=_("appeal")
    )
    file = models.OneToOneField(
        "core.StoredFile", models.PROTECT, related_name="+", verbose_name=_("file")
    )

    class Meta:
        verbose_name = _("evidence of an appeal")
        verbose_name_plural = _("evidence of appeals")
        ordering = ["pk"]

    def __str__(self):
        return f"{self.appeal_id} {self.pk}"
