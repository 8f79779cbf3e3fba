"""A teacher's device that keeps attendance without a network 考勤设备, and what it has sent."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.access import ScopedModel, everything, of_district, of_organization, to
from core.enums import CASE_READERS, UNIT_ADMINS, Role
from core.workflow import Move
from trainees.enums import CheckInKind, DeviceState, EntryOutcome
from trainees.permissions import is_own_unit_admin, is_teacher_oneself


def of_user(actor):
    return models.Q(user_id=actor.user_id)


class AttendanceDevice(ScopedModel):
    """One browser of one teacher, known by a key that never leaves it."""

    VISIBLE = {
        **to(CASE_READERS, everything),
        **to({Role.DISTRICT_REVIEWER}, of_district()),
        **to(UNIT_ADMINS, of_organization()),
        Role.TEACHER: of_user,
    }
    KEY_FACTS = ("name", "registered_at", "last_counter")
    STATE_TONES = {DeviceState.ACTIVE: "good", DeviceState.REVOKED: "bad"}
    MOVES = {
        "revoke": Move(
            {DeviceState.ACTIVE},
            DeviceState.REVOKED,
            is_teacher_oneself | is_own_unit_admin,
            pgettext_lazy("device", "Revoke"),
            tone="danger",
            explains=_("Nothing this device sends from now on is taken."),
        ),
    }

    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, verbose_name=_("institution")
    )
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, verbose_name=_("district")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("teacher")
    )
    name = models.CharField(_("device"), max_length=40)
    public_key = models.CharField(_("key"), max_length=200, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=DeviceState, default=DeviceState.ACTIVE
    )
    registered_at = models.DateTimeField(_("registered"))
    last_counter = models.PositiveIntegerField(_("entries sent"), default=0, editable=False)

    class Meta:
        verbose_name = _("attendance device")
        verbose_name_plural = _("attendance devices")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["organization", "-id"], name="device_organization"),
            models.Index(fields=["district", "-id"], name="device_district"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "id"], name="device_of_organization"),
            models.UniqueConstraint(fields=["user", "public_key"], name="device_key_once"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("workspace:device-detail", args=[self.pk])


class DeviceEntry(ScopedModel):
    """One signed line of a device: an anchor in time, or that somebody came or left.

    `said_at` is its wall clock, `at` the time of the server it was made into. Never changed but
    for that time and what became of it.
    """

    VISIBLE = {
        **to(CASE_READERS, everything),
        **to({Role.DISTRICT_REVIEWER}, of_district()),
        **to(UNIT_ADMINS, of_organization()),
        Role.TEACHER: lambda actor: models.Q(device__user_id=actor.user_id),
    }

    device = models.ForeignKey(
        AttendanceDevice,
        models.PROTECT,
        related_name="entries",
        db_constraint=False,  # of two columns, with the organization
        db_index=False,
        verbose_name=_("device"),
    )
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, db_index=False, verbose_name=_("institution")
    )
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, db_index=False, verbose_name=_("district")
    )
    counter = models.PositiveIntegerField(_("no."))
    # Empty for an anchor: the moments at which the device was online.
    kind = models.CharField(_("event"), max_length=10, choices=CheckInKind, blank=True)
    session = models.ForeignKey(
        "programs.Session",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        verbose_name=_("session"),
    )
    enrolment = models.ForeignKey(
        "trainees.Enrolment",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
        verbose_name=_("enrolment"),
    )
    said_at = models.BigIntegerField(_("wall clock of the device"))
    origin = models.CharField(max_length=40)
    elapsed = models.BigIntegerField(_("running time of its page"))
    signature = models.CharField(max_length=100)
    received_at = models.DateTimeField(_("received"))
    at = models.DateTimeField(_("time"), null=True, blank=True)
    flag = models.CharField(_("mark"), max_length=20, blank=True)
    outcome = models.CharField(_("what came of it"), max_length=10, choices=EntryOutcome)

    class Meta:
        verbose_name = _("entry of a device")
        verbose_name_plural = _("entries of devices")
        ordering = ["device", "counter"]
        indexes = [
            models.Index(fields=["organization", "session"], name="device_entry_organization"),
            models.Index(fields=["district", "session"], name="device_entry_district"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["device", "counter"], name="device_entry_once"),
            models.CheckConstraint(
                name="device_entry_is_whole",
                condition=models.Q(kind="", session=None, enrolment=None)
                | ~models.Q(kind="") & models.Q(session__isnull=False, enrolment__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.device_id}/{self.counter}"
