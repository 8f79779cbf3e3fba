"""Dated figures of the demand catalogue: standard lessons and rates by occupation and level.

Each row is one figure with its clause, kept as the house keeps dated values: a change is a new row.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.identifiers import SkillLevel
from policies.enums import Unit
from policies.models import DatedRow
from policies.models.dated import apart, forward
from programs.enums import CourseType, Measure, RatePart, Stream

LONGEST_CODE = 40  # as a row of a rule set holds it


class OfCatalogue(DatedRow):
    """A figure of one occupation and level, or of one start-up course."""

    code = models.CharField(_("code"), max_length=LONGEST_CODE)
    what = models.CharField(_("occupation or course"), max_length=12)
    level = models.CharField(_("skill level"), max_length=14, choices=SkillLevel, blank=True)
    value = models.DecimalField(_("figure"), max_digits=10, decimal_places=4)
    unit = models.CharField(_("unit"), max_length=12, choices=Unit)

    class Meta:
        abstract = True

    @property
    def amount(self):
        return self.value

    @property
    def name(self) -> str:
        """What the figure is, of what: for the pages of a rule set."""
        return " · ".join(map(str, filter(None, (self.subject, self.part_name))))

    @property
    def subject(self) -> str:
        courses = dict(CourseType.choices)
        level = f" {self.get_level_display()}" if self.level else ""
        return f"{courses.get(self.what, self.what)}{level}"


class LessonStandard(OfCatalogue):
    """Lessons at least, share of practice at least, share of online lessons at most."""

    KIND = "lesson_standard"

    measure = models.CharField(_("measure"), max_length=8, choices=Measure)

    class Meta:
        verbose_name = _("lesson standard")
        verbose_name_plural = _("lesson standards")
        ordering = ["what", "-level", "measure", "-valid_from"]
        constraints = [
            apart("lesson_standard_apart"),
            forward("lesson_standard_runs_forward"),
            models.CheckConstraint(
                name="lesson_standard_makes_sense",
                condition=models.Q(measure=Measure.LESSONS, unit=Unit.LESSONS, value__gt=0)
                | models.Q(
                    ~models.Q(measure=Measure.LESSONS), unit=Unit.SHARE, value__range=(0, 1)
                ),
            ),
        ]

    def __str__(self):
        return f"{self.name} {self.figure}"

    @property
    def part_name(self) -> str:
        return str(self.get_measure_display())


class SubsidyRate(OfCatalogue):
    """What is paid for one person, or the share added for an occupation in short supply."""

    KIND = "subsidy_rate"

    stream = models.CharField(_("kind of subsidy"), max_length=28, choices=Stream)
    part = models.CharField(_("part"), max_length=6, choices=RatePart)

    class Meta:
        verbose_name = _("subsidy rate")
        verbose_name_plural = _("subsidy rates")
        ordering = ["what", "-level", "part", "-valid_from"]
        constraints = [
            apart("subsidy_rate_apart"),
            forward("subsidy_rate_runs_forward"),
            models.CheckConstraint(
                name="subsidy_rate_makes_sense",
                condition=models.Q(part=RatePart.RATE, unit=Unit.CNY_PERSON, value__gt=0)
                | models.Q(part=RatePart.FLOAT, unit=Unit.SHARE, value__range=(0, 1)),
            ),
        ]

    def __str__(self):
        return f"{self.name} {self.figure}"

    @property
    def part_name(self) -> str:
        return f"{self.get_stream_display()}, {self.get_part_display()}"
