"""Background work of trainees: the waiting lists."""

from celery import shared_task

from trainees.services.waiting import advance


@shared_task(name="trainees.system_advance")
def system_advance() -> int:
    """Every minute, and whenever a seat is given back: lapse offers, offer free seats."""
    return advance()
