"""Sending what is due, batch by batch; run by the system worker alone."""

import json
import logging
from collections import defaultdict
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
WANTED = ""  # the ending of a delivery that has none yet
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
        if len(batch) < queue.BATCH:
            break  # what is stored meanwhile has rung its own bell
    return tried


def send_batch(channel: str, batch: list[Delivery]) -> None:
    """Over one line; when the other side cannot be reached, all wait for their next attempt.

    Where no channel is set up the letters stay in the database, to be seen on the outbox page.
    """
    addresses, unopened = addresses_for(channel, batch), line_of(channel)
    wanted = still_wanted(channel, batch, addresses)
    if unopened is None:
        queue.close(wanted, DeliveryState.KEPT)
        return
    letters = composed(wanted, addresses)
    if not letters:
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


def addresses_for(channel: str, batch: list[Delivery]) -> dict:
    """Where each delivery of a batch goes, by its id; empty where nobody knows.

    Out of the secret, where a message names its own address (somebody without an account, a code
    that proves a new number); else out of the address books.
    """
    book = addresses_of(channel, receivers(batch))
    return {d.pk: secret_of(d).get(ADDRESS) or book.get(d.recipient_id, "") for d in batch}


def receivers(batch: list[Delivery]) -> set[int]:
    """The ids of the accounts a batch goes to; a delivery may be to somebody who has none."""
    return {delivery.recipient_id for delivery in batch} - {None}


def still_wanted(channel: str, batch: list[Delivery], addresses: dict) -> list[Delivery]:
    """What is to be sent; the rest is closed, all of one ending at once."""
    off = switched_off(channel, receivers(batch))
    by_ending = defaultdict(list)
    for delivery in batch:
        by_ending[ending(delivery, addresses, off)].append(delivery)
    wanted = by_ending.pop(WANTED, [])
    for end, deliveries in by_ending.items():
        queue.close(deliveries, end)
    return wanted


def composed(batch: list[Delivery], addresses: dict) -> list[tuple[Delivery, Letter]]:
    """The letters, each in its reader's language; what cannot be put into words is closed."""
    readers = get_user_model().objects.filter(pk__in=receivers(batch), is_active=True)
    languages = dict(readers.values_list("pk", "language"))
    letters = []
    for delivery in batch:
        language = languages.get(delivery.recipient_id, settings.LANGUAGE_CODE)
        try:
            letters.append((delivery, letter_of(delivery, language, addresses[delivery.pk])))
        except LookupError as missing:  # a placeholder without a value, a kind that is gone
            logger.error("delivery %s: no %s", delivery.pk, missing)  # noqa: TRY400 - says all
            queue.close([delivery], DeliveryState.FAILED, f"no {missing}")
    return letters


def ending(delivery: Delivery, addresses: dict, off: set) -> str:
    """Why a delivery is closed unsent, or `WANTED`."""
    kind = kinds().get(delivery.code)
    is_optional = kind and not kind.is_mandatory
    if delivery.expires_at and delivery.expires_at <= clock.now():
        return DeliveryState.EXPIRED
    if is_optional and (delivery.recipient_id, kind.topic) in off:
        return DeliveryState.DECLINED
    return WANTED if addresses[delivery.pk] else DeliveryState.NO_ADDRESS


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
