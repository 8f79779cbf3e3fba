"""What the owner of an account is told: a new device, a changed password or second factor."""

import secrets

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_noop

from core import clock
from core.messages import SecurityEvent
from core.outbox import notify
from core.privacy import keyed_hash
from core.tenancy.scope import AUTH, acting_as
from organizations.models import KnownDevice, User

A_YEAR = 365 * 24 * 3600


def password_changed(sender, *, user: User, **kwargs) -> None:
    """The library has changed a password."""
    with acting_as(AUTH):
        tell_owner(user, "Password changed")


def factor_changed(sender, *, user: User, **kwargs) -> None:
    """The library has added, removed or renewed a second factor."""
    with acting_as(AUTH):
        tell_owner(user, "Sign-in step changed")


def signed_in(sender, *, request, response, user: User, **kwargs) -> None:
    """Know the device by its cookie; an account's first one is no news."""
    token = request.COOKIES.get(settings.DEVICE_COOKIE_NAME) or secrets.token_urlsafe(32)
    with acting_as(AUTH):
        known = set(KnownDevice.objects.filter(user=user).values_list("token_hash", flat=True))
        if keyed_hash(token) not in known:
            KnownDevice(user=user, token_hash=keyed_hash(token), since=clock.now()).save()
            if known:
                tell_owner(user, "New device signed in")
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        token,
        max_age=A_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


# in English as every message stores them; read in the reader's language
EVENTS = (
    gettext_noop("New device signed in"),
    gettext_noop("Password changed"),
    gettext_noop("Sign-in step changed"),
    gettext_noop("Sign-in step reset"),
    gettext_noop("All sessions ended"),
    gettext_noop("Phone number changed"),
    gettext_noop("Served at the counter"),
    gettext_noop("Bank account changed"),
)


def tell_owner(user: User, what: str) -> None:
    """Which of `EVENTS` happened and when, each once for a minute."""
    now = timezone.localtime(clock.now())
    notify(
        SecurityEvent,
        [user.pk],
        about=user,
        link="/security/",
        occasion=f"{now:%Y-%m-%d %H:%M} {what}",
        kind=what,
        date=now.date(),
        time=f"{now:%H:%M}",
    )
