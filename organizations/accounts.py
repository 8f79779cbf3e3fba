"""How people sign in: user name, e-mail or phone, found by its keyed hash; second factors."""

import time
from urllib.parse import urlencode

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import privacy
from core.identifiers import IdentifierError, check_phone
from core.privacy import keyed_hash
from core.tenancy.scope import AUTH, acting_as
from organizations.services.safety import tell_of_change
from organizations.services.sessions import end_all

DEVICE_AGE = 400 * 24 * 3600  # seconds; browsers keep no cookie longer
MOST_PEOPLE = 20  # of one device
FACTOR_KEY = "second_factor"  # in the session: this person has one


class AccountAdapter(DefaultAccountAdapter):
    """Workers register on our own page, so sign-up by the library is closed."""

    def is_open_for_signup(self, request):
        return False

    def get_user_by_phone(self, phone):
        try:
            digest = keyed_hash(check_phone(phone))
        except IdentifierError:
            return None
        return get_user_model().objects.filter(phone_hash=digest).first()

    def get_phone(self, user):
        """The number itself is not kept with the account, only with the trainee."""
        return

    def set_phone(self, user, phone, verified):
        user.phone_hash = keyed_hash(check_phone(phone))
        user.save(update_fields=["phone_hash"])

    def set_phone_verified(self, user, phone):
        """Phone codes arrive with the short-message channel."""

    def login(self, request, user):
        """The very first sign-in is no news to its owner."""
        request.is_first_sign_in = user.last_login is None
        super().login(request, user)

    def post_login(self, request, user, **kwargs):
        """The owner is told of a sign-in from a device that has not been used before."""
        response = super().post_login(request, user, **kwargs)
        known = people_of(request)
        if user.pk not in known:
            if not getattr(request, "is_first_sign_in", False):
                tell_of_change(user)
            remember(response, [user.pk, *known])
        return response

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """Password or second factor changed: told by our own message, on every channel.

        Whoever takes a factor away is asked for a new one, and signed out everywhere else.
        """
        self.request.session.pop(FACTOR_KEY, None)
        if template_prefix.endswith(("_deactivated", "_removed")):
            end_all(user.pk, but=self.request.session.session_key)
        tell_of_change(user)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of authenticator apps and recovery codes are encrypted like all personal data."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("The code is wrong, over, or was used before."),
    }

    def encrypt(self, text):
        return privacy.encrypt(text)

    def decrypt(self, encrypted_text):
        return privacy.decrypt(encrypted_text)

    def get_public_key_credential_rp_entity(self):
        """Passkeys are named after the product; there is no table of sites."""
        host = self.request.get_host().partition(":")[0]
        return {"id": host, "name": settings.MFA_TOTP_ISSUER}


def people_of(request) -> list[int]:
    """User ids that have signed in from this device before."""
    try:
        return signing.loads(request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""), salt="device")
    except signing.BadSignature:
        return []


def remember(response, user_ids) -> None:
    """Note on the device who has signed in from it, the latest first."""
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps(user_ids[:MOST_PEOPLE], salt="device"),
        max_age=DEVICE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def has_second_factor(request) -> bool:
    """Whether the signed-in person has a second factor.

    A yes is kept in the session, which ends or forgets it when the factor is taken away.
    """
    if request.session.get(FACTOR_KEY):
        return True
    with acting_as(AUTH):
        found = is_mfa_enabled(request.user)
    if found:
        request.session[FACTOR_KEY] = True
    return found


def is_second_factor_wanting(request, actor) -> bool:
    """Whether this person acts in a role that needs a second factor, and has none."""
    return actor.organization_id is not None and not has_second_factor(request)


def is_fresh(request) -> bool:
    """Whether the person has proven who they are within the last five minutes.

    By the second factor where there is one, else by the password; at sign-in or again since.
    """
    method = "mfa" if has_second_factor(request) else "password"
    newest = max(
        (
            r["at"]
            for r in get_authentication_records(request, request.user)
            if r["method"] == method
        ),
        default=0,
    )
    return time.time() - newest < app_settings.REAUTHENTICATION_TIMEOUT


def prove_again(request) -> HttpResponseRedirect:
    """To the page where one proves it again; it leads back here."""
    name = "mfa_reauthenticate" if has_second_factor(request) else "account_reauthenticate"
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': request.get_full_path()})}")
