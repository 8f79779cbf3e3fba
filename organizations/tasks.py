"""Background work of organizations: the timetable."""

from celery import shared_task

from organizations.services.advance import advance


@shared_task(name="organizations.system_advance")
def system_advance() -> int:
    """Every minute: make the moves that are due."""
    return advance()
