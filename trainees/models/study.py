"""Online study: who opened what, its heartbeats, and the ledger of what counted (workflow 2.5)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.access import ScopedModel, everything, of_district, of_organization, of_person, to
from core.enums import CASE_READERS, UNIT_ADMINS, Role
from core.refusals import listed, remedy_of
from trainees.effective_minutes import MINUTE
from trainees.enums import StudySource

OF_PEOPLE = {
    **to(CASE_READERS, everything),
    Role.DISTRICT_REVIEWER: of_district(),
    **to(UNIT_ADMINS, of_organization()),
    Role.WORKER: of_person(),
}


class OfStudy(ScopedModel):
    """Whose study a row is of: the person, the institution, its district."""

    VISIBLE = OF_PEOPLE

    enrolment = models.ForeignKey(
        "trainees.Enrolment",
        models.PROTECT,
        related_name="%(class)ss",
        verbose_name=_("enrolment"),
    )
    item = models.ForeignKey(
        "trainees.StudyItem", models.PROTECT, related_name="+", verbose_name=_("learning item")
    )
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, verbose_name=_("institution")
    )
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, verbose_name=_("district")
    )
    trainee_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("account")
    )

    class Meta:
        abstract = True


class StudySession(OfStudy):
    """One opening of an item on one device; settled once, and over then."""

    source = models.CharField(
        _("source"), max_length=8, choices=StudySource, default=StudySource.PAGE
    )
    opened_at = models.DateTimeField(_("opened"))
    settled_at = models.DateTimeField(_("judged"), null=True, blank=True)

    class Meta:
        verbose_name = _("study session")
        verbose_name_plural = _("study sessions")
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["trainee_user", "opened_at"],
                name="study_session_open",
                condition=models.Q(settled_at__isnull=True),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "id"], name="study_session_of_organization"
            )
        ]

    def __str__(self):
        return f"{self.item} {self.opened_at:%Y-%m-%d %H:%M}"


class Heartbeat(ScopedModel):
    """A sign of life of the player; what it says is checked, its time is the server's.

    Written some four times a minute for everybody who studies: no foreign keys but one. It stays
    with the account it came from when two records are merged; what counts is in the ledger.
    """

    VISIBLE = OF_PEOPLE

    study_session = models.ForeignKey(
        StudySession, models.PROTECT, db_index=False, verbose_name=_("study session")
    )
    counter = models.PositiveIntegerField(_("counter"))
    received_at = models.DateTimeField(_("received"))
    position = models.PositiveIntegerField(_("position (milliseconds)"))
    speed = models.DecimalField(_("playback speed"), max_digits=4, decimal_places=2)
    is_visible = models.BooleanField(_("page in front"))
    is_active = models.BooleanField(_("touched"))
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, db_constraint=False, db_index=False
    )
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, db_constraint=False, db_index=False
    )
    trainee_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")
        ordering = ["study_session", "counter"]
        constraints = [
            models.UniqueConstraint(fields=["study_session", "counter"], name="heartbeat_once")
        ]

    def __str__(self):
        return f"{self.study_session_id} / {self.counter}"


class StudyRecord(OfStudy):
    """One stretch of the ledger 学时: accepted without a reason, refused with one; never changed.

    Times to the millisecond; `media_from` and `media_to` are the part of the item shown meanwhile.
    """

    study_session = models.ForeignKey(
        StudySession, models.PROTECT, related_name="records", verbose_name=_("study session")
    )
    begins_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("to"))
    day = models.DateField(_("day"))
    milliseconds = models.PositiveIntegerField(_("milliseconds"))
    media_from = models.PositiveIntegerField(_("part from (milliseconds)"))
    media_to = models.PositiveIntegerField(_("part to (milliseconds)"))
    is_accepted = models.BooleanField(_("counted"))
    reason = models.CharField(_("reason"), max_length=20, blank=True)
    measured = models.DecimalField(
        _("measured"), max_digits=9, decimal_places=2, null=True, blank=True
    )
    allowed = models.DecimalField(
        _("at most"), max_digits=9, decimal_places=2, null=True, blank=True
    )
    clause = models.CharField(_("clause"), max_length=80)

    class Meta:
        verbose_name = _("study record")
        verbose_name_plural = _("study records")
        ordering = ["-begins_at", "-id"]
        indexes = [
            models.Index(fields=["trainee_user", "day"], name="study_person"),
            models.Index(fields=["organization", "enrolment"], name="study_organization"),
            models.Index(fields=["district", "day"], name="study_district"),
        ]
        constraints = [
            models.CheckConstraint(
                name="study_refused_has_a_reason",
                condition=models.Q(is_accepted=True, reason="")
                | models.Q(is_accepted=False) & ~models.Q(reason=""),
            ),
            models.CheckConstraint(
                name="study_never_more_than_the_clock",
                condition=models.Q(milliseconds__gt=0, ends_at__gt=models.F("begins_at")),
            ),
        ]

    def __str__(self):
        return f"{self.item} {self.begins_at:%Y-%m-%d %H:%M}"

    @property
    def minutes(self) -> float:
        return round(self.milliseconds / MINUTE, 1)

    @property
    def verdict(self) -> str:
        """Why it does not count; empty where it does."""
        return listed(self.reason)

    @property
    def remedy(self) -> str:
        return str(remedy_of(self.reason)) if self.reason else ""
