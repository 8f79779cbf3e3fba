"""Holidays and make-up workdays the bureau enters for years the library does not know."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.access import EVERY_ROLE, ScopedModel
from core.language import told


class Standing(models.TextChoices):
    OFFICIAL = "official", _("Official")
    PROVISIONAL = "provisional", _("Provisional")


class CalendarYear(ScopedModel):
    """A year whose holiday table was entered; without one a later year is an error."""

    VISIBLE = EVERY_ROLE

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    standing = models.CharField(_("standing"), max_length=12, choices=Standing)
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("calendar year")
        verbose_name_plural = _("calendar years")
        ordering = ["-year"]

    def __str__(self):
        return f"{self.year} ({self.get_standing_display()})"


class CalendarDay(ScopedModel):
    """A day that differs from its weekday: a holiday, or a weekend day worked."""

    VISIBLE = EVERY_ROLE

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", _("Holiday")
        WORKDAY = "workday", _("Make-up workday")

    day = models.DateField(_("day"), unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    name = models.CharField(_("name"), max_length=40, blank=True)
    standing = models.CharField(_("standing"), max_length=12, choices=Standing)

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        ordering = ["day"]

    def __str__(self):
        return f"{self.day} {told(self.name)}"
