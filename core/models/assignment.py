"""Work in a bureau's queue that somebody has taken on, or was given."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.access import ScopedModel, everything, of_organization, to
from core.enums import BUREAU_ROLES, Role


class Assignment(ScopedModel):
    """Who in a bureau looks after a record; without an assignee it lies in the queue again.

    It orders the work and gives no right: whoever may make a move still may. A record that comes
    back to the bureau finds the officer it had. People are plain ids: they live in a higher app.
    """

    VISIBLE = {**to(BUREAU_ROLES, of_organization()), Role.AUDITOR: everything}

    model = models.CharField(_("kind of record"), max_length=60)
    object_id = models.CharField(_("record"), max_length=40)
    organization_id = models.BigIntegerField(_("organization"))
    district_id = models.BigIntegerField(_("district"), null=True)
    assignee_id = models.BigIntegerField(_("looked after by"), null=True)
    assignee_role = models.CharField(_("role"), max_length=30, choices=Role, blank=True)
    assigned_by_id = models.BigIntegerField(_("assigned by"), null=True)
    assigned_at = models.DateTimeField(_("assigned"))

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["-assigned_at", "-id"]
        indexes = [
            models.Index(
                fields=["organization_id", "assignee_id"],
                name="assignment_of_officer",
                condition=Q(assignee_id__isnull=False),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organization_id", "model", "object_id"], name="assignment_once_a_bureau"
            ),
            models.CheckConstraint(
                name="assignment_of_somebody_in_a_role",
                condition=Q(assignee_id__isnull=True) | ~Q(assignee_role=""),
            ),
        ]

    def __str__(self):
        return f"{self.model} {self.object_id}"
