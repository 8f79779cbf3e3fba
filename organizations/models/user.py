"""A person who signs in. Rights come from memberships, never from the user."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.access import ScopedQuerySet, everything, of_person, to
from core.enums import Role
from core.identifiers import mask_phone
from core.privacy import EncryptedField, KeyedHashField


class UserManager(BaseUserManager.from_queryset(ScopedQuerySet)):
    def get_by_natural_key(self, username):
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """One account a person; signs in by user name, e-mail or phone.

    `phone_hash` finds a worker who signs in by phone; the number itself lies with the trainee.
    `phone` is where staff get text messages: proven by a code, and no way to sign in.
    """

    VISIBLE = {
        **to({Role.SECURITY_ADMINISTRATOR, Role.AUDITOR}, everything),
        Role.WORKER: of_person("id"),
        Role.INSTITUTION_ADMIN: lambda actor: models.Q(
            memberships__organization_id=actor.organization_id
        ),
        Role.ENTERPRISE_ADMIN: lambda actor: models.Q(
            memberships__organization_id=actor.organization_id
        ),
    }
    AUDIT_HIDDEN = ("password", "phone_hash", "email", "last_login")

    username = models.CharField(_("user name"), max_length=60, unique=True)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=60)
    email = models.EmailField(_("e-mail"), blank=True)
    phone_hash = KeyedHashField(max_length=64, blank=True, editable=False)
    phone = EncryptedField(_("phone for short messages"), blank=True, null=True, editable=False)
    language = models.CharField(
        _("language"),
        max_length=10,
        choices=[("zh-hans", "简体中文"), ("en", "English")],
        default="zh-hans",
    )
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("since"), default=timezone.now)

    objects = UserManager()
    # whether there is a membership, a deputy to look for; told by the session alone
    is_member = is_deputy = None
    memberships_found = None  # of such an account, kept for its request

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ("name",)

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(
                models.functions.Lower("email"),
                condition=~models.Q(email=""),
                name="user_email_once",
            ),
            models.UniqueConstraint(
                fields=["phone_hash"],
                condition=~models.Q(phone_hash=""),
                name="user_phone_once",
            ),
        ]

    def __str__(self):
        return self.name or self.username

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name

    @property
    def masked_phone(self) -> str:
        """The number for text messages as a page shows it."""
        return mask_phone(self.phone) if self.phone else ""

    @property
    def is_staff(self):
        """Django's admin asks for it; our own admin site asks the actor instead."""
        return False
