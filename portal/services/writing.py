"""Drafts: made and written on by editors."""

from django.db import transaction

from core import audit, clock
from core.access import Actor
from core.numbers import next_serial
from core.refusals import Refused
from core.workflow import lock
from portal.enums import EditorialState
from portal.models import Editorial
from portal.permissions import may_write


@transaction.atomic
def create_piece(model: type[Editorial], *, actor: Actor, **facts) -> Editorial:
    """A draft of the editor's bureau, in one language or both. Raises Refused: not_allowed."""
    piece = model(
        organization_id=actor.organization_id,
        district_id=actor.district_id,
        author_id=actor.user_id,
        written_by=sorted(actor.persons),
        **facts,
    )
    if not may_write(actor, piece):
        raise Refused("not_allowed")
    series = f"{model.SERIES}{clock.today().year}"
    piece.number = f"{series}-{next_serial(series):04d}"
    piece.save()
    audit.record(actor, "create", piece)
    return piece


@transaction.atomic
def update_piece(piece: Editorial, *, actor: Actor, **facts) -> Editorial:
    """Write on a draft; whoever does is kept. Raises Refused: not_allowed, wrong_state."""
    row = lock(piece)
    if not may_write(actor, row):
        raise Refused("not_allowed")
    if row.state != EditorialState.DRAFT:
        raise Refused("wrong_state", row.get_state_display())
    before = audit.columns(row)
    for name, value in facts.items():
        setattr(row, name, value)
    row.written_by = sorted(actor.persons | set(row.written_by))
    row.save()
    audit.record(actor, "update", row, before=before)
    return row
