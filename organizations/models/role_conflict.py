"""Roles nobody may hold at the same time."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.access import ScopedModel, everything, to
from core.enums import Role
from organizations.enums import MEMBER_ROLES


class RoleConflict(ScopedModel):
    """One direction of a pair; both directions are stored, so that one equality finds a pair."""

    VISIBLE = to(MEMBER_ROLES, everything)

    role = models.CharField(_("role"), max_length=30, choices=Role)
    other = models.CharField(_("excluded role"), max_length=30, choices=Role)

    class Meta:
        verbose_name = _("incompatible roles")
        verbose_name_plural = _("incompatible roles")
        ordering = ["role", "other"]
        constraints = [
            models.UniqueConstraint(fields=["role", "other"], name="role_conflict_once"),
            models.CheckConstraint(
                name="role_conflict_of_two", condition=~models.Q(role=models.F("other"))
            ),
        ]

    def __str__(self):
        return f"{self.get_role_display()} – {self.get_other_display()}"
