"""Who looked at whose data: read from the audit trail by the person it is about."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core.enums import RevealPurpose, Role
from core.models import AuditEntry
from core.reveals.registry import other_looks, revealable_of

REVEAL, PAPER = "core.datareveal", "core.storedfile"


@dataclass(frozen=True)
class Look:
    """One time somebody saw data of the reader; `role` is who, as people call them."""

    at: datetime
    role: str
    organization_id: int
    number: str
    fields: list[str]
    purpose: str


def looks_at(actor):
    """Entries of who looked at the acting person's data, newest first; `look_of` reads each."""
    own = AuditEntry.objects.visible_to(actor).filter(trainee_user_id=actor.user_id)
    seen = Q(model__in=[REVEAL, *other_looks()], verb="look")
    # a paper of the person's that somebody else opened with its record
    opened = Q(model=PAPER, verb="download") & ~Q(actor_user_id=actor.user_id)
    return own.filter(seen | opened)


def look_of(entry) -> Look:
    """One entry as the person reads it."""
    if entry.model == PAPER:
        return _paper(entry)
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


def _paper(entry) -> Look:
    return Look(
        at=timezone.localtime(entry.at),
        role=Role(entry.actor_role).label,
        organization_id=entry.actor_organization_id,
        number="",
        fields=[_("A paper you handed in")],
        purpose=_("Checking the record it belongs to"),
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
