"""Corrections of attendance 补录: asked for by one person, confirmed by another (workflow 2.5)."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.access import ScopedModel, everything, of_district, of_organization, of_person, to
from core.enums import CASE_READERS, UNIT_ADMINS, Role
from core.ranges import StretchesField
from core.workflow import Move
from trainees.enums import AttendanceCorrectionState, AttendanceState
from trainees.permissions import is_correction_of_oneself, is_own_unit_admin, is_system

S = AttendanceCorrectionState


class AttendanceCorrection(ScopedModel):
    """What somebody says of one session, with evidence; a second person confirms or refuses it.

    What the record said before is kept.
    """

    VISIBLE = {
        **to(CASE_READERS, everything),
        **to({Role.DISTRICT_REVIEWER}, of_district()),
        **to(UNIT_ADMINS, of_organization()),
        Role.TEACHER: lambda actor: models.Q(session__teacher__user_id=actor.user_id),
        Role.WORKER: of_person(),
    }
    KEY_FACTS = (
        ("record.enrolment.masked_name", _("trainee")),
        "session.training_class",
        "session",
        "begins_at",
        "ends_at",
        ("grounds", _("What happened")),
        "evidence",
        "reply_due_on",
    )
    STATE_TONES = {S.REQUESTED: "active", S.CONFIRMED: "good", S.REFUSED: "bad", S.LAPSED: "warn"}
    MOVES = {
        "confirm": Move(
            {S.REQUESTED},
            S.CONFIRMED,
            is_own_unit_admin,
            _("Confirm the correction"),
            explains=_("The hours count from now on; what the record said before is kept."),
        ),
        "refuse": Move(
            {S.REQUESTED},
            S.REFUSED,
            is_own_unit_admin,
            _("Refuse the attendance correction"),
            needs=("reason_code", "reason"),
            reasons=("correction_evidence_missing", "document_missing", "attendance"),
            tone="danger",
            explains=_("The record stays as it is; who asked is told the reason."),
        ),
        "withdraw": Move(
            {S.REQUESTED},
            S.WITHDRAWN,
            is_correction_of_oneself,
            _("Take back"),
            tone="danger",
            explains=_("The record stays as it is."),
        ),
        "lapse": Move({S.REQUESTED}, S.LAPSED, is_system, _("Lapse"), is_automatic=True),
    }

    number = models.CharField(_("number"), max_length=20, unique=True)
    record = models.ForeignKey(
        "trainees.AttendanceRecord",
        models.PROTECT,
        related_name="corrections",
        db_constraint=False,  # of two columns, with the organization
        verbose_name=_("attendance record"),
    )
    session = models.ForeignKey(
        "programs.Session",
        models.PROTECT,
        related_name="corrections",
        db_constraint=False,
        verbose_name=_("session"),
    )
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, db_index=False, verbose_name=_("institution")
    )
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, db_index=False, verbose_name=_("district")
    )
    trainee_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("account"),
    )
    begins_at = models.DateTimeField(_("was there from"))
    ends_at = models.DateTimeField(_("was there until"))
    grounds = models.CharField(_("what happened"), max_length=500)
    evidence = models.ForeignKey(
        "core.StoredFile", models.PROTECT, db_index=False, verbose_name=_("evidence")
    )
    state = models.CharField(_("state"), max_length=10, choices=S, default=S.REQUESTED)
    requested_at = models.DateTimeField(_("requested"))
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("requested by")
    )
    reply_due_on = models.DateField(_("reply due"))
    decided_at = models.DateTimeField(_("replied"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    old_state = models.CharField(
        pgettext_lazy("attendance", "state before"),
        max_length=10,
        choices=AttendanceState,
        blank=True,
    )
    old_presence = StretchesField(_("presence before"), blank=True, editable=False)

    class Meta:
        verbose_name = _("attendance correction")
        verbose_name_plural = _("attendance corrections")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["organization", "state"], name="att_correction_organization"),
            models.Index(fields=["district", "state"], name="att_correction_district"),
            models.Index(fields=["trainee_user", "-id"], name="att_correction_person"),
            models.Index(
                fields=["reply_due_on"],
                name="att_correction_open",
                condition=models.Q(state=S.REQUESTED),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["record"],
                condition=models.Q(state=S.REQUESTED),
                name="att_correction_open_once",
            ),
            models.CheckConstraint(
                name="att_correction_runs_forward",
                condition=models.Q(ends_at__gt=models.F("begins_at")),
            ),
            models.CheckConstraint(
                name="att_correction_decided_by_another",
                condition=models.Q(decided_by__isnull=True)
                | ~models.Q(decided_by=models.F("requested_by"))
                & ~models.Q(decided_by=models.F("trainee_user")),
            ),
            models.CheckConstraint(
                name="att_correction_decided_has_who_and_when",
                condition=~models.Q(state__in=(S.CONFIRMED, S.REFUSED))
                | models.Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="att_correction_keeps_what_was",
                condition=~models.Q(state=S.CONFIRMED) | ~models.Q(old_state=""),
            ),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("workspace:attendance-correction-detail", args=[self.number])
