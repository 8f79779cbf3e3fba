"""Background work of core: sending the outbox."""

import json
import logging

from celery import shared_task
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import translation
from kombu.exceptions import OperationalError

from core import clock, outbox
from core.models import Delivery

logger = logging.getLogger(__name__)
BATCH = 100


def ring(task, *args) -> None:
    """Wake a task now; if the broker is away the timetable wakes it later."""
    try:
        task.delay(*args)
    except OperationalError:
        logger.warning("broker not reachable: %s waits for the timetable", task.name)


@shared_task(name="core.system_send_outbox")
def system_send_outbox() -> int:
    """Send what is due; returns how many went out."""
    sent = 0
    while delivery := _claim():
        _send(delivery)
        sent += 1
    return sent


def _claim() -> Delivery | None:
    """Take the next due delivery; what was taken and not finished is left for a person."""
    with transaction.atomic():
        delivery = (
            Delivery.objects.select_for_update(skip_locked=True)
            .filter(state=Delivery.State.WAITING, due_at__lte=clock.now())
            .order_by("due_at")
            .first()
        )
        if delivery:
            delivery.state = Delivery.State.SENDING
            delivery.attempts += 1
            delivery.save(update_fields=["state", "attempts"])
    return delivery


def _send(delivery: Delivery) -> None:
    address, language, secrets = _receiver(delivery)
    if not address:
        delivery.finish(Delivery.State.NO_ADDRESS)
        return
    with translation.override(language):
        text = outbox.message_of(delivery.code).text(delivery.context | secrets, language)
        subject = translation.gettext("Dalian Vocational Training Service")
    try:
        send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [address])
    except OSError as error:
        delivery.retry(str(error), at=clock.now())
    else:
        delivery.finish(Delivery.State.SENT)


def _receiver(delivery: Delivery) -> tuple[str, str, dict]:
    """E-mail address, language and one-time words; no address where only another channel fits."""
    if delivery.recipient_id is None:
        sealed = json.loads(delivery.sealed)
        address = sealed["address"] if delivery.channel == "email" else ""
        return address, settings.LANGUAGE_CODE, sealed["secrets"]
    return delivery.recipient.email, delivery.recipient.language, {}


def ring_after_clock_move() -> None:
    """What the timetable would do in its next minute, now."""
    from celery import current_app

    for name in (
        "programs.system_advance",
        "organizations.system_advance",
        "core.system_send_outbox",
    ):
        ring(current_app.signature(name))
