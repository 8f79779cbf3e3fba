"""Background work of core: sending the outbox, daily summaries, deadlines."""

import logging

from celery import shared_task
from kombu.exceptions import OperationalError

from core import deadlines, jobs
from core.audit import sealing
from core.outbox.digest import send_digests
from core.outbox.sending import send_due
from core.reveals.services import expire_due
from core.tenancy.scope import NOBODY, current

logger = logging.getLogger(__name__)


def ring(task, *args) -> None:
    """Wake a task now; if the broker is away the timetable wakes it later.

    Nobody waits for what it returns; asking for that would take another connection to the broker.
    """
    try:
        task.apply_async(args, ignore_result=True)
    except OperationalError:
        logger.warning("broker not reachable: %s waits for the timetable", task.name)


@shared_task(name="core.system_send_outbox")
def system_send_outbox() -> int:
    """Every minute, and whenever something was stored: send what is due."""
    return send_due()


@shared_task(name="core.system_send_digests")
def system_send_digests() -> int:
    """Every hour: the daily summaries that were not sent yet."""
    return send_digests()


@shared_task(name="core.system_seal_audit")
def system_seal_audit() -> int:
    """Chain the audit entries of finished transactions; returns how many."""
    return sealing.seal()


@shared_task(name="core.system_make_audit_partitions")
def system_make_audit_partitions() -> int:
    """Make the partitions of the months to come; returns how many."""
    return sealing.make_partitions()


@shared_task(name="core.system_expire_reveals")
def system_expire_reveals() -> int:
    """Close requests to see data in clear whose time is over; returns how many."""
    return expire_due()


@shared_task(name="core.system_tell_deadlines")
def system_tell_deadlines() -> int:
    """Every hour: the deadlines that are near or over and were not told yet."""
    return deadlines.tell()


@shared_task(name="core.run_job")
def run_job(job_id: str) -> None:
    """Run a job in the scope of who asked for it.

    Where their membership has ended there is no scope to run in: the timetable fails the job.
    """
    if current() != NOBODY:
        jobs.work(job_id)


@shared_task(name="core.system_run_job")
def system_run_job(job_id: str) -> None:
    """Run a job the system itself asked for."""
    jobs.work(job_id)


@shared_task(name="core.system_requeue_jobs")
def system_requeue_jobs() -> int:
    """By the timetable: ring for every job nobody answers for; returns how many."""
    return jobs.requeue()


def ring_after_clock_move() -> None:
    """All that the timetable would do in its next hour, now and in its order."""
    from celery import current_app

    for entry in current_app.conf.beat_schedule.values():
        ring(current_app.signature(entry["task"]))


@shared_task(name="core.system_forget_requests")
def system_forget_requests() -> int:
    """Forget the answers kept for repeated requests after 24 hours; returns how many."""
    from core.api.idempotency import forget_old  # no worker needs the API to start

    return forget_old()
