"""Correction requests 更正申请: by a person, about what is recorded of them (workflow 2.18)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.access import ScopedModel, everything, of_district, of_organization, of_person, to
from core.enums import CASE_READERS, Role
from core.identifiers import mask_identity, mask_name
from core.privacy import EncryptedField
from core.workflow import Move
from trainees.enums import CorrectionField, CorrectionState, Education
from trainees.permissions import (
    is_own_district_reviewer,
    is_system,
    is_worker_oneself,
    may_check_correction,
)

S = CorrectionState
OPEN_CORRECTION = (S.SUBMITTED, S.IN_REVIEW, S.NEEDS_PROOF)
BY_TWO = (CorrectionField.NAME, CorrectionField.IDENTITY)
OF_ENROLMENT = (CorrectionField.ENROLMENT_NAME, CorrectionField.ENROLMENT_EDUCATION)
NAMES = (CorrectionField.NAME, CorrectionField.ENROLMENT_NAME)


class CorrectionRequest(ScopedModel):
    """One value of one record that somebody says is wrong, what it should be, and why.

    The owner of the record takes it up: the home district for the record of the person, the
    institution for what it carries in an enrolment (`organization`). The district writes the
    value; both values are kept here. `checked_by` is the first officer, `applied_by` the second.
    """

    VISIBLE = {
        **to(CASE_READERS, everything),
        Role.DISTRICT_REVIEWER: of_district(),
        Role.INSTITUTION_ADMIN: of_organization(),
        Role.WORKER: of_person(),
    }
    AUDIT_HIDDEN = ("masked_name",)
    KEY_FACTS = (
        "number",
        ("masked_name", pgettext_lazy("person", "name")),
        "field",
        ("old_shown", _("Recorded now")),
        ("new_shown", _("Wished value")),
        ("grounds", _("Grounds of the request")),
    )
    STATE_TONES = {
        S.SUBMITTED: "active",
        S.IN_REVIEW: "active",
        S.NEEDS_PROOF: "warn",
        S.APPLIED: "good",
        S.REFUSED: "bad",
    }
    MOVES = {
        "take_up": Move(
            {S.SUBMITTED},
            S.IN_REVIEW,
            may_check_correction,
            _("Take up the request"),
            explains=_(
                "You check it against the record and the proof. A name or an identity number is "
                "corrected by a second officer."
            ),
        ),
        "ask_proof": Move(
            {S.IN_REVIEW},
            S.NEEDS_PROOF,
            may_check_correction,
            _("Ask for a proof"),
            needs=("reason_code", "reason"),
            reasons=("correction_proof_missing",),
            tone="warning",
            explains=_("The person is told what is missing; the time to reply stops meanwhile."),
        ),
        "add_proof": Move(
            {S.NEEDS_PROOF},
            S.IN_REVIEW,
            is_worker_oneself,
            _("Hand in the proof"),
            explains=_("The request is looked at again."),
            page="account:correction-proof",
        ),
        "apply": Move(
            {S.IN_REVIEW},
            S.APPLIED,
            is_own_district_reviewer,
            _("Correct the record"),
            explains=_("The wished value is written; the old one is kept with the request."),
        ),
        "refuse": Move(
            {S.IN_REVIEW},
            S.REFUSED,
            may_check_correction,
            _("Refuse the correction"),
            needs=("reason_code", "reason"),
            reasons=("correction_not_proven", "correction_record_right", "correction_not_ours"),
            reason_label=_("Law or source, and details (the person reads them)"),
            tone="danger",
            explains=_("The person is told the reason; the wish stays noted at the record."),
        ),
        "lapse": Move({S.NEEDS_PROOF}, S.WITHDRAWN, is_system, _("Lapse"), is_automatic=True),
        "withdraw": Move(
            OPEN_CORRECTION,
            S.WITHDRAWN,
            is_worker_oneself,
            _("Take back"),
            tone="danger",
            explains=_("Nothing changes."),
        ),
    }

    number = models.CharField(_("number"), max_length=20, unique=True)
    trainee = models.ForeignKey(
        "trainees.Trainee", models.PROTECT, related_name="corrections", verbose_name=_("trainee")
    )
    trainee_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("account")
    )
    # as the institution may read it, which sees no record of the person
    masked_name = models.CharField(pgettext_lazy("person", "name"), max_length=60)
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, db_index=False, verbose_name=_("district")
    )
    organization = models.ForeignKey(
        "organizations.Organization",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        verbose_name=_("institution"),
    )
    enrolment = models.ForeignKey(
        "trainees.Enrolment",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="corrections",
        verbose_name=_("enrolment"),
    )
    field = models.CharField(_("what is wrong"), max_length=20, choices=CorrectionField)
    old_value = EncryptedField(_("recorded value"), blank=True)
    new_value = EncryptedField(_("wished value"))
    grounds = models.CharField(_("grounds"), max_length=500)
    proof = models.ForeignKey(
        "core.StoredFile", models.PROTECT, null=True, blank=True, db_index=False,
        verbose_name=_("proof"),
    )  # fmt: skip
    state = models.CharField(_("state"), max_length=12, choices=S, default=S.SUBMITTED)
    submitted_at = models.DateTimeField(_("submitted"))
    reply_due_on = models.DateField(_("reply due"))
    asked_at = models.DateTimeField(_("proof asked for"), null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("correction request")
        verbose_name_plural = _("correction requests")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["district", "state"], name="correction_district"),
            models.Index(fields=["trainee_user", "-id"], name="correction_person"),
            models.Index(
                fields=["organization", "state"],
                name="correction_organization",
                condition=Q(organization__isnull=False),
            ),
            models.Index(
                fields=["reply_due_on"],
                name="correction_open",
                condition=Q(state__in=OPEN_CORRECTION),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["trainee", "field", "enrolment"],
                nulls_distinct=False,
                condition=Q(state__in=OPEN_CORRECTION),
                name="correction_open_once",
            ),
            models.CheckConstraint(
                name="correction_of_an_enrolment_names_it",
                condition=Q(field__in=OF_ENROLMENT, enrolment__isnull=False)
                | ~Q(field__in=OF_ENROLMENT) & Q(enrolment__isnull=True, organization__isnull=True),
            ),
            models.CheckConstraint(
                name="correction_applied_by_somebody",
                condition=~Q(state=S.APPLIED)
                | Q(applied_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(  # SD32
                name="correction_by_two",
                condition=~Q(state=S.APPLIED, field__in=BY_TWO)
                | Q(checked_by__isnull=False) & ~Q(checked_by=F("applied_by")),
            ),
            models.CheckConstraint(
                name="correction_not_by_oneself",
                condition=(Q(checked_by__isnull=True) | ~Q(checked_by=F("trainee_user")))
                & (Q(applied_by__isnull=True) | ~Q(applied_by=F("trainee_user"))),
            ),
            models.CheckConstraint(
                name="correction_asked_has_a_time",
                condition=~Q(state=S.NEEDS_PROOF) | Q(asked_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.masked_name}"

    def get_absolute_url(self):
        return reverse("account:correction-detail", args=[self.number])

    @property
    def needs_two(self) -> bool:
        return self.field in BY_TWO

    @property
    def old_shown(self) -> str:
        return self.in_words(self.old_value)

    @property
    def new_shown(self) -> str:
        return self.in_words(self.new_value)

    def in_words(self, value: str) -> str:
        """A value as officers read it on pages: an identity number masked, a name in part."""
        if self.field == CorrectionField.IDENTITY:
            return mask_identity(value)
        return mask_name(value) if self.field in NAMES else self.in_clear(value)

    def in_clear(self, value: str) -> str:
        """A value as the person and who decides on it read it."""
        is_code = self.field in (CorrectionField.EDUCATION, CorrectionField.ENROLMENT_EDUCATION)
        return str(Education(value).label) if is_code and value else value
