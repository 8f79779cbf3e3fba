"""A person's role in an organization."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.access import ScopedModel, ScopedQuerySet, everything, of_organization, of_person, to
from core.enums import Role
from organizations.enums import MembershipState


class MembershipQuerySet(ScopedQuerySet):
    def active(self):
        return self.filter(state=MembershipState.ACTIVE)


class Membership(ScopedModel):
    """user × organization × role; a person acts in one at a time."""

    VISIBLE = {
        **to({Role.SECURITY_ADMINISTRATOR, Role.AUDITOR}, everything),
        **to({Role.INSTITUTION_ADMIN, Role.ENTERPRISE_ADMIN, Role.AGENCY_ADMIN}, of_organization()),
        Role.WORKER: of_person("user_id"),
    }
    STATE_TONES = {
        MembershipState.ACTIVE: "good",
        MembershipState.SUSPENDED: "warn",
    }

    user = models.ForeignKey(
        "organizations.User", models.PROTECT, related_name="memberships", verbose_name=_("person")
    )
    organization = models.ForeignKey(
        "organizations.Organization",
        models.PROTECT,
        related_name="memberships",
        verbose_name=_("organization"),
    )
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, verbose_name=_("district")
    )
    role = models.CharField(_("role"), max_length=30, choices=Role)
    state = models.CharField(
        _("state"), max_length=10, choices=MembershipState, default=MembershipState.ACTIVE
    )
    since = models.DateTimeField(_("since"))

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["organization__number", "role", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organization", "role"],
                condition=~models.Q(state=MembershipState.ENDED),
                name="membership_live_once",
            )
        ]

    def __str__(self):
        return f"{self.organization} · {self.get_role_display()}"
