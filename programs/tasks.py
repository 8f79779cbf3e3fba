"""Background work of programs: the timetable."""

from celery import shared_task

from programs.services.advance import advance


@shared_task(name="programs.system_advance")
def system_advance() -> int:
    """Every minute: make the moves that are due."""
    return advance()
