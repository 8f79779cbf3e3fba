"""What a worker does with a job: claim it by lease, run it in the asker's scope, settle it."""

import logging
import traceback
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation

from core import clock
from core.access import actor_again
from core.jobs import outcome
from core.jobs.asking import BELL, wake
from core.jobs.kinds import kind_of
from core.jobs.running import Running, Stopped
from core.models import Job, JobState
from core.models.job import LIVE
from core.refusals import Refused
from core.tenancy.scope import acting_as
from core.workflow import perform

logger = logging.getLogger(__name__)
MOST_AT_ONCE = 500


def work(job_id: str) -> None:
    """Run a job to its end, unless it is over or another worker's: a bell may ring twice."""
    job = claim(job_id)
    if job is None:
        return
    actor = actor_again(job)
    if actor is None:
        outcome.fail(job, Refused("membership_ended"))
        return
    run(Running(job, actor, kind_of(job.kind)))


@transaction.atomic
def claim(job_id: str) -> Job | None:
    """Take a job that waits, or whose worker's lease is over; None when there is nothing to do."""
    now = timezone.now()
    free = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, lease_until__lt=now)
    waiting = Job.objects.select_for_update(of=("self",), skip_locked=True)
    job = waiting.filter(free, pk=job_id).first()
    if job is None:
        return None
    if job.attempts >= outcome.MOST_ATTEMPTS:  # each time it took its worker along
        outcome.fail(job, Refused("job_broken"))
        return None
    begun = {"attempts": job.attempts + 1, "lease_until": now + kind_of(job.kind).lease}
    started = job.started_at or clock.now()
    return perform(job, "claim", actor=outcome.RUNNER, started_at=started, **begun)


def run(running: Running) -> None:
    """Call the kind; a refusal is told in words, any other error is tried again."""
    job = running.job
    try:
        with acting_as(running.actor.scope), translation.override(job.language):
            call(running)
    except Stopped:
        logger.info("job %s stopped: cancelled or taken over", job.pk)
    except Refused as refused:
        settle(running, partial(outcome.fail, refused=refused, output=running.output))
    except Exception as error:  # noqa: BLE001 - whatever a kind raises, the job must not be lost
        # The words of an error may hold values of a row, so the log says what and where only.
        place = traceback.extract_tb(error.__traceback__)[-1]
        what = type(error).__name__
        logger.error("job %s: %s in %s:%s", job.pk, what, place.filename, place.lineno)  # noqa: TRY400
        settle(running, outcome.retry_or_fail)


def call(running) -> None:
    """The kind's own work; what it returns ends the job unless its last step did."""
    result = running.kind.run(running)
    if not running.is_finished:
        with running.last_step() as kept:
            kept.update(result or {})


def settle(running, end) -> None:
    """End an attempt on the locked row; one that lost its job changes nothing."""
    try:
        with transaction.atomic():
            end(running.locked())
    except Stopped:
        logger.info("job %s stopped: cancelled or taken over", running.id)


def requeue() -> int:
    """By the timetable, as the system: ring again for every job nobody answers for.

    A lost bell, an emptied broker, a killed worker: all look the same here. Returns how many.
    """
    due = Job.objects.filter(state__in=LIVE, lease_until__lt=timezone.now())
    keys = due.order_by("lease_until").values_list("pk", flat=True)[:MOST_AT_ONCE]
    return sum(revive(key) for key in list(keys))


@transaction.atomic
def revive(key) -> bool:
    """Put one due job back into its queue, or fail it when its asker may not act any more."""
    free = Job.objects.select_for_update(of=("self",), skip_locked=True)
    job = free.filter(pk=key, state__in=LIVE, lease_until__lt=timezone.now()).first()
    if job is None:
        return False
    if actor_again(job) is None:
        outcome.fail(job, Refused("membership_ended"))
        return False
    if job.state == JobState.RUNNING:
        job = perform(job, "retry", actor=outcome.RUNNER)
    job.lease_until = timezone.now() + BELL
    job.save(update_fields=["lease_until"])
    transaction.on_commit(lambda: wake(job))
    return True
