"""Businesses 创办企业 that people start after a start-up course, and their follow-up (ent §2)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from core.access import ScopedModel, everything, of_district, of_organization, of_person, to
from core.enums import CASE_READERS, UNIT_ADMINS, Role
from core.workflow import Move
from organizations.enums import Finding
from trainees.enums import FollowUpState, StartUpState
from trainees.permissions import is_system, is_worker_oneself, may_follow_up

S, F = StartUpState, FollowUpState
SEEN_BY = {
    **to(CASE_READERS, everything),
    Role.DISTRICT_REVIEWER: of_district(),
    **to(UNIT_ADMINS, of_organization()),
    Role.WORKER: of_person(),
}
RECORDED = (F.ALIVE, F.CLOSED)
AGAINST = (Finding.STRUCK_OFF, Finding.NOT_FOUND)
"""What a business register can say that a business in operation does not fit."""


class StartUp(ScopedModel):
    """A registered business, linked by its founder to the course after which it was started.

    Several founders may link one business; figures count its credit code once.
    """

    VISIBLE = SEEN_BY
    KEY_FACTS = ("number", "name", "uscc", "registered_on", "enrolment.training_class")
    STATE_TONES = {S.LINKED: "good"}
    MOVES = {
        "withdraw": Move(
            {S.LINKED},
            S.WITHDRAWN,
            is_worker_oneself,
            _("Take the link back"),
            title=_("Take the link of this business back"),
            needs=("reason",),
            tone="warning",
            explains=_("It counts no more, and nobody asks after it. You may link it again."),
        ),
    }

    number = models.CharField(_("number"), max_length=20, unique=True)
    enrolment = models.ForeignKey(
        "trainees.Enrolment",
        models.PROTECT,
        related_name="start_ups",
        verbose_name=_("enrolment"),
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
    uscc = models.CharField(_("unified social credit code"), max_length=18)
    name = models.CharField(_("name of the business"), max_length=80)
    registered_on = models.DateField(_("registered on"))
    state = models.CharField(_("state"), max_length=10, choices=S, default=S.LINKED)
    linked_at = models.DateTimeField(_("linked"))
    # What the business register said of it the last time it was asked.
    finding = models.CharField(
        _("business register"), max_length=12, choices=Finding, default=Finding.NOT_CHECKED
    )
    found_name = models.CharField(_("name in the register"), max_length=80, blank=True)
    found_in = models.CharField(_("looked up in"), max_length=60, blank=True)
    found_at = models.DateTimeField(_("looked up"), null=True, blank=True)

    class Meta:
        verbose_name = _("start-up")
        verbose_name_plural = _("start-ups")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["organization", "-id"], name="start_up_organization"),
            models.Index(fields=["district", "-id"], name="start_up_district"),
            models.Index(fields=["trainee_user", "-id"], name="start_up_person"),
            models.Index(
                fields=["id"],
                name="start_up_not_checked",
                condition=Q(finding=Finding.NOT_CHECKED, state=S.LINKED),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["trainee_user", "uscc"],
                condition=Q(state=S.LINKED),
                name="start_up_linked_once",
            ),
            models.UniqueConstraint(fields=["organization", "id"], name="start_up_of_organization"),
            models.CheckConstraint(
                name="start_up_checked_has_where_and_when",
                condition=Q(finding=Finding.NOT_CHECKED)
                | Q(found_at__isnull=False) & ~Q(found_in=""),
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.name}"

    def get_absolute_url(self):
        return reverse("workspace:start-up-detail", args=[self.number])


class StartUpFollowUp(ScopedModel):
    """Whether a business is alive some months after its registration, and how many work there."""

    VISIBLE = SEEN_BY
    KEY_FACTS = ("start_up.name", "start_up.uscc", "month", "due_on")
    STATE_TONES = {F.DUE: "active", F.ALIVE: "good", F.CLOSED: "neutral"}
    MOVES = {
        "fall_due": Move({F.PLANNED}, F.DUE, is_system, _("Fall due"), is_automatic=True),
        "record_alive": Move(
            {F.DUE},
            F.ALIVE,
            may_follow_up,
            _("It is in business"),
            needs=("jobs",),
            title=_("Record that the business is alive"),
            explains=_("It stands as recorded, beside what the business register says that day."),
        ),
        "record_closed": Move(
            {F.DUE},
            F.CLOSED,
            may_follow_up,
            _("It is closed"),
            needs=("reason",),
            title=_("Record that the business is closed"),
            tone="warning",
            explains=_("It stands as recorded. Nobody asks after this business again."),
        ),
        "cancel": Move({F.PLANNED, F.DUE}, F.CANCELLED, is_system, _("Cancel"), is_automatic=True),
    }

    start_up = models.ForeignKey(
        StartUp, models.PROTECT, related_name="follow_ups", verbose_name=_("start-up")
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
    month = models.PositiveSmallIntegerField(_("months after the registration"))
    due_on = models.DateField(_("due on"))
    # The day on which it was asked for: later than due for a business that was linked later.
    asked_on = models.DateField(_("asked for on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=F, default=F.PLANNED)
    jobs = models.PositiveIntegerField(_("people who work there"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_role = models.CharField(_("recorded by"), max_length=30, blank=True)
    # What the register said when it was asked for, or before: not what anybody states.
    finding = models.CharField(
        _("business register"), max_length=12, choices=Finding, default=Finding.NOT_CHECKED
    )

    class Meta:
        verbose_name = _("follow-up of a start-up")
        verbose_name_plural = _("follow-ups of start-ups")
        ordering = ["start_up", "month"]
        indexes = [
            models.Index(fields=["organization", "state", "due_on"], name="follow_up_unit"),
            models.Index(fields=["district", "state", "due_on"], name="follow_up_district"),
            models.Index(fields=["trainee_user", "state"], name="follow_up_person"),
            models.Index(fields=["due_on"], name="follow_up_clock", condition=Q(state=F.PLANNED)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["start_up", "month"], name="follow_up_once"),
            models.CheckConstraint(
                name="follow_up_recorded_by_whom_and_when",
                condition=~Q(state__in=RECORDED)
                | Q(recorded_at__isnull=False, recorded_by__isnull=False),
            ),
            models.CheckConstraint(
                name="follow_up_asked_has_a_day",
                condition=~Q(state__in=(F.DUE, *RECORDED)) | Q(asked_on__isnull=False),
            ),
            models.CheckConstraint(
                name="follow_up_alive_has_jobs",
                condition=Q(state=F.ALIVE, jobs__gt=0) | ~Q(state=F.ALIVE) & Q(jobs__isnull=True),
            ),
        ]

    def __str__(self):
        return f"{self.start_up.number} · {self.month_words}"

    def get_absolute_url(self):
        return self.start_up.get_absolute_url()

    @property
    def month_words(self) -> str:
        words = ngettext_lazy("%(n)d month", "%(n)d months", "n")
        return str(words % {"n": self.month})

    @property
    def recorded_as(self) -> str:
        """The role of whoever recorded it, in words."""
        return str(Role(self.recorded_role).label) if self.recorded_role else ""

    @property
    def is_contradicted(self) -> bool:
        """Recorded as in business, and the register said otherwise on that day."""
        return self.state == F.ALIVE and self.finding in AGAINST
