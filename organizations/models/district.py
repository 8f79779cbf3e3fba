"""Districts of the city, with the management areas that have no GB/T 2260 code."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.access import EVERY_ROLE, ScopedModel, ScopedQuerySet
from core.language import is_chinese
from organizations.enums import DistrictKind, DistrictStatus


class DistrictQuerySet(ScopedQuerySet):
    def active(self):
        """Districts with a counter of their own today, without the city as a whole."""
        return self.filter(status=DistrictStatus.ACTIVE).exclude(kind=DistrictKind.MUNICIPALITY)


class District(ScopedModel):
    """A unit of GB/T 2260 below 210200, or a management area 功能区 with its own counter."""

    VISIBLE = EVERY_ROLE

    code = models.CharField(_("counter code"), max_length=6, unique=True)
    gb2260 = models.CharField(_("GB/T 2260 code"), max_length=6, blank=True)
    zh = models.CharField(_("Chinese name"), max_length=40)
    en = models.CharField(_("English name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=20, choices=DistrictKind)
    parent_gb2260 = models.CharField(_("counted under"), max_length=6, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=DistrictStatus)
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = DistrictQuerySet.as_manager()

    class Meta:
        verbose_name = _("district")
        verbose_name_plural = _("districts")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["gb2260"],
                condition=~models.Q(gb2260=""),
                name="district_gb2260_once",
            )
        ]

    def __str__(self):
        return self.zh if is_chinese() else self.en

    @property
    def bureau_en(self) -> str:
        """What its bureau is called in English."""
        return f"{self.en.removesuffix(' Municipality')} Human Resources and Social Security Bureau"
