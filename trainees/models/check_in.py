"""Check-ins 签到明细: one event of an attendance record, kept as it came (workflow 2.5)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.access import everything, of_district, of_organization, of_person, to
from core.enums import CASE_READERS, UNIT_ADMINS, Role
from trainees.enums import AttendanceSource, CheckInKind
from trainees.models.monthly import Monthly


class CheckIn(Monthly):
    """A sign-in, an answered re-check or a sign-out, and what came along as evidence.

    `at` is the instant that counts, by the clock of the server; `said_at` what a device without a
    network said. `device_mark` is the same for the same browser, whoever uses it. Never changed.
    """

    VISIBLE = {
        **to(CASE_READERS, everything),
        **to({Role.DISTRICT_REVIEWER}, of_district()),
        **to(UNIT_ADMINS, of_organization()),
        Role.TEACHER: lambda actor: models.Q(session__teacher__user_id=actor.user_id),
        Role.WORKER: of_person(),
    }

    record = models.ForeignKey(
        "trainees.AttendanceRecord",
        models.PROTECT,
        related_name="check_ins",
        db_constraint=False,  # of two columns, with the organization
        verbose_name=_("attendance record"),
    )
    session = models.ForeignKey(
        "programs.Session",
        models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
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
    kind = models.CharField(_("event"), max_length=10, choices=CheckInKind)
    source = models.CharField(_("source"), max_length=8, choices=AttendanceSource)
    at = models.DateTimeField(_("time"))
    received_at = models.DateTimeField(_("received"))
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    device_name = models.CharField(_("device"), max_length=40, blank=True)
    device_mark = models.CharField(max_length=64, blank=True, editable=False)
    latitude = models.DecimalField(
        _("latitude"), max_digits=8, decimal_places=5, null=True, blank=True
    )
    longitude = models.DecimalField(
        _("longitude"), max_digits=8, decimal_places=5, null=True, blank=True
    )
    accuracy = models.PositiveIntegerField(_("accuracy (metres)"), null=True, blank=True)
    distance = models.PositiveIntegerField(_("from the venue (metres)"), null=True, blank=True)

    class Meta:
        verbose_name = _("check-in")
        verbose_name_plural = _("check-ins")
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["organization", "session"], name="check_in_organization"),
            models.Index(fields=["district", "session"], name="check_in_district"),
            models.Index(fields=["trainee_user", "session"], name="check_in_person"),
        ]
        constraints = [
            models.CheckConstraint(
                name="check_in_place_is_whole",
                condition=models.Q(latitude=None, longitude=None, accuracy=None, distance=None)
                | models.Q(latitude__isnull=False, longitude__isnull=False, accuracy__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"
