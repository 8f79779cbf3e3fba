"""What a district says of an annual plan while the city asks (workflow 2.2)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.access import ScopedModel, everything, of_district, to
from core.enums import CASE_READERS, Role
from programs.models.annual_plan import AnnualPlanVersion


class PlanComment(ScopedModel):
    """A comment stands as it was made: who has more to say makes another one."""

    VISIBLE = {**to(CASE_READERS, everything), Role.DISTRICT_REVIEWER: of_district()}

    plan = models.ForeignKey(
        AnnualPlanVersion,
        models.PROTECT,
        related_name="comments",
        verbose_name=_("annual plan"),
    )
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, verbose_name=_("bureau")
    )
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, verbose_name=_("district")
    )
    text = models.CharField(_("comment"), max_length=1000)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("comment on an annual plan")
        verbose_name_plural = _("comments on annual plans")
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="plan_comment_says_something", condition=~models.Q(text="")
            ),
        ]

    def __str__(self):
        return f"{self.plan} {self.district}"
