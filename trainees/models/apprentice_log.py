"""The weekly work and study log 学徒周志 of an apprentice, confirmed by a mentor."""

from datetime import timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.access import ScopedModel, everything, of_district, of_person, to
from core.enums import CASE_READERS, UNIT_ADMINS, Role
from core.workflow import Move
from trainees.enums import LogState
from trainees.models.apprentice_plan import of_either_unit
from trainees.permissions import is_own_mentor, is_worker_oneself

S = LogState
DAYS_OF_A_WEEK = 7
MOST_LESSONS = 60  # of one week: what a person can have at all
MONDAY = 1


def week_words(monday) -> str:
    """A week from its first day to its last."""
    last = monday + timedelta(days=DAYS_OF_A_WEEK - 1)
    return f"{monday:%Y-%m-%d} – {last:%m-%d}"


def of_own_apprentices(actor):
    """Visibility: weeks of the acting mentor's apprentices."""
    unit, person = actor.organization_id, actor.user_id
    in_enterprise = Q(apprentice__enterprise_mentor_id=person, organization_id=unit)
    return in_enterprise | Q(apprentice__institution_mentor_id=person, institution_id=unit)


class ApprenticeLog(ScopedModel):
    """One week of one apprentice: days at work, lessons, what was learnt."""

    VISIBLE = {
        **to(CASE_READERS, everything),
        Role.DISTRICT_REVIEWER: of_district(),
        **to(UNIT_ADMINS, of_either_unit),
        Role.MENTOR: of_own_apprentices,
        Role.WORKER: of_person(),
    }
    KEY_FACTS = (
        ("apprentice.name", _("apprentice")),
        "week_on",
        "work_days",
        "lessons",
        "learnt",
    )
    STATE_TONES = {S.WRITTEN: "active", S.RETURNED: "warn", S.CONFIRMED: "good"}
    MOVES = {
        "confirm": Move(
            {S.WRITTEN},
            S.CONFIRMED,
            is_own_mentor,
            _("Confirm the week"),
            explains=_("The week counts as confirmed by you; it is not changed any more."),
        ),
        "return": Move(
            {S.WRITTEN},
            S.RETURNED,
            is_own_mentor,
            _("Send back to be corrected"),
            needs=("reason",),
            reason_label=_("What is not right (the apprentice reads it)"),
            tone="warning",
            explains=_("The apprentice is told and writes the week again."),
        ),
        "rewrite": Move(
            {S.WRITTEN, S.RETURNED},
            S.WRITTEN,
            is_worker_oneself,
            _("Correct the week"),
            page="account:apprentice-log-edit",
        ),
    }

    apprentice = models.ForeignKey(
        "trainees.Apprentice", models.PROTECT, related_name="logs", verbose_name=_("apprentice")
    )
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, related_name="+", verbose_name=_("enterprise")
    )
    institution = models.ForeignKey(
        "organizations.Organization",
        models.PROTECT,
        related_name="+",
        verbose_name=_("training institution"),
    )
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, verbose_name=_("district")
    )
    trainee_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("account")
    )
    week_on = models.DateField(_("week from"))  # its Monday
    work_days = models.PositiveSmallIntegerField(
        _("days at work"), validators=[MaxValueValidator(DAYS_OF_A_WEEK)]
    )
    lessons = models.PositiveSmallIntegerField(
        _("lessons"), validators=[MaxValueValidator(MOST_LESSONS)]
    )
    learnt = models.CharField(_("what was learnt"), max_length=500)
    state = models.CharField(_("state"), max_length=10, choices=S, default=S.WRITTEN)
    written_at = models.DateTimeField(_("written"))
    remark = models.CharField(_("remark of the mentor"), max_length=500, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_name = models.CharField(
        pgettext_lazy("weekly log", "confirmed by"), max_length=60, blank=True
    )

    class Meta:
        verbose_name = _("weekly log")
        verbose_name_plural = _("weekly logs")
        ordering = ["-week_on", "-id"]
        indexes = [
            models.Index(fields=["organization", "apprentice"], name="log_organization"),
            models.Index(fields=["institution", "apprentice"], name="log_institution"),
            models.Index(fields=["district", "apprentice"], name="log_district"),
            models.Index(fields=["trainee_user", "-week_on"], name="log_person"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["apprentice", "week_on"], name="log_once_a_week"),
            models.CheckConstraint(
                name="log_week_begins_on_monday", condition=Q(week_on__iso_week_day=MONDAY)
            ),
            models.CheckConstraint(
                name="log_figures_fit_a_week",
                condition=Q(work_days__lte=DAYS_OF_A_WEEK, lessons__lte=MOST_LESSONS),
            ),
            models.CheckConstraint(
                name="log_confirmed_has_who_and_when",
                condition=Q(
                    state=S.CONFIRMED, confirmed_at__isnull=False, confirmed_by__isnull=False
                )
                | ~Q(state=S.CONFIRMED) & Q(confirmed_at__isnull=True, confirmed_by__isnull=True),
            ),
            models.CheckConstraint(
                name="log_not_confirmed_by_oneself",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=models.F("trainee_user")),
            ),
        ]

    def __str__(self):
        return self.week_words

    def get_absolute_url(self):
        return reverse("workspace:apprentice-log-detail", args=[self.pk])

    @property
    def week_words(self) -> str:
        return week_words(self.week_on)
