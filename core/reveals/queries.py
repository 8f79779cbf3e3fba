"""Who looked at whose data: read from the audit trail by the person it is about."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from core.enums import RevealPurpose, Role
from core.models import AuditEntry
from core.reveals.registry import other_looks, revealable_of

REVEAL = "core.datareveal"


@dataclass(frozen=True)
class Look:
    """One time somebody saw data of the reader; `role` is who, as people call them."""

    at: datetime
    role: str
    organization_id: int
    number: str
    fields: list[str]
    purpose: str


def looks_at(actor, *, most=50) -> list[Look]:
    """Who looked at the acting person's data, newest first."""
    entries = AuditEntry.objects.visible_to(actor).filter(
        trainee_user_id=actor.user_id, model__in=[REVEAL, *other_looks()], verb="look"
    )
    return [_look(entry) for entry in entries[:most]]


def _look(entry) -> Look:
    if entry.model != REVEAL:
        return _other(entry)
    kind = revealable_of(entry.after["subject"])
    labels = {field.name: str(field.label) for field in kind.fields} if kind else {}
    return Look(
        at=timezone.localtime(entry.at),
        role=Role(entry.actor_role).label,
        organization_id=entry.actor_organization_id,
        number=entry.object_label,
        fields=[labels.get(name, name) for name in entry.after["fields"]],
        purpose=RevealPurpose(entry.after["purpose"]).label,
    )


def _other(entry) -> Look:
    words = other_looks()[entry.model]
    return Look(
        at=timezone.localtime(entry.at),
        role=str(words.who),
        organization_id=entry.actor_organization_id,
        number=entry.object_label.partition(" ")[0],
        fields=[str(words.what)],
        purpose=str(words.why),
    )
