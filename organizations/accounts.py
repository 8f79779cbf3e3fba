"""How people sign in: user name, e-mail or phone, found by its keyed hash."""

import time
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse

from core.codes import new_ticket, send_code
from core.identifiers import IdentifierError, check_phone
from core.privacy import hashes_of, keyed_hash
from core.tenancy.scope import AUTH, acting_as


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
        """Phone codes arrive with the short-message channel."""


def second_factor_address(request) -> str:
    """Where to prove the second factor again; "" while it is fresh, or when there is none."""
    with acting_as(AUTH):
        if not is_mfa_enabled(request.user):
            return ""
    records = get_authentication_records(request, request.user)
    proved = [row["at"] for row in records if row["method"] == "mfa"]
    if time.time() - max(proved, default=0) < settings.SECOND_FACTOR_FRESH_SECONDS:
        return ""
    return f"{reverse('mfa_reauthenticate')}?{urlencode({'next': request.path})}"
