"""A person's role in an organization."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.access import ScopedModel, ScopedQuerySet, everything, of_organization, of_person, to
from core.enums import Role
from core.workflow import Move
from organizations.enums import MEMBER_ADMINS, MembershipState
from organizations.permissions import may_manage_member


class MembershipQuerySet(ScopedQuerySet):
    def active(self):
        return self.filter(state=MembershipState.ACTIVE)

    def live(self):
        """Active or suspended: whoever holds the role still."""
        return self.exclude(state=MembershipState.ENDED)


class Membership(ScopedModel):
    """user × organization × role; a person acts in one at a time."""

    VISIBLE = {
        **to({Role.SECURITY_ADMINISTRATOR, Role.AUDITOR}, everything),
        **to(MEMBER_ADMINS, of_organization()),
        Role.WORKER: of_person("user_id"),
    }
    STATE_TONES = {
        MembershipState.ACTIVE: "good",
        MembershipState.SUSPENDED: "warn",
    }
    MOVES = {
        "suspend": Move(
            {MembershipState.ACTIVE},
            MembershipState.SUSPENDED,
            may_manage_member,
            _("Suspend"),
            needs=("reason",),
            tone="warning",
            explains=_("The person is signed out at once and cannot act in this role."),
        ),
        "resume": Move(
            {MembershipState.SUSPENDED}, MembershipState.ACTIVE, may_manage_member, _("Resume")
        ),
        "end": Move(
            {MembershipState.ACTIVE, MembershipState.SUSPENDED},
            MembershipState.ENDED,
            may_manage_member,
            _("End"),
            needs=("reason",),
            tone="danger",
            explains=_("The person is signed out at once; coming back needs a new invitation."),
        ),
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
    state_at = models.DateTimeField(_("in this state since"), null=True, blank=True)
    state_by = models.ForeignKey(
        "organizations.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("put into this state by"),
    )

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
            ),
            models.UniqueConstraint(
                fields=["organization", "id"], name="membership_of_organization"
            ),
            models.CheckConstraint(
                name="membership_not_by_oneself",  # SD37
                condition=~models.Q(state_by=models.F("user")),
            ),
        ]

    def __str__(self):
        return f"{self.organization} · {self.get_role_display()}"

    def get_absolute_url(self):
        return reverse("workspace:member-detail", args=[self.pk])
