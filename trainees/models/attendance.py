"""Attendance of one person in one session (workflow 2.5)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.access import ScopedModel, everything, of_district, of_organization, of_person, to
from core.enums import CASE_READERS, UNIT_ADMINS, Role
from core.workflow import Move
from trainees.enums import AttendanceSource, AttendanceState
from trainees.permissions import is_system, may_excuse, may_sign, may_void

S = AttendanceState


class AttendanceRecord(ScopedModel):
    """Absent until proven present: sign-in and sign-out, and the minutes that count."""

    VISIBLE = {
        **to(CASE_READERS, everything),
        **to({Role.DISTRICT_REVIEWER}, of_district()),
        **to(UNIT_ADMINS, of_organization()),
        Role.TEACHER: lambda actor: models.Q(session__teacher__user_id=actor.user_id),
        Role.WORKER: of_person(),
    }
    KEY_FACTS = (
        ("enrolment.masked_name", _("trainee")),
        "session.training_class",
        "session",
        "session.starts_at",
        "signed_in_at",
        "signed_out_at",
        "minutes",
    )
    STATE_TONES = {
        S.SIGNED_IN: "active",
        S.PRESENT: "good",
        S.PARTIAL: "warn",
        S.VOIDED: "bad",
    }
    MOVES = {
        "sign_in": Move({S.ABSENT}, S.SIGNED_IN, may_sign, _("Sign in")),
        "sign_out": Move({S.SIGNED_IN}, S.PRESENT, may_sign, _("Sign out")),
        "sign_out_short": Move({S.SIGNED_IN}, S.PARTIAL, may_sign | is_system, _("Sign out early")),
        "excuse": Move(
            {S.ABSENT},
            S.EXCUSED,
            may_excuse,
            _("Excuse"),
            needs=("reason",),
            title=_("Excuse this absence"),
            explains=_("The absence is excused; its minutes still count as not attended."),
        ),
        "void": Move(
            {S.SIGNED_IN, S.PRESENT, S.PARTIAL},
            S.VOIDED,
            may_void,
            _("Void"),
            needs=("reason",),
            tone="danger",
            title=_("Void this attendance record"),
            explains=_("Its minutes no longer count for the trainee. This cannot be undone."),
        ),
    }

    # The indexes below begin with each of these; one of its own would only cost a sign-in time.
    session = models.ForeignKey(
        "programs.Session",
        models.PROTECT,
        related_name="records",
        db_index=False,
        verbose_name=_("session"),
    )
    enrolment = models.ForeignKey(
        "trainees.Enrolment", models.PROTECT, related_name="records", verbose_name=_("enrolment")
    )
    organization = models.ForeignKey(
        "organizations.Organization",
        models.PROTECT,
        db_index=False,
        verbose_name=_("institution"),
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
    state = models.CharField(_("state"), max_length=10, choices=S, default=S.ABSENT)
    source = models.CharField(
        _("source"), max_length=8, choices=AttendanceSource, default=AttendanceSource.SYSTEM
    )
    signed_in_at = models.DateTimeField(_("signed in"), null=True, blank=True)
    signed_out_at = models.DateTimeField(_("signed out"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=0)

    class Meta:
        verbose_name = _("attendance record")
        verbose_name_plural = _("attendance records")
        ordering = ["session", "enrolment"]
        indexes = [
            models.Index(fields=["organization", "session"], name="attendance_organization"),
            models.Index(fields=["district", "session"], name="attendance_district"),
            models.Index(fields=["trainee_user", "session"], name="attendance_person"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["session", "enrolment"], name="attendance_once"),
            models.CheckConstraint(
                name="attendance_state_fits_minutes",
                condition=(
                    models.Q(state__in=[S.ABSENT, S.EXCUSED, S.VOIDED], minutes=0)
                    | models.Q(state=S.SIGNED_IN, signed_in_at__isnull=False, minutes=0)
                    | models.Q(state__in=[S.PRESENT, S.PARTIAL], signed_in_at__isnull=False)
                ),
            ),
        ]

    def __str__(self):
        return f"{self.session} {self.get_state_display()}"
