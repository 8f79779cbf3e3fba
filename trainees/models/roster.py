"""Roster files of a class: checked, then imported or discarded as a whole."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.access import ScopedModel, of_organization, to
from core.enums import UNIT_ADMINS
from core.privacy import EncryptedField
from trainees.enums import RosterState


class RosterImport(ScopedModel):
    """What a dry run found; its rows are kept encrypted until they are imported or discarded."""

    VISIBLE = to(UNIT_ADMINS, of_organization())
    STATE_TONES = {RosterState.CHECKED: "active", RosterState.IMPORTED: "good"}

    training_class = models.ForeignKey(
        "programs.TrainingClass", models.PROTECT, related_name="rosters", verbose_name=_("class")
    )
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, verbose_name=_("institution")
    )
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, verbose_name=_("district")
    )
    file_name = models.CharField(_("file"), max_length=120)
    rows = EncryptedField(_("rows"), null=True, blank=True)
    errors = models.JSONField(_("errors"), default=list)
    good_count = models.PositiveIntegerField(_("good rows"), default=0)
    bad_count = models.PositiveIntegerField(_("rows with errors"), default=0)
    state = models.CharField(
        _("state"), max_length=10, choices=RosterState, default=RosterState.CHECKED
    )
    checked_at = models.DateTimeField(_("checked"))
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    imported_at = models.DateTimeField(_("imported"), null=True, blank=True)
    imported_count = models.PositiveIntegerField(_("imported rows"), default=0)

    class Meta:
        verbose_name = _("roster file")
        verbose_name_plural = _("roster files")
        ordering = ["-checked_at"]
        indexes = [models.Index(fields=["organization", "-checked_at"], name="roster_organization")]
        constraints = [
            models.CheckConstraint(
                name="roster_keeps_no_rows_after_the_end",
                condition=models.Q(state=RosterState.CHECKED) | models.Q(rows__isnull=True),
            )
        ]

    def __str__(self):
        return f"{self.training_class.number} {self.file_name}"
