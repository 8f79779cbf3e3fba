"""What a teacher is recognised to teach, and until when (workflow 2.1)."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.access import ScopedModel, everything, of_district, of_organization, to
from core.enums import CASE_READERS, UNIT_ADMINS, Role
from core.identifiers import SkillLevel
from core.workflow import Move
from programs.enums import Agreement, CourseType, QualificationState
from programs.permissions import (
    is_system,
    may_edit_qualification,
    may_end_qualification,
    may_review_qualification,
    may_suspend_qualification,
)

S = QualificationState
WITH_THE_DISTRICT = (S.SUBMITTED, S.RETURNED)
RECOGNISED = (S.VALID, S.SUSPENDED, S.EXPIRED)


class TeacherQualification(ScopedModel):
    """One occupation and level, or one start-up course; a renewal is a new record."""

    VISIBLE = {
        **to(CASE_READERS, everything),
        Role.DISTRICT_REVIEWER: of_district(),
        **to(UNIT_ADMINS, of_organization()),
        Role.TEACHER: lambda actor: models.Q(
            teacher__user_id=actor.user_id, organization_id=actor.organization_id
        ),
    }
    KEY_FACTS = ("organization", "teacher", ("subject", _("For")), "valid_until")
    STATE_TONES = {
        S.SUBMITTED: "active",
        S.RETURNED: "warn",
        S.VALID: "good",
        S.SUSPENDED: "warn",
        S.EXPIRED: "bad",
        S.REFUSED: "bad",
    }
    MOVES = {
        "return": Move(
            {S.SUBMITTED},
            S.RETURNED,
            may_review_qualification,
            _("Return for completion"),
            needs=("reason_code", "reason"),
            reasons=("document_missing", "teacher_not_qualified", "teachers_borrowed"),
            tone="warning",
            explains=_("The institution is told what is missing and submits it again."),
        ),
        "resubmit": Move(
            {S.RETURNED},
            S.SUBMITTED,
            may_edit_qualification,
            _("Submit again"),
            explains=_("The district looks at the proof again."),
            page="workspace:qualification-resubmit",
        ),
        "recognise": Move(
            {S.SUBMITTED},
            S.VALID,
            may_review_qualification,
            _("Recognise the qualification"),
            needs=("valid_until",),
            explains=_("The teacher may be planned for sessions of this occupation and level."),
        ),
        "refuse": Move(
            {S.SUBMITTED},
            S.REFUSED,
            may_review_qualification,
            _("Refuse"),
            needs=("reason_code", "reason"),
            reasons=("teacher_not_qualified", "teachers_borrowed"),
            tone="danger",
            explains=_(
                "The teacher cannot be planned for it. The institution is told the reason and may "
                "submit a new one."
            ),
        ),
        "suspend": Move(
            {S.VALID},
            S.SUSPENDED,
            may_suspend_qualification,
            _("Suspend"),
            needs=("reason_code", "reason"),
            reasons=("teacher_not_qualified", "teachers_borrowed", "on_blacklist"),
            tone="warning",
            explains=_("Sessions not begun need another teacher."),
        ),
        "resume": Move(
            {S.SUSPENDED},
            S.VALID,
            may_suspend_qualification,
            _("Resume"),
            needs=("reason",),
            explains=_("The teacher may be planned for sessions again."),
        ),
        "expire": Move(
            {S.VALID, S.SUSPENDED}, S.EXPIRED, is_system, _("Expire"), is_automatic=True
        ),
        "end": Move(
            {S.VALID, S.SUSPENDED, S.RETURNED},
            S.ENDED,
            may_end_qualification,
            _("End the qualification"),
            needs=("ended_on",),
            tone="danger",
            explains=_(
                "The teacher works here no longer; sessions not begun need another teacher."
            ),
        ),
    }

    number = models.CharField(_("qualification number"), max_length=20, unique=True)
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, verbose_name=_("institution")
    )
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, verbose_name=_("district")
    )
    teacher = models.ForeignKey(
        "programs.Teacher",
        models.PROTECT,
        related_name="qualifications",
        verbose_name=_("teacher"),
    )
    occupation = models.ForeignKey(
        "programs.Occupation",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("occupation"),
    )
    level = models.CharField(_("skill level"), max_length=14, choices=SkillLevel, blank=True)
    course_type = models.CharField(_("course"), max_length=12, choices=CourseType, blank=True)
    proof = models.ForeignKey(
        "core.StoredFile", models.PROTECT, db_index=False, verbose_name=_("proof")
    )
    state = models.CharField(_("state"), max_length=10, choices=S, default=S.SUBMITTED)
    submitted_at = models.DateTimeField(_("submitted"))
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("submitted by")
    )
    agreement = models.CharField(_("agreement"), max_length=10, choices=Agreement, blank=True)
    agreed_at = models.DateTimeField(_("teacher agreed"), null=True, blank=True)
    replied_at = models.DateTimeField(_("replied"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    ended_on = models.DateField(_("employment ended"), null=True, blank=True)
    warned_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("teacher's qualification")
        verbose_name_plural = _("teachers' qualifications")
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["organization", "state"], name="qualification_organization"),
            models.Index(fields=["district", "state"], name="qualification_district"),
            models.Index(fields=["state", "valid_until"], name="qualification_ending"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "id"], name="qualification_of_organization"
            ),
            models.UniqueConstraint(
                fields=["teacher", "occupation", "level", "course_type"],
                condition=models.Q(state__in=WITH_THE_DISTRICT),
                nulls_distinct=False,
                name="qualification_asked_once",
            ),
            models.CheckConstraint(
                name="qualification_has_occupation_or_course",
                condition=(models.Q(occupation__isnull=True, level="") & ~models.Q(course_type=""))
                | (models.Q(occupation__isnull=False, course_type="") & ~models.Q(level="")),
            ),
            models.CheckConstraint(
                name="qualification_recognised_is_agreed_and_ends",
                condition=~models.Q(state__in=RECOGNISED)
                | models.Q(
                    agreed_at__isnull=False, valid_until__isnull=False, replied_at__isnull=False
                ),
            ),
            models.CheckConstraint(
                name="qualification_reviewed_by_another",
                condition=models.Q(reviewed_by__isnull=True)
                | ~models.Q(reviewed_by=models.F("submitted_by")),
            ),
            models.CheckConstraint(
                name="qualification_agreement_has_a_time",
                condition=models.Q(agreement="", agreed_at__isnull=True)
                | (~models.Q(agreement="") & models.Q(agreed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="qualification_ended_has_a_day",
                condition=~models.Q(state=S.ENDED) | models.Q(ended_on__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.teacher}"

    def get_absolute_url(self):
        return reverse("workspace:qualification-detail", args=[self.number])

    @property
    def subject(self) -> str:
        """Occupation and level, or the course, in words."""
        if self.course_type:
            return self.get_course_type_display()
        return f"{self.occupation} · {self.get_level_display()}"
