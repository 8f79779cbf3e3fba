"""The ways out: one open line for a batch of letters, and what the other side can answer."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings

from core.outbox.kinds import Kind


@dataclass(frozen=True)
class Letter:
    """One message on its way out.

    `key` is the same at every attempt: the gateway's idempotency key, the mail's Message-ID.
    `hand_over` is called once, right before the other side may accept; it raises `LeaseLost` when
    the letter is somebody else's by now.
    """

    key: str
    address: str
    kind: Kind
    language: str
    context: dict
    text: str
    subject: str
    hand_over: Callable[[], None]


class LeaseLost(Exception):
    """Another worker holds the letter by now; nothing was said to the other side."""


class NotSent(Exception):
    """The other side did not take the letter; the text names no address."""


class Busy(NotSent):
    """Not now: trying again later can help, and cannot make it arrive twice."""


class Rejected(NotSent):
    """Never: the same letter will be refused again."""


class Unclear(NotSent):
    """It may have been taken or not, and the other side cannot be asked: not repeated."""


def line_of(channel: str):
    """An unopened line of a channel; None where the environment names none.

    Entering it raises Busy when the other side cannot be reached.
    """
    from core.outbox.channels.mail import MailLine
    from core.outbox.channels.sms import SmsLine

    if channel == "sms":
        return SmsLine(**settings.SMS_GATEWAY) if settings.SMS_GATEWAY else None
    return MailLine() if settings.HAS_MAIL_SERVER else None
