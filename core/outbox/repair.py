"""What a person does about deliveries that did not get through."""

from django.db import transaction

from core import audit, clock
from core.access import Actor
from core.enums import Role
from core.models import Delivery, DeliveryState
from core.outbox.storing import ring_sender
from core.refusals import Refused

STUCK = (DeliveryState.FAILED, DeliveryState.UNCLEAR, DeliveryState.NO_ADDRESS)


@transaction.atomic
def send_again(delivery: Delivery, *, actor: Actor) -> Delivery:
    """Put a delivery back into the queue, with all its attempts before it.

    A text message and a mail keep their key, so that a gateway or mailbox that has it already can
    tell. Raises Refused: not_allowed, wrong_state.
    """
    if actor.role != Role.SYSTEM_ADMINISTRATOR:
        raise Refused("not_allowed")
    row = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if row.state not in STUCK:
        raise Refused("wrong_state", row.get_state_display())
    before = audit.columns(row)
    row.state, row.attempts, row.due_at, row.error = DeliveryState.WAITING, 0, clock.now(), ""
    row.save()
    audit.record(actor, "send_again", row, before=before)
    transaction.on_commit(ring_sender)
    return row
