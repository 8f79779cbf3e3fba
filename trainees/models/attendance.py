"""Attendance of one person in one session (workflow 2.5)."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.access import everything, of_district, of_organization, of_person, to
from core.enums import CASE_READERS, UNIT_ADMINS, Role
from core.ranges import Stretches, StretchesField
from core.workflow import Move
from trainees.enums import AttendanceSource, AttendanceState
from trainees.models.monthly import Monthly
from trainees.permissions import is_system, may_excuse, may_sign, may_void
from trainees.presence import minutes_of

S = AttendanceState
PROVEN = (S.PRESENT, S.PARTIAL, S.CORRECTED)


class AttendanceRecord(Monthly):
    """Absent until proven present: when somebody was there, and the minutes of it.

    What proves it are check-ins. PostgreSQL counts the minutes from the stretches, lets nobody be
    in two places at once, and keeps a month in a partition of its own.
    """

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
        S.CORRECTED: "good",
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
        # A sign-out that came later than the end of the session, from a device without a network.
        "sync": Move({S.PARTIAL}, S.PRESENT, is_system, _("Take over"), is_automatic=True),
        "sync_short": Move({S.PARTIAL}, S.PARTIAL, is_system, _("Take over"), is_automatic=True),
        # Made along with the correction a second person confirms: never a button of its own.
        "correct": Move(
            {S.ABSENT, S.PARTIAL, S.PRESENT, S.EXCUSED},
            S.CORRECTED,
            is_system,
            _("Correct"),
            is_automatic=True,
        ),
        "void": Move(
            {S.SIGNED_IN, *PROVEN},
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
    presence = StretchesField(_("presence"), blank=True, editable=False)
    minutes = models.GeneratedField(
        expression=models.Func("presence", function="presence_minutes"),
        output_field=models.PositiveSmallIntegerField(_("minutes")),
        db_persist=True,
        verbose_name=_("minutes"),
    )

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
            models.UniqueConstraint(
                fields=["organization", "id"], name="attendance_of_organization"
            ),
            # of each partition, as all rows of a session lie in one (0002)
            models.UniqueConstraint(fields=["session", "enrolment"], name="attendance_once"),
            models.CheckConstraint(
                name="attendance_presence_is_proven",
                condition=models.Q(presence=[]) | models.Q(state__in=PROVEN),
            ),
            models.CheckConstraint(
                name="attendance_signed_in_has_a_time",
                condition=~models.Q(state__in=[S.SIGNED_IN, S.PRESENT, S.PARTIAL])
                | models.Q(signed_in_at__isnull=False),
            ),
        ]

    def prove(self, stretches: Stretches) -> None:
        """Set when the person was there; the minutes are what PostgreSQL will count."""
        self.presence, self.minutes = stretches, minutes_of(stretches)

    def get_absolute_url(self):
        return reverse("workspace:attendance-detail", args=[self.pk])

    def __str__(self):
        return f"{self.session} {self.get_state_display()}"
