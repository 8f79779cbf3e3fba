"""Reads about appeals: of a record, what may still be appealed against, who may act."""

from collections.abc import Iterable

from core import clock
from core.models import AuditEntry
from core.outbox import users_in_role
from supervision.appealable import KINDS, Decision
from supervision.models import DecisionAppeal
from supervision.models.appeal import COUNTED

MOST_OPEN = 20  # of a kind


def appeals_of(kind: str, record, actor):
    """The appeals about a record the actor may see, the newest first."""
    seen = DecisionAppeal.objects.visible_to(actor)
    return seen.filter(kind=kind, record_id=record.pk).order_by("-submitted_at", "-pk")


def able_to(appeal, roles: Iterable[str]) -> list[int]:
    """Ids of the officers of these roles who had no part in the case."""
    officers = {user for role in roles for user in users_in_role(role)}
    return sorted(officers - set(appeal.involved))


def open_decisions(actor) -> list[Decision]:
    """What the unit may still appeal against, the soonest last day first."""
    found = [decision for kind in KINDS for decision in decisions_of(kind, actor)]
    return sorted(found, key=lambda decision: decision.until)


def decisions_of(kind: str, actor) -> list[Decision]:
    """Those of one kind: in time, and not appealed against."""
    model, verb = KINDS[kind].model, KINDS[kind].decision
    own = model.objects.visible_to(actor).filter(
        organization_id=actor.organization_id, state=KINDS[kind].state
    )
    records = {str(row.pk): row for row in own.order_by("-pk")[:MOST_OPEN]}
    entries = AuditEntry.objects.visible_to(actor).filter(
        model=model._meta.label_lower, object_id__in=list(records), verb=verb
    )
    latest = {entry.object_id: entry for entry in entries.order_by("at", "pk")}
    appealed = set(
        DecisionAppeal.objects.visible_to(actor)
        .filter(kind=kind, state__in=COUNTED)
        .values_list("entry_id", flat=True)
    )
    found = [Decision(kind, records[key], entry) for key, entry in latest.items()]
    today = clock.today()
    return [d for d in found if d.entry.pk not in appealed and d.until >= today]
