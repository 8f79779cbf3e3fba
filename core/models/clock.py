"""The offset of the demo clock."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.access import EVERY_ROLE, ScopedModel


class ClockOffset(ScopedModel):
    """One row: seconds the clock of a demo or test stands ahead."""

    VISIBLE = EVERY_ROLE

    id = models.SmallIntegerField(primary_key=True, default=1)
    seconds = models.BigIntegerField(default=0, validators=[MinValueValidator(0)])

    class Meta:
        verbose_name = _("clock")
        constraints = [
            models.CheckConstraint(name="clock_has_one_row", condition=models.Q(id=1)),
            models.CheckConstraint(name="clock_runs_forward", condition=models.Q(seconds__gte=0)),
        ]

    def __str__(self):
        return f"+{self.seconds} s"
