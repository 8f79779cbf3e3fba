"""Transfers that wait for an answer, for the worker and for the unit."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.enums import UNIT_ADMINS, Role
from core.pages import section
from core.permissions import has_role
from trainees.enums import TransferState
from trainees.models import (
    Transfer,
)
from trainees.transfer_checks import last_day_of

MOST_SHOWN = 6


@section("account", order=13, rule=has_role(Role.WORKER))
def proposed_transfers(request, obj):
    """Other classes the reader's institutions propose."""
    return transfers_to_answer(request.actor, TransferState.PROPOSED, "account")


@section("workspace", order=12, rule=has_role(*UNIT_ADMINS))
def requested_transfers(request, obj):
    """People who ask the unit for another class."""
    return transfers_to_answer(request.actor, TransferState.REQUESTED, "workspace")


def transfers_to_answer(actor, state, face):
    """What waits for the reader, the soonest class first; nothing where nothing does."""
    rows = Transfer.objects.visible_to(actor).filter(state=state).select_related("target")
    waiting = [
        {
            "url": reverse(f"{face}:transfer-detail", args=[row.number]),
            "words": row.target.name if face == "account" else f"{row.name} · {row.target.name}",
            "until": last_day_of(row.target),
        }
        for row in rows.order_by("target__starts_on", "pk")[:MOST_SHOWN]
    ]
    return waiting and {
        "title": _("Transfers to answer"),
        "template": "trainees/transfers.html",
        "context": {"transfers": waiting},
    }
