"""Classes and their filing (workflow 2.3)."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.urls import reverse
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
from core.search import SearchText
from core.workflow import Move
from programs.enums import PUBLIC_STATES, ClassState
from programs.permissions import is_system, may_cancel_class, may_edit_class, may_review_class

S = ClassState
# Each move has its own reasons, the frequent ones first.
TO_COMPLETE = (
    "teacher_double_booked",
    "room_double_booked",
    "teacher_not_qualified",
    "sessions_missing",
    "document_missing",
    "class_too_large",
    "class_too_small",
    "room_too_small",
    "lessons_per_day_exceeded",
    "online_share_exceeded",
    "online_platform_not_listed",
    "session_on_holiday",
    "roster_person_ineligible",
    "textbook_missing",
    "lecturers_missing",
)
TO_REFUSE = (
    "filing_late",
    "filing_after_start",
    "class_too_large",
    "class_too_small",
    "teacher_not_qualified",
    "teachers_borrowed",
    "premises_borrowed",
    "premises_unsuitable",
    "licence_scope_mismatch",
    "budget_insufficient",
    "credit_grade_too_low",
    "on_blacklist",
    "not_eligible",
)
SHOWN_ON_CARDS = (
    "number", "name", "state", "starts_on", "ends_on", "seats", "seats_taken", "waiting",
    "district__zh", "district__en", "organization__name", "programme__occupation__shortage_grade",
)  # fmt: skip
JOINABLE_FIRST = models.Case(models.When(state=S.OPEN, then=0), default=1)
JOINABLE_SOONEST = models.Case(models.When(state=S.OPEN, then="starts_on"))  # of others nothing


def of_teacher(actor):
    """Visibility: classes in which the acting teacher has a session."""
    return models.Q(
        pk__in=TrainingClass.objects.filter(sessions__teacher__user_id=actor.user_id).values("pk")
    )


class TrainingClassQuerySet(ScopedQuerySet):
    def open(self):
        """Classes one can enrol in today, as far as the state tells."""
        return self.filter(state=S.OPEN)

    def joinable_first(self):
        """Classes one can join, the soonest first; then the others, the latest first.

        The order of the index `class_joinable_first`.
        """
        return self.order_by(JOINABLE_FIRST, JOINABLE_SOONEST, "-starts_on", "pk")

    def with_names(self):
        """All that a list shows, in one query."""
        return self.select_related("programme__occupation", "organization", "district", "venue")

    def for_cards(self):
        """What a card shows, and no more: half of the columns cost half of the time."""
        named = self.select_related("programme__occupation", "organization", "district")
        return named.only(*SHOWN_ON_CARDS)


class TrainingClass(ScopedModel):
    """One run of a programme: seats, timetable, the dates of its filing."""

    VISIBLE = {
        **to(CASE_READERS, everything),
        Role.EDITOR: where(is_public=True),
        **to({Role.DISTRICT_REVIEWER}, of_district()),
        **to(UNIT_ADMINS, of_organization()),
        Role.TEACHER: of_teacher,
        Role.WORKER: where(is_announced=True),
        Role.ANYONE: where(is_public=True),
    }
    KEY_FACTS = (
        "organization",
        "programme",
        "starts_on",
        "ends_on",
        "venue",
        "seats",
        "seats_taken",
    )
    STATE_TONES = {
        S.FILED: "active",
        S.RETURNED: "warn",
        S.APPROVED: "active",
        S.OPEN: "good",
        S.RUNNING: "active",
        S.CANCELLED: "bad",
        S.REFUSED: "bad",
    }
    MOVES = {
        "file": Move(
            {S.DRAFT, S.RETURNED},
            S.FILED,
            may_edit_class,
            _("File the class"),
            needs=("undertaking",),
            explains=_(
                "The district bureau reviews the filing. The filing date decides the rates."
            ),
        ),
        "return": Move(
            {S.FILED},
            S.RETURNED,
            may_review_class,
            _("Return for completion"),
            needs=("reason_code", "reason"),
            reasons=TO_COMPLETE,
            tone="warning",
            explains=_(
                "The institution is told what is missing and files again within the time limit; "
                "the first filing date holds."
            ),
        ),
        "refuse": Move(
            {S.FILED},
            S.REFUSED,
            may_review_class,
            _("Refuse the filing"),
            needs=("reason_code", "reason"),
            reasons=TO_REFUSE,
            tone="danger",
            explains=_("The class is not held. The institution is told the reason and may appeal."),
        ),
        "reopen": Move(
            {S.REFUSED}, S.RETURNED, is_system, _("Reopen for completion"), is_automatic=True
        ),
        "approve": Move(
            {S.FILED},
            S.APPROVED,
            may_review_class,
            _("Approve the filing"),
            explains=_("The timetable is frozen; the institution may open the enrolment."),
        ),
        "open": Move(
            {S.APPROVED},
            S.OPEN,
            may_edit_class,
            _("Open the enrolment"),
            explains=_("The class becomes public and workers can enrol."),
        ),
        "start": Move({S.APPROVED, S.OPEN}, S.RUNNING, is_system, _("Start"), is_automatic=True),
        "finish": Move({S.RUNNING}, S.FINISHED, is_system, _("Finish"), is_automatic=True),
        "complete": Move(
            {S.FINISHED},
            S.COMPLETED,
            may_edit_class,
            _("Complete the class"),
            explains=_("Every trainee's attendance is compared with the threshold in force."),
        ),
        "cancel": Move(
            {S.DRAFT, S.RETURNED, S.APPROVED, S.OPEN},
            S.CANCELLED,
            may_cancel_class,
            _("Cancel the class"),
            needs=("reason",),
            tone="danger",
            explains=_("Everybody enrolled is told; seats are free again."),
        ),
        "break_off": Move(
            {S.RUNNING},
            S.CANCELLED,
            may_review_class,
            _("Break off the class"),
            needs=("reason",),
            tone="danger",
            explains=_("Sessions not begun are cancelled and everybody enrolled is told."),
        ),
        "lapse": Move({S.RETURNED}, S.CANCELLED, is_system, _("Lapse"), is_automatic=True),
        "archive": Move({S.COMPLETED}, S.ARCHIVED, is_system, _("Archive"), is_automatic=True),
    }

    number = models.CharField(_("class number"), max_length=20, unique=True)
    programme = models.ForeignKey(
        "programs.Programme", models.PROTECT, related_name="classes", verbose_name=_("programme")
    )
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, verbose_name=_("institution")
    )
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, verbose_name=_("district")
    )
    name = models.CharField(_("name"), max_length=60)
    venue = models.ForeignKey("programs.Venue", models.PROTECT, verbose_name=_("venue"))
    seats = models.PositiveSmallIntegerField(_("seats"))
    seats_taken = models.PositiveSmallIntegerField(_("seats taken"), default=0)
    has_waiting_list = models.BooleanField(_("with a waiting list"), default=True)
    waiting = models.PositiveIntegerField(_("people waiting"), default=0)
    starts_on = models.DateField(_("first session"), null=True, blank=True)
    ends_on = models.DateField(_("last session"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=S, default=S.DRAFT)
    undertaking = models.BooleanField(_("undertaking given"), default=False)
    filed_on = models.DateField(_("filing date"), null=True, blank=True)
    filed_at = models.DateTimeField(_("filed"), null=True, blank=True)
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    replied_at = models.DateTimeField(_("replied"), null=True, blank=True)
    reply_due_on = models.DateField(_("reply due"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    finished_at = models.DateTimeField(_("lessons over"), null=True, blank=True)
    completed_at = models.DateTimeField(_("completed"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    is_announced = models.BooleanField(_("announced"), default=False)
    is_public = models.GeneratedField(
        expression=models.Q(state__in=PUBLIC_STATES),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    search_text = SearchText(spelled="name", also=("number",))

    objects = TrainingClassQuerySet.as_manager()

    class Meta:
        verbose_name = _("class")
        verbose_name_plural = _("classes")
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["organization", "state"], name="class_organization"),
            models.Index(
                fields=["starts_on"], name="class_waited_for", condition=models.Q(waiting__gt=0)
            ),
            models.Index(fields=["district", "state"], name="class_district"),
            models.Index(
                "is_public",
                JOINABLE_FIRST,
                JOINABLE_SOONEST,
                models.F("starts_on").desc(),
                "id",
                name="class_joinable_first",
                include=["state"],  # of the order: so far pages are counted off the index alone
            ),
            GinIndex(name="class_search", fields=["search_text"], opclasses=["gin_trgm_ops"]),
            models.Index(fields=["state", "starts_on"], name="class_timetable"),
            models.Index(fields=["filed_on"], name="class_filed"),
            models.Index(fields=["replied_at"], name="class_replied"),
            models.Index(
                fields=["cancelled_at"],
                name="class_cancelled",
                condition=models.Q(cancelled_at__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "id"], name="class_of_organization"),
            models.CheckConstraint(
                name="class_never_oversold",
                condition=models.Q(seats_taken__lte=models.F("seats")),
            ),
            models.CheckConstraint(name="class_has_seats", condition=models.Q(seats__gt=0)),
            models.CheckConstraint(
                name="class_filed_has_dates",
                condition=models.Q(state__in=[S.DRAFT, S.CANCELLED])
                | models.Q(
                    filed_on__isnull=False,
                    filed_at__isnull=False,
                    starts_on__isnull=False,
                    ends_on__isnull=False,
                    undertaking=True,
                ),
            ),
            models.CheckConstraint(
                name="class_reviewed_by_another",
                condition=models.Q(reviewed_by__isnull=True)
                | ~models.Q(reviewed_by=models.F("filed_by")),
            ),
            models.CheckConstraint(
                name="class_ends_have_times",
                condition=(~models.Q(state=S.COMPLETED) | models.Q(completed_at__isnull=False))
                & (~models.Q(state=S.CANCELLED) | models.Q(cancelled_at__isnull=False)),
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.name}"

    def get_absolute_url(self):
        return reverse("workspace:class-detail", args=[self.number])

    @property
    def seats_free(self) -> int:
        """Seats whoever comes now may take; one that is given back belongs to who waits for it."""
        return max(0, self.seats - self.seats_taken - self.waiting)
