"""To whom a locked report was delivered, and who has confirmed it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.access import ScopedModel, everything, of_person, to
from core.enums import SUM_READERS, UNIT_ADMINS, Role


class ReportReceipt(ScopedModel):
    """One recipient of a locked report; confirmed when the person says they have received it."""

    VISIBLE = {
        **to(SUM_READERS, everything),
        **to({Role.DISTRICT_REVIEWER, *UNIT_ADMINS}, of_person("user_id")),
    }

    report = models.ForeignKey(
        "supervision.QuarterlyReport", models.PROTECT, related_name="receipts"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField(_("recipient"), max_length=60)
    delivered_at = models.DateTimeField(_("delivered"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)

    class Meta:
        verbose_name = _("receipt of a report")
        verbose_name_plural = _("receipts of reports")
        ordering = ["confirmed_at", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "user"], name="report_delivered_once")
        ]

    def __str__(self):
        return f"{self.report_id} {self.name}"
