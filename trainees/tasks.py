"""Background work of trainees: waiting lists, proofs of groups."""

from celery import shared_task

from trainees.services import groups, waiting


@shared_task(name="trainees.system_advance")
def system_advance() -> int:
    """Every minute, and whenever a seat is given back: make the moves that are due."""
    return waiting.advance() + groups.advance()
