"""The queue of deliveries: claim with a lease, hand over, close; each step a short transaction.

A lease is written and compared by the database's own clock, which a demo cannot move. Every later
step names the lease it holds, so that a worker that was too slow changes nothing any more.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from core import clock
from core.models import Delivery, DeliveryState, SendingHours
from core.outbox.channels import LeaseLost
from core.outbox.kinds import codes

BATCH = 50
LEASE = timedelta(minutes=5)
NEEDED = timedelta(minutes=1)  # of the lease: longer than the slowest answer
MOST_ATTEMPTS = 8
LOST = "the worker was lost"
HELD_NO_MORE = {"leased_until": None, "handed_over_at": None}


def claim(channel: str) -> list[Delivery]:
    """The next due deliveries of a channel, now held by this worker; other workers skip them."""
    with transaction.atomic():
        due = waiting(channel).select_for_update(skip_locked=True).order_by("due_at")
        keys = list(due.values_list("pk", flat=True)[:BATCH])
        Delivery.objects.filter(pk__in=keys).update(
            state=DeliveryState.SENDING, attempts=F("attempts") + 1, leased_until=Now() + LEASE
        )
        return list(Delivery.objects.filter(pk__in=keys).order_by("due_at"))


def waiting(channel: str):
    """What is due; outside the hours of text messages only what is urgent."""
    due = Delivery.objects.filter(
        channel=channel, state=DeliveryState.WAITING, due_at__lte=clock.now()
    )
    is_quiet = channel == "sms" and not hours().contain(timezone.localtime(clock.now()).time())
    return due.filter(code__in=codes(is_urgent=True)) if is_quiet else due


def hours() -> SendingHours:
    """The hours of text messages in force."""
    return SendingHours.objects.first() or SendingHours()


def hand_over(delivery: Delivery) -> None:
    """Note that from now on the other side may have it. Raises LeaseLost."""
    if not held(delivery).filter(leased_until__gt=Now() + NEEDED).update(handed_over_at=Now()):
        raise LeaseLost


def held(*deliveries: Delivery):
    """The rows of one batch that this worker still holds."""
    return Delivery.objects.filter(
        pk__in=[delivery.pk for delivery in deliveries],
        state=DeliveryState.SENDING,
        leased_until=deliveries[0].leased_until,
    )


def close(deliveries: list[Delivery], state: str, error="") -> None:
    """Done with some of a batch for good. Secrets are erased, unless they have to be shown here."""
    if not deliveries:
        return
    values = {"state": state, "error": error, **HELD_NO_MORE}
    if state != DeliveryState.KEPT:
        values["secret"] = ""
    held(*deliveries).update(**values)


def postpone(delivery: Delivery, error: str) -> None:
    """Try again after 1, 2, 4, … minutes; after the last attempt a person has to look."""
    if delivery.attempts >= MOST_ATTEMPTS:
        close([delivery], DeliveryState.FAILED, error)
        return
    pause = timedelta(minutes=2 ** (delivery.attempts - 1))
    held(delivery).update(
        state=DeliveryState.WAITING, due_at=clock.now() + pause, error=error, **HELD_NO_MORE
    )


def recover() -> None:
    """What a lost worker held: repeated where that is safe, else left for a person.

    A text message is repeated with its key; a mail only when the server cannot have accepted it.
    """
    lost = Delivery.objects.filter(state=DeliveryState.SENDING, leased_until__lt=Now())
    handed = lost.filter(channel="email", handed_over_at__isnull=False)
    handed.update(state=DeliveryState.UNCLEAR, error=LOST, secret="", **HELD_NO_MORE)
    spent = lost.filter(attempts__gte=MOST_ATTEMPTS)
    spent.update(state=DeliveryState.FAILED, error=LOST, secret="", **HELD_NO_MORE)
    lost.update(state=DeliveryState.WAITING, error=LOST, **HELD_NO_MORE)
