"""Changes of a timetable that was approved: asked for before they take effect (workflow 2.3)."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.access import ScopedModel, everything, of_district, of_organization, to
from core.enums import CASE_READERS, UNIT_ADMINS, Role
from core.workflow import Move
from programs.enums import ChangeState, LineKind, Mode
from programs.permissions import is_system, may_edit_class, may_review_class

S = ChangeState
TO_KEEP = (  # the frequent ones first
    "teacher_double_booked",
    "room_double_booked",
    "teacher_not_qualified",
    "room_too_small",
    "lessons_per_day_exceeded",
    "online_share_exceeded",
    "online_platform_not_listed",
    "session_on_holiday",
    "change_after_session",
    "change_retroactive",
    "make_up_of_nothing",
    "not_eligible",
)
SEEN_BY = {
    **to(CASE_READERS, everything),
    **to({Role.DISTRICT_REVIEWER}, of_district()),
    **to(UNIT_ADMINS, of_organization()),
}


class ClassChange(ScopedModel):
    """One request of a unit: lines about sessions that have not begun, answered by its district."""

    VISIBLE = SEEN_BY
    KEY_FACTS = (
        "organization",
        "training_class",
        "first_at",
        "is_urgent",
        ("reason", _("Grounds of the request")),
    )
    STATE_TONES = {S.REQUESTED: "active", S.APPROVED: "good", S.REFUSED: "bad"}
    MOVES = {
        "approve": Move(
            {S.REQUESTED},
            S.APPROVED,
            may_review_class,
            _("Approve the change"),
            explains=_("The new timetable holds at once; trainees and teachers are told."),
        ),
        "refuse": Move(
            {S.REQUESTED},
            S.REFUSED,
            may_review_class,
            _("Refuse the change"),
            needs=("reason_code", "reason"),
            reasons=TO_KEEP,
            tone="danger",
            explains=_("The timetable stays as it is; the institution is told the reason."),
        ),
        "withdraw": Move(
            {S.REQUESTED},
            S.WITHDRAWN,
            may_edit_class,
            _("Withdraw the request"),
            tone="warning",
            explains=_("The timetable stays as it is."),
        ),
        "lapse": Move({S.REQUESTED}, S.LAPSED, is_system, _("Lapse"), is_automatic=True),
    }

    number = models.CharField(_("change number"), max_length=20, unique=True)
    training_class = models.ForeignKey(
        "programs.TrainingClass",
        models.PROTECT,
        related_name="changes",
        verbose_name=_("class"),
    )
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, verbose_name=_("institution")
    )
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, verbose_name=_("district")
    )
    reason = models.CharField(_("reason"), max_length=500)
    state = models.CharField(_("state"), max_length=10, choices=S, default=S.REQUESTED)
    is_urgent = models.BooleanField(_("urgent"), default=False)
    # The earliest moment it is about: begun without an answer, the request lapses.
    first_at = models.DateTimeField(_("takes effect"))
    reply_due_on = models.DateField(_("reply due"))
    requested_at = models.DateTimeField(_("requested"))
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("replied"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("change of a class")
        verbose_name_plural = _("changes of classes")
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["organization", "state"], name="change_organization"),
            models.Index(fields=["district", "state"], name="change_district"),
            models.Index(
                fields=["first_at"],
                name="change_waiting",
                condition=models.Q(state=S.REQUESTED),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "id"], name="change_of_organization"),
            models.CheckConstraint(
                name="change_decided_by_another",
                condition=models.Q(decided_by__isnull=True)
                | ~models.Q(decided_by=models.F("requested_by")),
            ),
            models.CheckConstraint(
                name="change_decided_has_who_and_when",
                condition=~models.Q(state__in=[S.APPROVED, S.REFUSED])
                | models.Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="change_never_backdated",
                condition=models.Q(first_at__gt=models.F("requested_at"))
                & (~models.Q(state=S.APPROVED) | models.Q(first_at__gt=models.F("decided_at"))),
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.name}"

    @property
    def name(self) -> str:
        """Of the class it is about."""
        return self.training_class.name

    def get_absolute_url(self):
        return reverse("workspace:change-detail", args=[self.number])


class ChangeLine(ScopedModel):
    """One session of a change: as it stood when it was asked for, and as it shall be.

    A dropped session has no new facts, an added one no old ones; when the change is approved,
    the line of an added session names the session that was made.
    """

    VISIBLE = SEEN_BY

    change = models.ForeignKey(
        ClassChange, models.PROTECT, related_name="lines", verbose_name=_("change of a class")
    )
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, verbose_name=_("institution")
    )
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, verbose_name=_("district")
    )
    session = models.ForeignKey(
        "programs.Session",
        models.PROTECT,
        null=True,
        related_name="change_lines",
        verbose_name=_("session"),
    )
    kind = models.CharField(_("what changes"), max_length=8, choices=LineKind)
    starts_at = models.DateTimeField(_("begins"), null=True)
    lessons = models.PositiveSmallIntegerField(_("lessons"), null=True)
    mode = models.CharField(_("mode"), max_length=8, choices=Mode, blank=True)
    teacher = models.ForeignKey(
        "programs.Teacher", models.PROTECT, null=True, related_name="+", verbose_name=_("teacher")
    )
    venue = models.ForeignKey(
        "programs.Venue", models.PROTECT, null=True, related_name="+", verbose_name=_("venue")
    )
    topic = models.CharField(_("topic"), max_length=80, blank=True)
    holiday_reason = models.CharField(_("reason on a public holiday"), max_length=120, blank=True)
    makes_up = models.ForeignKey(
        "programs.Session",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("makes up"),
    )
    old_starts_at = models.DateTimeField(_("began"), null=True)
    old_teacher = models.ForeignKey("programs.Teacher", models.PROTECT, null=True, related_name="+")
    old_venue = models.ForeignKey("programs.Venue", models.PROTECT, null=True, related_name="+")
    is_open = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("line of a change")
        verbose_name_plural = _("lines of a change")
        ordering = ["change", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session"],
                condition=models.Q(is_open=True),
                name="session_in_one_open_change",
            ),
            models.CheckConstraint(
                name="change_line_makes_up_by_adding",
                condition=models.Q(makes_up__isnull=True) | models.Q(kind=LineKind.ADD),
            ),
            models.CheckConstraint(
                name="change_line_says_what_it_needs",
                condition=models.Q(
                    models.Q(kind=LineKind.CANCEL, session__isnull=False, starts_at__isnull=True)
                    | models.Q(
                        models.Q(kind=LineKind.ADD, old_starts_at__isnull=True)
                        | models.Q(
                            kind=LineKind.REPLAN,
                            session__isnull=False,
                            old_starts_at__isnull=False,
                        ),
                        starts_at__isnull=False,
                        lessons__gt=0,
                        teacher__isnull=False,
                        venue__isnull=False,
                    )
                ),
            ),
        ]

    def __str__(self):
        return f"{self.change.number} {self.get_kind_display()}"

    @property
    def is_of_make_up(self) -> bool:
        """Whether it adds, moves or drops a make-up session."""
        return bool(self.makes_up_id or (self.session and self.session.makes_up_id))
