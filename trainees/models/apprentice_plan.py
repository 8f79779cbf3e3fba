"""Apprenticeship plans 学徒培养计划 of an enterprise with a training institution (2.11)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.access import ScopedModel, ScopedQuerySet, everything, of_district, to
from core.enums import CASE_READERS, UNIT_ADMINS, Role
from core.workflow import Move
from trainees.enums import ApprenticeLevel, ApprenticePlanState
from trainees.permissions import (
    is_own_district_reviewer,
    is_system,
    may_cancel_plan,
    may_file_plan,
)

S = ApprenticePlanState
EDITABLE = (S.DRAFT, S.RETURNED)

ANSWERED = (S.APPROVED, S.RUNNING, S.FINISHED, S.REFUSED)
TO_RETURN = (
    "document_missing",
    "contract_paper_missing",
    "mentors_missing",
    "contract_too_short",
    "apprentice_not_employed",
)
TO_REFUSE = ("contract_too_short", "apprentice_not_employed")


def of_either_unit(actor):
    """Visibility: rows of the actor's enterprise, or of an enterprise it trains with."""
    unit = actor.organization_id
    return Q(organization_id=unit) | Q(institution_id=unit)


class ApprenticePlanQuerySet(ScopedQuerySet):
    def running(self, day):
        """Plans that run on a day."""
        return self.filter(state=S.RUNNING, starts_on__lte=day, ends_on__gte=day)


class ApprenticePlan(ScopedModel):
    """One occupation and level, from one day to another, in an enterprise and an institution."""

    VISIBLE = {
        **to(CASE_READERS, everything),
        Role.DISTRICT_REVIEWER: of_district(),
        **to(UNIT_ADMINS, of_either_unit),
    }
    KEY_FACTS = ("organization", "institution", "occupation", "level", "starts_on", "ends_on")
    STATE_TONES = {
        S.FILED: "active",
        S.RETURNED: "warn",
        S.APPROVED: "good",
        S.RUNNING: "good",
        S.REFUSED: "bad",
        S.CANCELLED: "bad",
    }
    MOVES = {
        "file": Move(
            {S.DRAFT, S.RETURNED},
            S.FILED,
            may_file_plan,
            _("File the plan"),
            explains=_("The district reads contracts and mentors, and answers."),
        ),
        "return": Move(
            {S.FILED},
            S.RETURNED,
            is_own_district_reviewer,
            _("Return for completion"),
            needs=("reason_code", "reason"),
            reasons=TO_RETURN,
            tone="warning",
            explains=_("The enterprise is told what is missing and files it again."),
        ),
        "refuse": Move(
            {S.FILED},
            S.REFUSED,
            is_own_district_reviewer,
            _("Refuse the plan"),
            needs=("reason_code", "reason"),
            reasons=TO_REFUSE,
            tone="danger",
            explains=_("The enterprise is told the reason and may appeal."),
        ),
        "approve": Move(
            {S.FILED},
            S.APPROVED,
            is_own_district_reviewer,
            pgettext_lazy("apprenticeship", "Approve the plan"),
            explains=_("It begins on its first day; both units, mentors and apprentices are told."),
        ),
        "begin": Move({S.APPROVED}, S.RUNNING, is_system, _("Begin"), is_automatic=True),
        "finish": Move({S.RUNNING}, S.FINISHED, is_system, _("Finish"), is_automatic=True),
        "cancel": Move(
            {S.DRAFT, S.RETURNED, S.APPROVED, S.RUNNING},
            S.CANCELLED,
            may_cancel_plan,
            _("Cancel the plan"),
            needs=("reason",),
            tone="danger",
            explains=_("It ends for everybody today; an advance that was paid is settled at once."),
        ),
    }

    number = models.CharField(_("number"), max_length=20, unique=True)
    organization = models.ForeignKey(
        "organizations.Organization",
        models.PROTECT,
        related_name="apprentice_plans",
        verbose_name=_("enterprise"),
    )
    institution = models.ForeignKey(
        "organizations.Organization",
        models.PROTECT,
        related_name="+",
        verbose_name=_("training institution"),
    )
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, verbose_name=_("district")
    )
    occupation = models.ForeignKey(
        "programs.Occupation", models.PROTECT, related_name="+", verbose_name=_("occupation")
    )
    level = models.CharField(_("level"), max_length=1, choices=ApprenticeLevel)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    state = models.CharField(_("state"), max_length=10, choices=S, default=S.DRAFT)
    made_at = models.DateTimeField(_("drafted"))
    filed_at = models.DateTimeField(_("filed"), null=True, blank=True)
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reply_due_on = models.DateField(_("reply due"), null=True, blank=True)
    decided_at = models.DateTimeField(_("replied"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # The day on which it ended earlier than planned.
    cancelled_on = models.DateField(_("cancelled"), null=True, blank=True)

    objects = ApprenticePlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("apprenticeship plan")
        verbose_name_plural = _("apprenticeship plans")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["organization", "-id"], name="apprentice_plan_organization"),
            models.Index(fields=["institution", "-id"], name="apprentice_plan_institution"),
            models.Index(fields=["district", "state"], name="apprentice_plan_district"),
            models.Index(
                fields=["starts_on"],
                name="apprentice_plan_to_begin",
                condition=Q(state=S.APPROVED),
            ),
            models.Index(
                fields=["ends_on"],
                name="apprentice_plan_to_finish",
                condition=Q(state=S.RUNNING),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "id"], name="apprentice_plan_of_organization"
            ),
            models.CheckConstraint(
                name="apprentice_plan_days_in_order", condition=Q(ends_on__gt=F("starts_on"))
            ),
            models.CheckConstraint(
                name="apprentice_plan_of_two_units",
                condition=~Q(institution=F("organization")),
            ),
            models.CheckConstraint(
                name="apprentice_plan_filed_has_who_and_when",
                condition=Q(state__in=(*EDITABLE, S.CANCELLED))
                | Q(filed_at__isnull=False, filed_by__isnull=False, reply_due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="apprentice_plan_decided_has_who",
                condition=~Q(state__in=ANSWERED)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="apprentice_plan_decided_by_another",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("filed_by")),
            ),
            models.CheckConstraint(
                name="apprentice_plan_cancelled_has_a_day",
                condition=Q(state=S.CANCELLED) ^ Q(cancelled_on__isnull=True),
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.occupation} {self.get_level_display()}"

    def get_absolute_url(self):
        return reverse("workspace:apprentice-plan-detail", args=[self.number])

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE
