"""A member's own phone for text messages: proven by a code that is sent to it."""

from django.core.cache import cache
from django.db import transaction

from core import audit
from core.access import Actor
from core.codes import VALID, is_right, new_ticket, send_code
from core.privacy import decrypt, encrypt
from core.refusals import Refused
from core.tenancy.scope import AUTH, acting_as
from organizations.models import User
from organizations.services.security import tell_owner


def ask_phone_code(*, actor: Actor, phone: str) -> str:
    """Send a code to a number (11 digits) and give the ticket that is needed with it.

    The number waits encrypted in the cache as long as the code holds. Raises Refused: not_allowed
    for who is no member, too_many_codes.
    """
    if actor.organization_id is None:
        raise Refused("not_allowed")
    ticket = new_ticket()
    with transaction.atomic(), acting_as(AUTH):
        send_code(ticket=ticket, recipient_id=actor.user_id, phone=phone)
    cache.set(waiting(actor, ticket), encrypt(phone), VALID.seconds)
    return ticket


@transaction.atomic
def confirm_phone(*, actor: Actor, ticket: str, typed: str) -> None:
    """Keep the number the code was sent to. Raises Refused: code_wrong."""
    sealed = cache.get(waiting(actor, ticket))
    if sealed is None or not is_right(ticket=ticket, typed=typed):
        raise Refused("code_wrong")
    keep(actor, decrypt(sealed), "set_phone")
    cache.delete(waiting(actor, ticket))


@transaction.atomic
def remove_phone(*, actor: Actor) -> None:
    """No text messages to a number any more."""
    keep(actor, None, "remove_phone")


def keep(actor: Actor, phone: str | None, verb: str) -> None:
    """Write the number; the trail says that it was, never which."""
    with acting_as(AUTH):
        user = User.objects.select_for_update().get(pk=actor.user_id)
        user.phone = phone
        user.save(update_fields=["phone"])
        audit.record(actor, verb, user, facts={})
        tell_owner(user, "Phone number changed")


def waiting(actor: Actor, ticket: str) -> str:
    return f"staff-phone:{actor.user_id}:{ticket}"
