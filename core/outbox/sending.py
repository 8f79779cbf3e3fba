"""Sending what is due, batch by batch; run by the system worker alone."""

import json
import logging
from functools import partial

from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils import translation

from core import clock
from core.models import Channel, Delivery, DeliveryState
from core.outbox import queue
from core.outbox.addresses import addresses_of
from core.outbox.channels import Busy, LeaseLost, Letter, Rejected, Unclear, line_of
from core.outbox.choices import switched_off
from core.outbox.digest import lines
from core.outbox.kinds import kind_of, kinds
from core.outbox.storing import ADDRESS

logger = logging.getLogger(__name__)
ENDS = {Rejected: DeliveryState.FAILED, Unclear: DeliveryState.UNCLEAR}


def send_due() -> int:
    """Send everything that is due; returns how many deliveries were tried."""
    queue.recover()
    return sum(send_channel(channel) for channel in (Channel.SMS, Channel.EMAIL))


def send_channel(channel: str) -> int:
    """All that is due of one channel, in batches of one line each."""
    tried = 0
    while batch := queue.claim(channel):
        send_batch(channel, batch)
        tried += len(batch)
    return tried


def send_batch(channel: str, batch: list[Delivery]) -> None:
    """Over one line; when the other side cannot be reached, all wait for their next attempt.

    Where no channel is set up the letters stay in the database, to be seen on the outbox page.
    """
    letters, unopened = addressed(channel, batch), line_of(channel)
    if not letters:
        return
    if unopened is None:
        queue.close([delivery for delivery, _letter in letters], DeliveryState.KEPT)
        return
    try:
        with unopened as line:
            for delivery, letter in letters:
                send(line, delivery, letter)
    except Busy as busy:
        for delivery, _letter in letters:
            queue.postpone(delivery, str(busy))


def send(line, delivery: Delivery, letter: Letter) -> None:
    """One letter, and what became of it."""
    try:
        line.send(letter)
    except LeaseLost:
        pass
    except (Rejected, Unclear) as end:
        queue.close([delivery], ENDS[type(end)], str(end))
    except Busy as busy:
        queue.postpone(delivery, str(busy))
    except Exception as error:  # noqa: BLE001 - one letter holds up no other; its lease runs out
        logger.error("delivery %s: %s", delivery.pk, type(error).__name__)  # noqa: TRY400 - the words may name an address
    else:
        queue.close([delivery], DeliveryState.SENT)


def addressed(channel: str, batch: list[Delivery]) -> list[tuple[Delivery, Letter]]:
    """The letters to be sent; what nobody wants, can get or needs any more is closed."""
    people = {delivery.recipient_id for delivery in batch} - {None}
    book, off = addresses_of(channel, people), switched_off(channel, people)
    addresses = {d.pk: address_of(d, book) for d in batch}
    languages = dict(
        get_user_model().objects.filter(pk__in=people, is_active=True).values_list("pk", "language")
    )
    wanted = [delivery for delivery in batch if not is_closed(delivery, addresses, off)]
    letters = []
    for delivery in wanted:
        person = delivery.recipient_id
        language = languages.get(person, settings.LANGUAGE_CODE)
        try:
            letters.append((delivery, letter_of(delivery, language, addresses[delivery.pk])))
        except LookupError as missing:  # a placeholder without a value, a kind that is gone
            logger.error("delivery %s: no %s", delivery.pk, missing)  # noqa: TRY400 - says all
            queue.close([delivery], DeliveryState.FAILED, f"no {missing}")
    return letters


def is_closed(delivery: Delivery, addresses: dict, off: set) -> bool:
    """Close a delivery that is not to be sent; whether that was so."""
    end = ending(delivery, addresses, off)
    if end:
        queue.close([delivery], end)
    return bool(end)


def ending(delivery: Delivery, addresses: dict, off: set) -> str:
    """Why a delivery is closed unsent; empty when it is to be sent."""
    kind = kinds().get(delivery.code)
    is_optional = kind and not kind.is_mandatory
    if delivery.expires_at and delivery.expires_at <= clock.now():
        return DeliveryState.EXPIRED
    if is_optional and (delivery.recipient_id, kind.topic) in off:
        return DeliveryState.DECLINED
    return "" if addresses[delivery.pk] else DeliveryState.NO_ADDRESS


def address_of(delivery: Delivery, book: dict[int, str]) -> str:
    """Out of the secret, where a message names its own address; else out of the address books.

    It does so for somebody without an account, and for a code that proves a new number.
    """
    return secret_of(delivery).get(ADDRESS) or book.get(delivery.recipient_id, "")


def letter_of(delivery: Delivery, language: str, address: str) -> Letter:
    """The words in the receiver's language."""
    return Letter(
        key=str(delivery.pk),
        address=address,
        kind=kind_of(delivery.code),
        language=language,
        context=context_of(delivery),
        text=text_of(delivery, language),
        subject=subject_of(delivery, language),
        hand_over=partial(queue.hand_over, delivery),
    )


def context_of(delivery: Delivery) -> dict:
    """The placeholders, the secret ones opened."""
    return delivery.context | {k: v for k, v in secret_of(delivery).items() if k != ADDRESS}


def secret_of(delivery: Delivery) -> dict:
    """What is encrypted at rest; empty once the delivery is closed."""
    return json.loads(delivery.secret) if delivery.secret else {}


def text_of(delivery: Delivery, language: str) -> str:
    """The whole text: short and signed for SMS; a summary with the messages it is of."""
    kind, context = kind_of(delivery.code), context_of(delivery)
    if delivery.channel == Channel.SMS:
        return kind.short_text(context, language)
    return kind.text(context, language) + lines(context.get("notifications", ()), language)


def subject_of(delivery: Delivery, language: str) -> str:
    """Who writes, and on which topic; no record and no person."""
    with translation.override(language):
        house = translation.gettext("Dalian Vocational Training Service")
        return f"{house} · {kind_of(delivery.code).topic.label}"
