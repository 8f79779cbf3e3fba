"""Enrolments and their way from the seat to the outcome (workflow 2.4)."""

from django.conf import settings
from django.db import models
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
from core.privacy import EncryptedField
from core.workflow import Move
from trainees.enums import LIVE_STATES, SEATED_STATES, Education, EnrolmentSource, EnrolmentState
from trainees.permissions import is_system, may_verify, may_withdraw

S = EnrolmentState
OUTCOMES = (S.COMPLETED, S.FAILED)
# Foreign keys of two columns prove more in one look-up than one of each: class and file are of this
# organization, the account is this trainee's. An index of each of these columns stands below.
PROVEN_TOGETHER = {"db_constraint": False, "db_index": False}


class EnrolmentQuerySet(ScopedQuerySet):
    def live(self):
        return self.filter(state__in=LIVE_STATES)

    def seated(self):
        """Enrolments that hold a seat of a class that has not ended."""
        return self.filter(state__in=SEATED_STATES)


class Enrolment(ScopedModel):
    """One person in one class, with all that the institution may see of the person."""

    VISIBLE = {
        **to(CASE_READERS, everything),
        **to({Role.DISTRICT_REVIEWER}, of_district()),
        **to(UNIT_ADMINS, of_organization()),
        Role.TEACHER: lambda actor: models.Q(
            training_class__sessions__teacher__user_id=actor.user_id
        ),
        Role.WORKER: of_person(),
    }
    AUDIT_HIDDEN = ("name", "masked_identity")
    KEY_FACTS = ("training_class", "training_class.starts_on", "enrolled_at")
    STATE_TONES = {
        S.PENDING: "active",
        S.CONFIRMED: "good",
        S.ATTENDING: "active",
        S.COMPLETED: "good",
        S.FAILED: "bad",
        S.REFUSED: "bad",
    }
    MOVES = {
        "verify": Move({S.PENDING}, S.CONFIRMED, may_verify, _("Confirm the identity")),
        "refuse": Move(
            {S.PENDING},
            S.REFUSED,
            may_verify | is_system,
            _("Refuse"),
            needs=("reason_code", "reason"),
            reasons=("identity", "enrolment", "group"),
            reason_label=_("Details (the person reads them)"),
            tone="danger",
        ),
        "withdraw": Move(
            {S.PENDING, S.CONFIRMED, S.ATTENDING},
            S.WITHDRAWN,
            may_withdraw,
            _("Withdraw from the class"),
            needs=("reason",),
            tone="danger",
            explains=_("The seat is given back. Before the start this has no other effect."),
        ),
        "begin": Move({S.CONFIRMED}, S.ATTENDING, is_system, _("Begin"), is_automatic=True),
        "miss": Move({S.CONFIRMED}, S.FAILED, is_system, _("Never attended"), is_automatic=True),
        "complete": Move({S.ATTENDING}, S.COMPLETED, is_system, _("Complete"), is_automatic=True),
        "fail": Move({S.ATTENDING}, S.FAILED, is_system, _("Not complete"), is_automatic=True),
    }

    training_class = models.ForeignKey(
        "programs.TrainingClass",
        models.PROTECT,
        related_name="enrolments",
        **PROVEN_TOGETHER,
        verbose_name=_("class"),
    )
    organization = models.ForeignKey(
        "organizations.Organization",
        models.PROTECT,
        **PROVEN_TOGETHER,
        verbose_name=_("institution"),
    )
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, db_index=False, verbose_name=_("district")
    )
    trainee = models.ForeignKey(
        "trainees.Trainee",
        models.PROTECT,
        related_name="enrolments",
        db_constraint=False,
        verbose_name=_("trainee"),
    )
    trainee_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        **PROVEN_TOGETHER,
        verbose_name=_("account"),
    )
    name = models.CharField(pgettext_lazy("person", "name"), max_length=60)
    masked_identity = models.CharField(_("identity number"), max_length=24)
    phone = EncryptedField(_("phone"), blank=True)
    education = models.CharField(_("education"), max_length=10, choices=Education, blank=True)
    key_group = models.ForeignKey(
        "trainees.KeyGroup",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        verbose_name=_("key group"),
    )
    remark = models.CharField(_("remark"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=10, choices=EnrolmentSource)
    roster = models.ForeignKey(
        "trainees.RosterImport",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="enrolments",
        **PROVEN_TOGETHER,
        verbose_name=_("roster file"),
    )
    state = models.CharField(_("state"), max_length=10, choices=S, default=S.CONFIRMED)
    enrolled_at = models.DateTimeField(_("enrolled"))
    first_signed_in_at = models.DateTimeField(_("first sign-in"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    outcome_at = models.DateTimeField(_("outcome"), null=True, blank=True)
    outcome_code = models.CharField(_("reason"), max_length=40, blank=True)
    attended_minutes = models.PositiveIntegerField(_("attended minutes"), null=True, blank=True)
    scheduled_minutes = models.PositiveIntegerField(_("scheduled minutes"), null=True, blank=True)
    threshold = models.DecimalField(
        _("threshold"), max_digits=5, decimal_places=4, null=True, blank=True
    )
    threshold_clause = models.CharField(_("clause"), max_length=80, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ["-enrolled_at", "-id"]
        indexes = [
            models.Index(fields=["organization", "-enrolled_at"], name="enrolment_organization"),
            models.Index(fields=["district", "-enrolled_at"], name="enrolment_district"),
            models.Index(fields=["trainee_user", "-enrolled_at"], name="enrolment_person"),
            models.Index(fields=["training_class", "state"], name="enrolment_class"),
            models.Index(fields=["enrolled_at"], name="enrolment_time"),
            models.Index(
                fields=["organization", "roster"],
                name="enrolment_roster",
                condition=models.Q(roster__isnull=False),
            ),
            models.Index(
                fields=["first_signed_in_at"],
                name="enrolment_first_sign_in",
                condition=models.Q(first_signed_in_at__isnull=False),
            ),
            models.Index(
                fields=["outcome_at"],
                name="enrolment_outcome",
                condition=models.Q(outcome_at__isnull=False),
            ),
            models.Index(
                fields=["withdrawn_at"],
                name="enrolment_withdrawn",
                condition=models.Q(withdrawn_at__isnull=False),
            ),
            models.Index(
                fields=["key_group"],
                name="enrolment_key_group",
                condition=models.Q(key_group__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "id"], name="enrolment_of_organization"
            ),
            models.UniqueConstraint(
                fields=["training_class", "trainee"],
                condition=models.Q(state__in=LIVE_STATES),
                name="enrolment_live_once",
            ),
            models.CheckConstraint(
                name="enrolment_outcome_is_explained",
                condition=~models.Q(state__in=OUTCOMES)
                | models.Q(
                    outcome_at__isnull=False,
                    attended_minutes__isnull=False,
                    scheduled_minutes__isnull=False,
                    threshold__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="enrolment_withdrawn_has_a_time",
                condition=~models.Q(state=S.WITHDRAWN) | models.Q(withdrawn_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.training_class.number} {self.masked_name}"

    def get_absolute_url(self):
        return reverse("account:enrolment-detail", args=[self.pk])

    @property
    def masked_name(self) -> str:
        return mask_name(self.name)

    @property
    def attendance_share(self):
        """Attended of scheduled minutes, 0 to 1; None before the outcome."""
        if not self.scheduled_minutes:
            return None
        return self.attended_minutes / self.scheduled_minutes
