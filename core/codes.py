"""One-time codes by text message: five minutes, five tries, a few an hour for one person.

Only a keyed hash is kept, in the cache; the code itself travels encrypted in the outbox and is
erased there when it is out. Who asks holds a ticket, which is worth nothing without the code.
"""

import secrets
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.core.cache import cache

from core.messages import SignInCode
from core.outbox import ADDRESS, notify, notify_address
from core.privacy import keyed_hash
from core.refusals import Refused

DIGITS = 6
VALID = timedelta(minutes=5)
MOST_TRIES = 5
MOST_AN_HOUR = 5
HOUR = 3600


def new_ticket() -> str:
    """What the asking session keeps."""
    return secrets.token_urlsafe(16)


def send_code(*, ticket: str, recipient_id: int, phone: str = "") -> None:
    """Send a new code to a person; the last one of this ticket holds no more.

    It goes to `phone` where a new number is to be proven. Raises Refused: too_many_codes.
    """
    _count(recipient_id)
    code = _new_code(ticket)
    notify(
        SignInCode,
        [recipient_id],
        about=get_user_model()(pk=recipient_id),
        secret={"code": code, **({ADDRESS: phone} if phone else {})},
        expires_in=VALID,
    )


def send_code_to(*, ticket: str, phone: str, about) -> None:
    """Send a new code to a number (11 digits) whose owner has no account; else as `send_code`.

    `about` is the record it is asked for. Raises Refused: too_many_codes.
    """
    _count(keyed_hash(phone))
    secret = {"code": _new_code(ticket)}
    notify_address(SignInCode, {"sms": phone}, about=about, secrets=secret, expires_in=VALID)


def _new_code(ticket: str) -> str:
    """The code that holds for a ticket from now on; the tries are counted on."""
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    cache.set(_name(ticket), keyed_hash(ticket + code), VALID.seconds)
    return code


def is_right(*, ticket: str, typed: str) -> bool:
    """Whether this is the ticket's code; a right answer and the last wrong one use it up."""
    tries = f"{_name(ticket)}:tries"
    kept = cache.get(_name(ticket))
    if not ticket or kept is None:
        return False
    cache.add(tries, 0, VALID.seconds)
    is_too_often = cache.incr(tries) > MOST_TRIES
    right = not is_too_often and secrets.compare_digest(kept, keyed_hash(ticket + typed.strip()))
    if right or is_too_often:
        cache.delete(_name(ticket))
    return right


def _name(ticket: str) -> str:
    return f"sign-in-code:{ticket}"


def _count(recipient: int | str) -> None:
    """Count one more code for an account, or for a number by its keyed hash."""
    name = f"sign-in-codes:{recipient}"
    cache.add(name, 0, HOUR)
    if cache.incr(name) > MOST_AN_HOUR:
        raise Refused("too_many_codes")
