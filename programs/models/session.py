"""Sessions: one block in the timetable of a class (workflow 2.5)."""

import secrets

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import Func
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.access import (
    ScopedModel,
    ScopedQuerySet,
    everything,
    of_district,
    of_organization,
    to,
    where,
)
from core.enums import CASE_READERS, UNIT_ADMINS, Role
from core.workflow import Move
from programs.enums import Mode, SessionState
from programs.permissions import (
    is_system,
    may_cancel_session,
    may_close_session,
    may_open_session,
    may_void_session,
)

S = SessionState


class TstzRange(Func):
    """PostgreSQL's `tstzrange(starts_at, ends_at)`: touching sessions do not overlap."""

    function = "tstzrange"


def no_overlap(column, name):
    """No two sessions of one person or room at the same time, cancelled ones apart."""
    return ExclusionConstraint(
        name=name,
        expressions=[
            (column, RangeOperators.EQUAL),
            (TstzRange("starts_at", "ends_at"), RangeOperators.OVERLAPS),
        ],
        condition=~models.Q(state=S.CANCELLED),
    )


def session_title(ordinal: int, *, is_make_up: bool) -> str:
    if is_make_up:
        return gettext("Session %(ordinal)d (make-up)") % {"ordinal": ordinal}
    return gettext("Session %(ordinal)d") % {"ordinal": ordinal}


def new_secret() -> str:
    return secrets.token_hex(16)


class SessionQuerySet(ScopedQuerySet):
    def held(self):
        """Sessions that count: not cancelled."""
        return self.exclude(state=S.CANCELLED)

    def scheduled(self):
        """Sessions of the course itself: a make-up session repeats one of them."""
        return self.held().filter(makes_up=None)

    def timetable(self):
        """Sessions that count in the order of time, with who teaches where."""
        along = ("teacher", "venue", "makes_up")
        return self.held().select_related(*along).order_by("starts_at")

    def overlapping_classes(self, one: int, other: int) -> bool:
        """Whether a session of one class is held at the same time as one of the other."""
        theirs = self.scheduled().filter(
            training_class=other,
            starts_at__lt=models.OuterRef("ends_at"),
            ends_at__gt=models.OuterRef("starts_at"),
        )
        return self.scheduled().filter(models.Exists(theirs), training_class=one).exists()


class Session(ScopedModel):
    """When, where, by whom and how many lessons; its secret makes the rotating sign-in code."""

    VISIBLE = {
        **to(CASE_READERS, everything),
        Role.EDITOR: where(is_announced=True),
        **to({Role.DISTRICT_REVIEWER}, of_district()),
        **to(UNIT_ADMINS, of_organization()),
        Role.TEACHER: lambda actor: models.Q(teacher__user_id=actor.user_id),
        **to({Role.WORKER, Role.ANYONE}, where(is_announced=True)),
    }
    AUDIT_HIDDEN = ("secret", "person")
    KEY_FACTS = ("training_class", "starts_at", "venue", "training_class.seats_taken")
    STATE_TONES = {S.OPEN: "good", S.CLOSED: "active", S.CANCELLED: "bad"}
    MOVES = {
        "open": Move({S.PLANNED}, S.OPEN, may_open_session, _("Open the sign-in")),
        "close": Move({S.OPEN}, S.CLOSED, may_close_session, _("End the session")),
        "seal": Move({S.CLOSED}, S.SEALED, is_system, _("Seal"), is_automatic=True),
        "cancel": Move(
            {S.PLANNED},
            S.CANCELLED,
            may_cancel_session | is_system,
            _("Cancel the session"),
            needs=("reason",),
            tone="danger",
            explains=_("It leaves the timetable; its lessons must be planned again."),
        ),
        "void": Move(
            {S.OPEN, S.CLOSED},
            S.CANCELLED,
            may_void_session,
            _("Void the session"),
            needs=("reason",),
            tone="danger",
            explains=_("The session did not take place: its attendance counts for nobody."),
        ),
    }

    training_class = models.ForeignKey(
        "programs.TrainingClass",
        models.PROTECT,
        related_name="sessions",
        verbose_name=_("class"),
    )
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, verbose_name=_("institution")
    )
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, verbose_name=_("district")
    )
    ordinal = models.PositiveSmallIntegerField(_("no."))
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    lessons = models.PositiveSmallIntegerField(_("lessons"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    mode = models.CharField(_("mode"), max_length=8, choices=Mode, default=Mode.OFFLINE)
    teacher = models.ForeignKey("programs.Teacher", models.PROTECT, verbose_name=_("teacher"))
    # The teacher's person: a foreign key of both columns keeps it in step (0004).
    person = models.ForeignKey(
        "programs.TeachingPerson",
        models.PROTECT,
        db_constraint=False,
        db_index=False,
        editable=False,
        related_name="+",
    )
    venue = models.ForeignKey("programs.Venue", models.PROTECT, verbose_name=_("venue"))
    topic = models.CharField(_("topic"), max_length=80, blank=True)
    holiday_reason = models.CharField(_("reason on a public holiday"), max_length=120, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=S, default=S.PLANNED)
    sealed_at = models.DateTimeField(_("sealed"), null=True, blank=True)
    # The register of a sealed session in figures, as PostgreSQL keeps it (trainees, 0002).
    expected = models.PositiveIntegerField(
        _("people expected"), default=0, db_default=0, editable=False
    )
    attended_minutes = models.PositiveIntegerField(
        _("attended minutes"), default=0, db_default=0, editable=False
    )
    # Of the sealed register, by PostgreSQL, too: whoever has the rows can compute it again.
    register_hash = models.CharField(
        _("hash of the register"), max_length=64, blank=True, db_default="", editable=False
    )
    rechecked_at = ArrayField(
        models.DateTimeField(),
        verbose_name=_("re-checks called"),
        default=list,
        db_default=[],
        blank=True,
        editable=False,
    )
    # For whoever missed minutes of that session: what is made up counts as attended there.
    makes_up = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="make_ups",
        verbose_name=_("makes up"),
    )
    is_announced = models.BooleanField(default=False)
    secret = models.CharField(max_length=32, default=new_secret, editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["training_class", "starts_at"]
        indexes = [
            models.Index(fields=["organization", "starts_at"], name="session_organization"),
            models.Index(fields=["state", "starts_at"], name="session_timetable"),
            models.Index(fields=["sealed_at"], name="session_sealed"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "id"], name="session_of_organization"),
            models.UniqueConstraint(fields=["training_class", "id"], name="session_of_class"),
            models.CheckConstraint(
                name="session_runs_forward",
                condition=models.Q(ends_at__gt=models.F("starts_at"), lessons__gt=0, minutes__gt=0),
            ),
            models.CheckConstraint(
                name="session_sealed_has_a_time",
                condition=~models.Q(state=S.SEALED) | models.Q(sealed_at__isnull=False),
            ),
            no_overlap("person", "teacher_never_double_booked"),
            no_overlap("venue", "room_never_double_booked"),
        ]

    def __str__(self):
        return f"{self.training_class.number} {self.title}"

    def save(self, *args, **kwargs):
        """The person is the teacher's; a move alone does not look the teacher up."""
        if self._state.adding or Session.teacher.is_cached(self):
            self.person_id = self.teacher.person_id
        super().save(*args, **kwargs)

    @property
    def title(self) -> str:
        """第3次课 or Session 3; 第9次课（补课）."""
        return session_title(self.ordinal, is_make_up=self.makes_up_id is not None)

    @property
    def title_and_time(self) -> str:
        """第3次课 · 2026-03-12 09:00–12:00."""
        at, until = localtime(self.starts_at), localtime(self.ends_at)
        return f"{self.title} · {at:%Y-%m-%d %H:%M}–{until:%H:%M}"
