"""Tokens for programs: one person in one membership, or in the worker's face."""

import hashlib

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.access import ScopedModel, ScopedQuerySet, of_person, to
from core.enums import Role
from organizations.enums import MembershipState, TokenScope

PREFIX_LENGTH = 12
SIGNED_IN = frozenset(Role) - {Role.ANYONE, Role.SYSTEM}


def digest_of(token: str) -> str:
    """SHA-256: the token is 256 random bits, so a slow hash would protect nothing more."""
    return hashlib.sha256(token.encode()).hexdigest()


class ApiTokenQuerySet(ScopedQuerySet):
    def holding(self, at):
        """Tokens that work at a moment: not over or revoked, their person and role still there."""
        standing = models.Q(membership__isnull=True) | models.Q(
            membership__state=MembershipState.ACTIVE, membership__user_id=models.F("user_id")
        )
        return self.filter(
            standing, revoked_at__isnull=True, expires_at__gt=at, user__is_active=True
        )


class ApiToken(ScopedModel):
    """Shown once, kept as a hash; the prefix tells tokens apart."""

    VISIBLE = to(SIGNED_IN, of_person("user_id"))
    AUDIT_HIDDEN = ("digest",)

    user = models.ForeignKey("organizations.User", models.PROTECT, verbose_name=_("person"))
    membership = models.ForeignKey(
        "organizations.Membership",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("acts for"),
    )
    name = models.CharField(_("name"), max_length=60)
    prefix = models.CharField(_("begins with"), max_length=16, unique=True)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(_("may"), default=list)
    created_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("works until"))
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["-id"]
        indexes = [models.Index(fields=["user", "-id"], name="api_token_person")]
        constraints = [
            models.CheckConstraint(
                name="api_token_ends_after_it_begins",
                condition=models.Q(expires_at__gt=models.F("created_at")),
            )
        ]

    def __str__(self):
        return f"{self.prefix}… {self.name}"

    def allows(self, scope: str) -> bool:
        """Whether the token has a scope; whoever may write may read."""
        return scope in self.scopes or (scope == "read" and TokenScope.WRITE in self.scopes)
