"""Business plans 创业计划书 of trainees: handed in for a start-up course, and their result."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.access import ScopedModel, everything, of_district, of_organization, of_person, to
from core.enums import CASE_READERS, UNIT_ADMINS, Role
from trainees.enums import PlanResult


class BusinessPlan(ScopedModel):
    """The plan of one enrolment, as its institution recorded it; the last result counts."""

    VISIBLE = {
        **to(CASE_READERS, everything),
        Role.DISTRICT_REVIEWER: of_district(),
        **to(UNIT_ADMINS, of_organization()),
        Role.WORKER: of_person(),
    }

    enrolment = models.OneToOneField(
        "trainees.Enrolment",
        models.PROTECT,
        related_name="business_plan",
        verbose_name=_("enrolment"),
    )
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, verbose_name=_("institution")
    )
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, verbose_name=_("district")
    )
    trainee_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("account")
    )
    result = models.CharField(_("business plan"), max_length=10, choices=PlanResult)
    remark = models.CharField(_("remark"), max_length=500, blank=True)
    recorded_at = models.DateTimeField(_("recorded"))

    class Meta:
        verbose_name = _("business plan")
        verbose_name_plural = _("business plans")
        ordering = ["-id"]

    def __str__(self):
        return self.get_result_display()
