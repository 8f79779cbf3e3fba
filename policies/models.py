"""Dated values and time limits: every figure of a rule is a row with a date and a clause."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.access import EVERY_ROLE, ScopedModel, ScopedQuerySet
from core.calendar import Direction
from core.calendar import Unit as ClockUnit
from policies.enums import Parameter, Unit


def plain(number) -> str:
    """A number without the zeros its column stores: 30, not 30.00."""
    return f"{number.normalize():f}"


class DatedQuerySet(ScopedQuerySet):
    def in_force(self, on):
        """Rows valid on a day, both ends inclusive."""
        return self.filter(valid_from__lte=on).filter(
            models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=on)
        )


class DatedRow(ScopedModel):
    """What a row must carry so that a decision can cite it."""

    VISIBLE = EVERY_ROLE

    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    known_from = models.DateField(_("known from"))
    clause = models.CharField(_("clause"), max_length=80)
    source_standing = models.CharField(_("standing of the figure"), max_length=120)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True


class DatedValue(DatedRow):
    """A figure of a rule, such as the attendance threshold of 0.80."""

    code = models.CharField(_("value"), max_length=40, choices=Parameter)
    value = models.DecimalField(_("figure"), max_digits=10, decimal_places=4)
    unit = models.CharField(_("unit"), max_length=12, choices=Unit)

    class Meta:
        verbose_name = _("dated value")
        verbose_name_plural = _("dated values")
        ordering = ["code", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "valid_from", "known_from"], name="dated_value_once"
            ),
            models.CheckConstraint(
                name="dated_value_runs_forward",
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
            ),
        ]

    def __str__(self):
        return f"{self.get_code_display()} {self.figure} ({self.clause})"

    @property
    def figure(self) -> str:
        """The value with its unit: 80 %, 30 persons."""
        if self.unit == Unit.SHARE:
            return f"{plain(self.value * 100)} %"
        return f"{plain(self.value)} {self.get_unit_display()}"


class TimeLimit(DatedRow):
    """A time limit `tl_…`: how much, of what, counted from which day, and what happens after."""

    code = models.CharField(_("code"), max_length=40)
    zh = models.CharField(_("Chinese name"), max_length=60)
    process = models.CharField(_("process"), max_length=60)
    clock_start = models.CharField(_("clock starts"), max_length=120)
    direction = models.CharField(_("direction"), max_length=6, choices=Direction)
    number = models.DecimalField(_("figure"), max_digits=6, decimal_places=2)
    unit = models.CharField(_("unit"), max_length=12, choices=ClockUnit)
    date_basis = models.CharField(_("date basis"), max_length=40)
    when_over = models.CharField(_("when over"), max_length=200)
    rule_id = models.CharField(_("subsidy rule"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("time limit")
        verbose_name_plural = _("time limits")
        ordering = ["code", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "valid_from", "known_from"], name="time_limit_once"
            ),
            models.CheckConstraint(
                name="time_limit_runs_forward",
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
            ),
        ]

    def __str__(self):
        chinese = (get_language() or "zh").startswith("zh")
        return f"{self.zh if chinese else self.code} {self.figure}"

    @property
    def figure(self) -> str:
        """How long: 10 working days."""
        return f"{plain(self.number)} {self.get_unit_display()}"
