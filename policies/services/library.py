"""Writing the library: a document that takes another's place ends it."""

from datetime import timedelta

from django.db import transaction

from core import audit
from core.access import Actor
from core.refusals import Refused
from policies import rulebook
from policies.enums import DocumentStatus
from policies.models import Clause, PolicyDocument
from policies.permissions import may_write


@transaction.atomic
def save_document(document: PolicyDocument, *, actor: Actor) -> PolicyDocument:
    """Store a new or changed document; one it supersedes ends the day before it begins.

    Raises Refused: not_allowed.
    """
    write(document, actor)
    older = document.supersedes
    if older and older.status == DocumentStatus.IN_FORCE:
        older.status = DocumentStatus.SUPERSEDED
        last = document.effective_from - timedelta(days=1)
        older.effective_to = older.effective_to or max(last, older.effective_from)
        write(older, actor)
    return document


@transaction.atomic
def save_clause(clause: Clause, *, actor: Actor) -> Clause:
    """Store a new or changed clause; label and address of a stored one stay.

    Raises Refused: not_allowed.
    """
    if clause.pk:
        kept = Clause.objects.get(pk=clause.pk)
        clause.label, clause.slug, clause.document_id = kept.label, kept.slug, kept.document_id
    write(clause, actor)
    return clause


def write(row, actor: Actor) -> None:
    """Gate, store, record."""
    if not may_write(actor, row):
        raise Refused("not_allowed")
    stored = type(row).objects.select_for_update(of=("self",)).filter(pk=row.pk).first()
    before = audit.columns(stored) if stored else None
    row.save()
    rulebook.forget()
    audit.record(actor, "update" if stored else "create", row, before=before)
