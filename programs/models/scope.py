"""The licensed scope of a unit: what it may teach, and since when (workflow 2.1)."""

from django.db import models
from django.db.models import F, Q
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
from core.enums import CASE_READERS, Role
from core.identifiers import SkillLevel
from organizations.enums import MEMBER_ADMINS
from programs.enums import CourseType, TrainingType


class ScopeQuerySet(ScopedQuerySet):
    def wanted(self):
        """The lines an application asks for, or the scope as it is: not struck out or ended."""
        return self.filter(valid_to__isnull=True)

    def on(self, day):
        """What stood in the scope on a day."""
        lasting = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
        return self.filter(lasting, valid_from__lte=day)


class AccreditationScope(ScopedModel):
    """One line of the scope; without `valid_from` it is asked for. A line is ended, never deleted.

    A line that an application has given up has a last day and no first one.
    """

    VISIBLE = {
        **to(CASE_READERS, everything),
        Role.DISTRICT_REVIEWER: of_district(),
        **to(MEMBER_ADMINS, of_organization()),
        **to({Role.WORKER, Role.ANYONE, Role.EDITOR}, where(is_granted=True)),
    }

    accreditation = models.ForeignKey(
        "organizations.Accreditation",
        models.PROTECT,
        related_name="scope",
        verbose_name=_("accreditation"),
    )
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, verbose_name=_("unit")
    )
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, verbose_name=_("district")
    )
    # an evaluation agency has none: it does not teach
    training_type = models.CharField(
        _("training type"), max_length=20, choices=TrainingType, blank=True
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
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    is_granted = models.GeneratedField(
        expression=Q(valid_from__isnull=False), output_field=models.BooleanField(), db_persist=True
    )

    objects = ScopeQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of a licensed scope")
        verbose_name_plural = _("licensed scope")
        ordering = ["training_type", "occupation_id", "level", "course_type", "id"]
        indexes = [
            models.Index(fields=["organization", "valid_from"], name="scope_organization"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["accreditation", "training_type", "occupation", "level", "course_type"],
                condition=Q(valid_to__isnull=True),
                nulls_distinct=False,
                name="scope_line_once",
            ),
            models.CheckConstraint(
                name="scope_has_occupation_or_course",
                condition=(
                    Q(training_type=TrainingType.ENTREPRENEURSHIP, occupation__isnull=True)
                    & Q(level="")
                    & ~Q(course_type="")
                )
                | (
                    ~Q(training_type=TrainingType.ENTREPRENEURSHIP)
                    & Q(occupation__isnull=False, course_type="")
                    & ~Q(level="")
                ),
            ),
            models.CheckConstraint(
                name="scope_days_in_order",
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
            ),
        ]

    def __str__(self):
        what = self.occupation or self.get_course_type_display()
        named = f"{what} · {self.get_level_display()}" if self.level else str(what)
        return " · ".join(filter(None, (str(self.get_training_type_display()), named)))

    @property
    def key(self) -> tuple:
        """What is licensed, as a line can be compared."""
        return self.training_type, self.occupation_id, self.level, self.course_type
