"""The annual plan: how much training a year is to bring, by district and training type (2.2)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.access import ScopedModel, everything, to, where
from core.enums import CASE_READERS, Role
from core.workflow import Move
from programs.enums import PlanState, TargetIndicator, TrainingType
from programs.permissions import is_chief, is_municipal_reviewer, is_system, may_write_plan

S = PlanState
SHARED = (S.IN_CONSULTATION, S.APPROVED, S.PUBLISHED, S.SUPERSEDED, S.CLOSED)
LIVE = (S.DRAFT, S.IN_CONSULTATION, S.APPROVED)
IN_FORCE = (S.PUBLISHED, S.CLOSED)
SHOWN = (S.PUBLISHED, S.SUPERSEDED, S.CLOSED)


class AnnualPlanVersion(ScopedModel):
    """One version of a year's plan; a revision is a new version, the old one stays readable.

    Whoever wrote its targets does not approve it. A district sees it from the consultation on.
    """

    VISIBLE = {
        **to(CASE_READERS, everything),
        Role.DISTRICT_REVIEWER: where(is_shared=True),
    }
    KEY_FACTS = ("year", "consultation_ends_on")
    STATE_TONES = {
        S.IN_CONSULTATION: "active",
        S.APPROVED: "active",
        S.PUBLISHED: "good",
        S.WITHDRAWN: "bad",
    }
    MOVES = {
        "consult": Move(
            {S.DRAFT},
            S.IN_CONSULTATION,
            is_municipal_reviewer,
            _("Open the consultation"),
            explains=_("Every district is asked for its comments and sees all targets."),
        ),
        "amend": Move(
            {S.IN_CONSULTATION},
            S.DRAFT,
            is_municipal_reviewer,
            _("Take up comments"),
            needs=("reason",),
            tone="warning",
            explains=_("The targets can be changed again; then a new consultation begins."),
        ),
        "approve": Move(
            {S.IN_CONSULTATION},
            S.APPROVED,
            is_chief,
            _("Approve the plan"),
            explains=_("Possible when the consultation is over, for whoever wrote no target."),
        ),
        "publish": Move(
            {S.APPROVED},
            S.PUBLISHED,
            is_chief,
            _("Put the plan into force"),
            explains=_("From today on progress is measured against it."),
        ),
        "revise": Move({S.PUBLISHED}, S.SUPERSEDED, is_system, _("Adjusted"), is_automatic=True),
        "close": Move(
            {S.PUBLISHED},
            S.CLOSED,
            is_chief,
            _("Close the year"),
            explains=_("Possible when the year is over; nothing of it changes any more."),
        ),
        "withdraw": Move(
            set(LIVE),
            S.WITHDRAWN,
            may_write_plan,
            _("Withdraw the plan"),
            needs=("reason",),
            tone="danger",
        ),
    }

    number = models.CharField(_("plan number"), max_length=20, unique=True)
    year = models.PositiveSmallIntegerField(_("year"))
    version = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=16, choices=S, default=S.DRAFT)
    reason = models.CharField(_("reason of the revision"), max_length=300, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_by = ArrayField(models.BigIntegerField(), verbose_name=_("written by"))
    consultation_ends_on = models.DateField(_("comments until"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    published_on = models.DateField(_("in force from"), null=True, blank=True)
    superseded_on = models.DateField(_("in force until"), null=True, blank=True)
    is_shared = models.GeneratedField(
        expression=models.Q(state__in=SHARED), output_field=models.BooleanField(), db_persist=True
    )

    class Meta:
        verbose_name = _("annual plan")
        verbose_name_plural = _("annual plans")
        ordering = ["-year", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["year", "version"], name="plan_version_once"),
            models.UniqueConstraint(
                fields=["year"],
                condition=models.Q(state__in=IN_FORCE),
                name="plan_in_force_once",
            ),
            models.UniqueConstraint(
                fields=["year"], condition=models.Q(state__in=LIVE), name="plan_prepared_once"
            ),
            models.CheckConstraint(
                name="plan_approved_by_another",
                condition=models.Q(approved_by__isnull=True)
                | ~models.Q(written_by__contains=[models.F("approved_by")]),
            ),
            models.CheckConstraint(
                name="plan_in_force_has_a_day",
                condition=~models.Q(state__in=SHOWN) | models.Q(published_on__isnull=False),
            ),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("admin:programs_annualplanversion_change", args=[self.pk])

    @property
    def is_open_for_comments(self) -> bool:
        return self.state == S.IN_CONSULTATION and clock.today() <= self.consultation_ends_on


class Target(ScopedModel):
    """What a year is to bring in one district and training type; that of the city is their sum.

    `reason` tells in a revision why it is no longer what it was, `done` what the year brought: it
    is written when the year is closed.
    """

    VISIBLE = {
        **to(CASE_READERS, everything),
        Role.DISTRICT_REVIEWER: where(plan__is_shared=True),
    }

    plan = models.ForeignKey(
        AnnualPlanVersion, models.PROTECT, related_name="targets", db_index=False,
        verbose_name=_("annual plan"),
    )  # fmt: skip
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, verbose_name=_("district")
    )
    training_type = models.CharField(_("training type"), max_length=20, choices=TrainingType)
    indicator = models.CharField(_("indicator"), max_length=4, choices=TargetIndicator)
    figure = models.PositiveIntegerField(_("target"))
    reason = models.CharField(_("reason of the change"), max_length=200, blank=True)
    done = models.PositiveIntegerField(_("done in the year"), null=True, blank=True)

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["plan", "indicator", "district__code", "training_type"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "indicator", "district", "training_type"], name="target_once"
            )
        ]

    def __str__(self):
        return f"{self.plan} {self.district} {self.get_training_type_display()}"

    @property
    def place(self) -> tuple:
        """What it is the target of: indicator, district, training type."""
        return (self.indicator, self.district_id, self.training_type)
