"""The syllabus of a programme, unit by unit, and the teachers it names."""

from django.core.validators import MinValueValidator
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
from programs.enums import LessonKind, Mode

STAFF = {
    **to(CASE_READERS, everything),
    Role.DISTRICT_REVIEWER: of_district(),
    **to(UNIT_ADMINS | {Role.TEACHER}, of_organization()),
}


class PartQuerySet(ScopedQuerySet):
    def held(self):
        """Rows that were not dropped while the programme was written."""
        return self.filter(is_dropped=False)


class PartOfProgramme(ScopedModel):
    """A row that is written with its programme; one no longer wanted stays, marked as dropped."""

    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, verbose_name=_("institution")
    )
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, db_index=False, verbose_name=_("district")
    )
    programme = models.ForeignKey("programs.Programme", models.PROTECT, verbose_name=_("programme"))
    is_dropped = models.BooleanField(_("dropped"), default=False)

    objects = PartQuerySet.as_manager()

    class Meta:
        abstract = True


class SyllabusUnit(PartOfProgramme):
    """One unit: what is taught, as theory or practice, in person or online, in how many lessons."""

    PUBLIC = where(programme__is_public=True)
    VISIBLE = {**STAFF, **to({Role.EDITOR, Role.WORKER, Role.ANYONE}, PUBLIC)}

    programme = models.ForeignKey(
        "programs.Programme", models.PROTECT, related_name="units", verbose_name=_("programme")
    )
    ordinal = models.PositiveSmallIntegerField(_("position"))
    title = models.CharField(_("what is taught"), max_length=80)
    kind = models.CharField(_("theory or practice"), max_length=8, choices=LessonKind)
    mode = models.CharField(_("mode"), max_length=7, choices=Mode, default=Mode.OFFLINE)
    lessons = models.PositiveSmallIntegerField(_("lessons"), validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = _("unit of the syllabus")
        verbose_name_plural = _("units of the syllabus")
        ordering = ["programme", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "ordinal"], name="syllabus_in_order"),
            models.CheckConstraint(
                name="syllabus_unit_has_lessons", condition=models.Q(lessons__gt=0)
            ),
        ]

    def __str__(self):
        return f"{self.ordinal} {self.title}"


class ProgrammeTeacher(PartOfProgramme):
    """A teacher of the unit whom a programme names."""

    VISIBLE = STAFF

    programme = models.ForeignKey(
        "programs.Programme", models.PROTECT, related_name="named", verbose_name=_("programme")
    )
    teacher = models.ForeignKey(
        "programs.Teacher", models.PROTECT, related_name="+", verbose_name=_("teacher")
    )

    class Meta:
        verbose_name = _("named teacher")
        verbose_name_plural = _("named teachers")
        ordering = ["programme", "teacher__sort_key"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "teacher"], name="programme_teacher_once")
        ]

    def __str__(self):
        return str(self.teacher)
