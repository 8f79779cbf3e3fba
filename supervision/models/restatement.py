"""Why a corrected edition has another figure than the one before it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.access import ScopedModel
from supervision.models.report import REPORT_READERS


class RestatementReason(ScopedModel):
    """The reason for all changed cells of one indicator, and who stated it.

    `district` and `organization` are the scope of the report (who may read it).
    """

    VISIBLE = REPORT_READERS

    report = models.ForeignKey(
        "supervision.QuarterlyReport", models.PROTECT, related_name="restatement_reasons"
    )
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, null=True, related_name="+"
    )
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, null=True, related_name="+"
    )
    indicator = models.CharField(_("indicator"), max_length=4)
    reason = models.TextField(_("reason"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    person_name = models.CharField(_("person"), max_length=60)
    stated_at = models.DateTimeField(_("stated"))

    class Meta:
        verbose_name = _("reason of a restatement")
        verbose_name_plural = _("reasons of restatements")
        ordering = ["indicator"]
        constraints = [
            models.UniqueConstraint(fields=["report", "indicator"], name="restatement_reason_once"),
            models.CheckConstraint(
                name="restatement_reason_given", condition=models.Q(reason__gt="")
            ),
        ]

    def __str__(self):
        return f"{self.indicator} {self.reason}"
