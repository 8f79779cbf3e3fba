"""How people sign in: user name, e-mail or phone, found by its keyed hash; second factors."""

import time
from urllib.parse import urlencode

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import privacy
from core.codes import new_ticket, send_code
from core.identifiers import IdentifierError, check_phone
from core.privacy import hashes_of, keyed_hash
from core.tenancy.scope import AUTH, acting_as
from organizations.services.sessions import end_all
from organizations.sessions import account_of_session

FACTOR_KEY = "second_factor"  # in the session: this person has one


class SignIn(AuthenticationBackend):
    """Checks who signs in as the library does, and reads the account on every request."""

    def get_user(self, user_id):
        user = account_of_session(user_id)
        return user if user and self.user_can_authenticate(user) else None


class AccountAdapter(DefaultAccountAdapter):
    """Workers register on our own page, so sign-up by the library is closed."""

    def is_open_for_signup(self, request):
        return False

    def get_user_by_phone(self, phone):
        try:
            hashes = hashes_of(check_phone(phone))
        except IdentifierError:
            return None
        return get_user_model().objects.filter(phone_hash__in=hashes).first()

    def get_phone(self, user):
        """The number itself is not kept with the account, only with the trainee."""
        return

    def set_phone(self, user, phone, verified):
        user.phone_hash = keyed_hash(check_phone(phone))
        user.save(update_fields=["phone_hash"])

    def set_phone_verified(self, user, phone):
        """Nothing to keep: a worker's number was confirmed at the counter."""

    def generate_phone_verification_code(self, *, user, phone):
        """The session keeps a ticket; the code itself is nowhere but in the message."""
        return new_ticket()

    def send_verification_code_sms(self, user, phone, code, **kwargs):
        """`code` is the ticket, `phone` the masked number: the outbox knows where to send."""
        send_code(ticket=code, recipient_id=user.pk)

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """Whoever takes a factor away is asked for a new one, and signed out everywhere else.

        The owner is told by our own message, on every channel (`organizations.services.security`).
        """
        self.request.session.pop(FACTOR_KEY, None)
        if template_prefix.endswith(("_deactivated", "_removed")):
            end_all(user.pk, but=self.request.session.session_key)


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


def proof_address(request) -> str:
    """The page where one proves it again, which leads back here; "" while the proof is fresh."""
    if is_fresh(request):
        return ""
    name = "mfa_reauthenticate" if has_second_factor(request) else "account_reauthenticate"
    return f"{reverse(name)}?{urlencode({'next': request.get_full_path()})}"
