"""Training programmes and their way into the catalogue (workflow 2.2)."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
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
from core.identifiers import SkillLevel
from core.search import SearchText, SortKey
from core.workflow import Move
from programs.enums import CourseType, ProgrammeState, TrainingType
from programs.models.programme_terms import TERMS, ProgrammeTerms
from programs.permissions import (
    is_municipal_reviewer,
    is_system,
    may_close_programme,
    may_edit_programme,
)

S = ProgrammeState
# Each move has its own reasons, the frequent ones first.
TO_COMPLETE = (
    "lessons_below_standard",
    "syllabus_missing",
    "textbook_missing",
    "level_not_listed",
    "occupation_not_in_catalogue",
    "lecturers_missing",
    "term_too_short",
    "key_group_unknown",
    "document_missing",
    "not_eligible",
)
TO_REFUSE = (
    "level_not_listed",
    "occupation_not_in_catalogue",
    "lessons_below_standard",
    "licence_scope_mismatch",
    "textbook_missing",
    "lecturers_missing",
    "enterprise_trains_own",
    "credit_grade_too_low",
    "on_blacklist",
    "not_eligible",
)


class ProgrammeQuerySet(ScopedQuerySet):
    def listed(self):
        """Programmes of the directory."""
        return self.filter(state=S.LISTED)

    def current(self):
        """Programmes a class may be made of: listed, and no newer version of them is."""
        return self.listed().exclude(followers__state=S.LISTED)


class Programme(ProgrammeTerms, ScopedModel):
    """What is taught: training type, occupation and level (or a start-up course), lessons."""

    VISIBLE = {
        **to(CASE_READERS, everything),
        Role.EDITOR: where(is_public=True),
        **to({Role.DISTRICT_REVIEWER}, of_district()),
        **to(UNIT_ADMINS | {Role.TEACHER}, of_organization()),
        **to({Role.WORKER, Role.ANYONE}, where(is_public=True)),
    }
    KEY_FACTS = ("organization", "training_type", "occupation", "level", "lessons")
    STATE_TONES = {
        S.SUBMITTED: "active",
        S.RETURNED: "warn",
        S.LISTED: "good",
        S.REFUSED: "bad",
        S.SUSPENDED: "warn",
    }
    MOVES = {
        "submit": Move(
            {S.DRAFT, S.RETURNED},
            S.SUBMITTED,
            may_edit_programme,
            _("Submit for listing"),
            explains=_("The municipal bureau checks the programme and lists it in the catalogue."),
        ),
        "return": Move(
            {S.SUBMITTED},
            S.RETURNED,
            is_municipal_reviewer,
            _("Return for completion"),
            needs=("reason_code", "reason"),
            reasons=TO_COMPLETE,
            tone="warning",
            explains=_("The institution is told what is missing and submits the programme again."),
        ),
        "refuse": Move(
            {S.SUBMITTED},
            S.REFUSED,
            is_municipal_reviewer,
            _("Refuse"),
            needs=("reason_code", "reason"),
            reasons=TO_REFUSE,
            tone="danger",
            explains=_("The institution is told the reason and may appeal."),
        ),
        "reopen": Move({S.REFUSED}, S.SUBMITTED, is_system, _("Reopen"), is_automatic=True),
        "list": Move(
            {S.SUBMITTED},
            S.LISTED,
            is_municipal_reviewer,
            _("List in the catalogue"),
            explains=_("The programme becomes public and classes can be filed for it."),
        ),
        "suspend": Move(
            {S.LISTED},
            S.SUSPENDED,
            is_municipal_reviewer,
            _("Suspend"),
            needs=("reason",),
            tone="warning",
            explains=_("No new class can be filed for it; what runs goes on."),
        ),
        "resume": Move(
            {S.SUSPENDED},
            S.LISTED,
            is_municipal_reviewer,
            _("Resume"),
            needs=("reason",),
            explains=_("Classes can be filed for it again."),
        ),
        "close": Move(
            {S.DRAFT, S.RETURNED, S.LISTED, S.SUSPENDED},
            S.CLOSED,
            may_close_programme,
            _("Close the programme"),
            needs=("reason",),
            tone="danger",
            explains=_("No further class can be filed for it."),
        ),
    }

    number = models.CharField(_("programme number"), max_length=20, unique=True)
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, verbose_name=_("institution")
    )
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, verbose_name=_("district")
    )
    training_type = models.CharField(_("training type"), max_length=20, choices=TrainingType)
    occupation = models.ForeignKey(
        "programs.Occupation",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("occupation"),
    )
    level = models.CharField(_("skill level"), max_length=14, choices=SkillLevel, blank=True)
    course_type = models.CharField(_("course"), max_length=12, choices=CourseType, blank=True)
    name = models.CharField(_("name"), max_length=60)
    description = models.TextField(_("what is learned"), blank=True)
    textbook = models.CharField(_("textbook"), max_length=120, blank=True)
    lessons = models.PositiveSmallIntegerField(_("lessons"), default=0)
    online_lessons = models.PositiveSmallIntegerField(_("online lessons"), default=0)
    state = models.CharField(_("state"), max_length=10, choices=S, default=S.DRAFT)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    is_public = models.GeneratedField(
        expression=models.Q(state=S.LISTED), output_field=models.BooleanField(), db_persist=True
    )
    sort_key = SortKey(of="name")
    search_text = SearchText(spelled="name", also=("number",))

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["sort_key", "id"]
        indexes = [
            models.Index(fields=["organization", "state"], name="programme_organization"),
            models.Index(fields=["district", "state"], name="programme_district"),
            models.Index(fields=["state", "submitted_at"], name="programme_queue"),
            models.Index(
                fields=["is_public", "training_type", "sort_key"], name="programme_public"
            ),
            GinIndex(name="programme_search", fields=["search_text"], opclasses=["gin_trgm_ops"]),
        ]
        constraints = [
            *TERMS,
            models.UniqueConstraint(
                fields=["organization", "id"], name="programme_of_organization"
            ),
            models.CheckConstraint(
                name="programme_has_occupation_or_course",
                condition=(
                    models.Q(training_type=TrainingType.ENTREPRENEURSHIP)
                    & models.Q(occupation__isnull=True)
                    & ~models.Q(course_type="")
                )
                | (
                    ~models.Q(training_type=TrainingType.ENTREPRENEURSHIP)
                    & models.Q(occupation__isnull=False)
                    & models.Q(course_type="")
                    & ~models.Q(level="")
                ),
            ),
            models.CheckConstraint(
                name="programme_submitted_has_a_time",
                condition=models.Q(state__in=[S.DRAFT, S.CLOSED])
                | models.Q(submitted_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.name}"

    def get_absolute_url(self):
        return f"/workspace/programmes/{self.number}/"
