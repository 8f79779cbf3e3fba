"""Who works for an enterprise, from when and until when, as the enterprise states it."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Deferrable, F, Func, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.access import (
    ScopedModel,
    ScopedQuerySet,
    everything,
    of_district,
    of_organization,
    of_person,
    to,
)
from core.enums import CASE_READERS, UNIT_ADMINS, Role
from core.identifiers import mask_name
from core.workflow import Move
from trainees.enums import EmploymentState
from trainees.permissions import may_void_employment

S = EmploymentState


class EmployedDuring(Func):
    """The days of an employment, both ends included; without a last day it goes on."""

    function = "DATERANGE"
    output_field = DateRangeField()


class EmploymentQuerySet(ScopedQuerySet):
    def counting(self):
        """Without those that were recorded wrongly."""
        return self.exclude(state=S.VOIDED)

    def on(self, day, **more):
        """Employments that hold on a day, which may be a column of what `more` names."""
        not_over = Q(until__isnull=True) | Q(until__gte=day)
        return self.filter(not_over, since__lte=day, state=S.RECORDED, **more)


class Employment(ScopedModel):
    """One period of one person in one enterprise; a person who comes back has another one.

    One that was recorded wrongly is voided with the reason, and counts nowhere from then on.
    """

    VISIBLE = {
        **to(CASE_READERS, everything),
        **to({Role.DISTRICT_REVIEWER}, of_district()),
        **to(UNIT_ADMINS, of_organization()),
        Role.WORKER: of_person(),
    }
    AUDIT_HIDDEN = ("name", "masked_identity")
    KEY_FACTS = ("masked_identity", "since", "until")
    STATE_TONES = {S.RECORDED: "good", S.VOIDED: "bad"}
    MOVES = {
        "void": Move(
            {S.RECORDED},
            S.VOIDED,
            may_void_employment,
            _("Void the record"),
            needs=("reason",),
            tone="danger",
            title=_("Void a wrongly recorded employment"),
            explains=_(
                "The period counts nowhere any more. One that was right and is over is ended "
                "instead. This cannot be undone."
            ),
        ),
    }

    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, verbose_name=_("enterprise")
    )
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, db_index=False, verbose_name=_("district")
    )
    trainee = models.ForeignKey(
        "trainees.Trainee", models.PROTECT, related_name="employments", verbose_name=_("trainee")
    )
    trainee_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("account"),
    )
    name = models.CharField(pgettext_lazy("person", "name"), max_length=60)
    masked_identity = models.CharField(_("identity number"), max_length=24)
    department = models.CharField(_("department"), max_length=60, blank=True)
    since = models.DateField(_("employed since"))
    until = models.DateField(_("employed until"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded"))
    state = models.CharField(_("state"), max_length=10, choices=S, default=S.RECORDED)
    voided_at = models.DateTimeField(_("voided"), null=True, blank=True)

    objects = EmploymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("employment")
        verbose_name_plural = _("employments")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["organization", "-id"], name="employment_organization"),
            models.Index(fields=["trainee_user"], name="employment_person"),
            models.Index(fields=["district"], name="employment_district"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "id"], name="employment_of_organization"
            ),
            models.CheckConstraint(
                name="employment_days_in_order",
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
            ),
            models.CheckConstraint(
                name="employment_voided_has_a_time",
                condition=Q(state=S.VOIDED) ^ Q(voided_at__isnull=True),
            ),
            ExclusionConstraint(
                name="employment_periods_apart",
                condition=Q(state=S.RECORDED),
                # A file moves several periods of a person in one statement: what counts is its end.
                deferrable=Deferrable.IMMEDIATE,
                expressions=[
                    ("organization", RangeOperators.EQUAL),
                    ("trainee", RangeOperators.EQUAL),
                    (
                        EmployedDuring("since", "until", RangeBoundary(inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self):
        return mask_name(self.name)

    def get_absolute_url(self):
        return reverse("workspace:employee-detail", args=[self.pk])

    @property
    def counts(self) -> bool:
        return self.state == S.RECORDED

    @property
    def masked_name(self) -> str:
        return mask_name(self.name)
