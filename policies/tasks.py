"""Background work of policies: sets that later ones have followed."""

from celery import shared_task

from policies.services.publication import supersede_older


@shared_task(name="policies.system_supersede")
def system_supersede() -> int:
    """Every hour: end the published sets of which no row holds any more."""
    return supersede_older()
