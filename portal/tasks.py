"""Background work of the portal: the day of announcements and stories."""

from celery import shared_task

from portal import services


@shared_task(name="portal.system_advance")
def system_advance() -> int:
    """Every minute: publish what is due, archive what was shown long enough; returns how many."""
    return services.advance()
