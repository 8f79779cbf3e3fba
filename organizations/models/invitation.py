"""An offer of a membership, sent as a one-time link."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.access import ScopedModel, ScopedQuerySet, everything, of_organization, to
from core.enums import Role
from core.permissions import is_system
from core.privacy import EncryptedField
from core.workflow import Move
from organizations.enums import MEMBER_ADMINS
from organizations.enums import InvitationState as S
from organizations.permissions import is_invited, may_manage


class InvitationQuerySet(ScopedQuerySet):
    def overdue(self, on):
        """Sent, and not answered by the last day."""
        return self.filter(state=S.SENT, due_on__lt=on)


class Invitation(ScopedModel):
    """Whoever holds the link may answer; of the link only a hash is stored (workflow 2.1)."""

    VISIBLE = {
        **to({Role.SECURITY_ADMINISTRATOR, Role.AUDITOR}, everything),
        **to(MEMBER_ADMINS, of_organization()),
    }
    AUDIT_HIDDEN = ("name", "token_hash")
    STATE_TONES = {S.SENT: "active", S.ACCEPTED: "good", S.DECLINED: "warn", S.REVOKED: "bad"}
    MOVES = {
        "accept": Move({S.SENT}, S.ACCEPTED, is_invited, _("Accept")),
        "decline": Move({S.SENT}, S.DECLINED, is_invited, _("Decline"), tone="danger"),
        "expire": Move({S.SENT}, S.EXPIRED, is_system, _("Expire"), is_automatic=True),
        "revoke": Move(
            {S.SENT},
            S.REVOKED,
            may_manage,
            _("Revoke"),
            tone="danger",
            explains=_("The link in the message is dead at once."),
        ),
    }

    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, verbose_name=_("organization")
    )
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, verbose_name=_("district")
    )
    role = models.CharField(_("role"), max_length=30, choices=Role)
    name = models.CharField(_("name"), max_length=60)
    email = EncryptedField(_("e-mail"))
    phone = EncryptedField(_("mobile phone"), blank=True, default="")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=S, default=S.SENT)
    sent_by = models.ForeignKey(
        "organizations.User", models.PROTECT, related_name="+", verbose_name=_("sent by")
    )
    sent_at = models.DateTimeField(_("sent"))
    due_on = models.DateField(_("open until"))
    answered_by = models.ForeignKey(
        "organizations.User",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    answered_at = models.DateTimeField(_("answered"), null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-sent_at", "-id"]
        indexes = [
            models.Index(fields=["organization", "-sent_at"], name="invitation_list"),
            models.Index(fields=["state", "due_on"], name="invitation_due"),
        ]
        constraints = [
            models.CheckConstraint(
                name="accepted_by_somebody",
                condition=~models.Q(state=S.ACCEPTED)
                | models.Q(answered_by__isnull=False, answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="not_accepted_by_the_sender",
                condition=~models.Q(state=S.ACCEPTED) | ~models.Q(answered_by=models.F("sent_by")),
            ),
        ]

    def __str__(self):
        return f"{self.organization} · {self.get_role_display()}"

    def get_absolute_url(self):
        return reverse("workspace:invitation-detail", args=[self.pk])
