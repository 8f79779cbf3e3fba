"""What the timetable of a class said, version by version, once it was approved."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.access import ScopedModel
from programs.models.class_change import SEEN_BY


class TimetableVersion(ScopedModel):
    """The sessions as they stood from a moment on; nobody changes what was said.

    The first one is the approved filing, each further one an approved change. A version keeps the
    names it said: a teacher who is called otherwise later has not taught under that name.
    """

    VISIBLE = SEEN_BY

    training_class = models.ForeignKey(
        "programs.TrainingClass",
        models.PROTECT,
        related_name="timetables",
        verbose_name=_("class"),
    )
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, verbose_name=_("institution")
    )
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, verbose_name=_("district")
    )
    version = models.PositiveSmallIntegerField(_("version"))
    holds_from = models.DateTimeField(_("holds from"))
    change = models.OneToOneField(
        "programs.ClassChange",
        models.PROTECT,
        null=True,
        related_name="made",
        verbose_name=_("change of a class"),
    )
    sessions = models.JSONField(_("sessions"))

    class Meta:
        verbose_name = _("version of a timetable")
        verbose_name_plural = _("versions of timetables")
        ordering = ["training_class", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["training_class", "version"], name="timetable_version_once"
            ),
        ]

    def __str__(self):
        return f"{self.training_class.number} v{self.version}"

    def get_absolute_url(self):
        return reverse("timetable-version", args=[self.training_class.number, self.version])
