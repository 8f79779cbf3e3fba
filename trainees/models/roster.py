"""Roster files: checked, then imported or discarded as a whole; an import can be undone."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.access import ScopedModel, ScopedQuerySet, of_organization, to
from core.enums import UNIT_ADMINS
from core.privacy import PackField
from trainees.enums import RosterState

S = RosterState


class RosterQuerySet(ScopedQuerySet):
    def without_rows(self):
        """For pages: the packs of a large file are megabytes nobody looks at."""
        return self.defer("good_rows", "bad_rows", "new_people")


class RosterImport(ScopedModel):
    """What a dry run found, for one class or, without one, for the classes named in its rows.

    Good rows are kept encrypted until they are imported or discarded, bad rows until a corrected
    file replaces them. `new_people` are the trainees the import made: undoing it removes them.
    """

    VISIBLE = to(UNIT_ADMINS, of_organization())
    AUDIT_HIDDEN = ("good_rows", "bad_rows", "errors", "new_people")
    STATE_TONES = {S.CHECKED: "active", S.IMPORTED: "good", S.UNDONE: "warn"}

    training_class = models.ForeignKey(
        "programs.TrainingClass",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="rosters",
        verbose_name=_("class"),
    )
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, verbose_name=_("institution")
    )
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, verbose_name=_("district")
    )
    corrects = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
        db_constraint=False,
        verbose_name=_("corrects the file"),
    )
    file_name = models.CharField(_("file"), max_length=120)
    good_rows = PackField(null=True)
    bad_rows = PackField(null=True)
    errors = models.JSONField(_("errors"), default=list)
    good_count = models.PositiveIntegerField(_("good rows"), default=0)
    bad_count = models.PositiveIntegerField(_("rows with errors"), default=0)
    class_count = models.PositiveIntegerField(_("classes"), default=0)
    state = models.CharField(_("state"), max_length=10, choices=S, default=S.CHECKED)
    checked_at = models.DateTimeField(_("checked"))
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    imported_at = models.DateTimeField(_("imported"), null=True, blank=True)
    imported_count = models.PositiveIntegerField(_("imported rows"), default=0)
    new_people = ArrayField(models.BigIntegerField(), default=list, editable=False)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    objects = RosterQuerySet.as_manager()

    class Meta:
        verbose_name = _("roster file")
        verbose_name_plural = _("roster files")
        ordering = ["-checked_at"]
        indexes = [models.Index(fields=["organization", "-checked_at"], name="roster_organization")]
        constraints = [
            models.UniqueConstraint(fields=["organization", "id"], name="roster_of_organization"),
            models.CheckConstraint(
                name="roster_keeps_no_rows_after_the_end",
                condition=models.Q(state=S.CHECKED)
                | models.Q(good_rows__isnull=True, state=S.IMPORTED)
                | models.Q(good_rows__isnull=True, bad_rows__isnull=True),
            ),
            models.CheckConstraint(
                name="roster_ends_have_times",
                condition=(~models.Q(state=S.IMPORTED) | models.Q(imported_at__isnull=False))
                & (~models.Q(state=S.UNDONE) | models.Q(undone_at__isnull=False)),
            ),
        ]

    def __str__(self):
        return self.file_name

    def has_bad_rows(self) -> bool:
        """Whether the rows with errors are still kept; asked without loading them."""
        kept = type(self).objects.filter(pk=self.pk, bad_rows__isnull=False)
        return self.bad_count > 0 and kept.exists()
