"""How a job ends: done, failed, or to be tried again; each told to who asked for it."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from core import clock
from core.access import system_actor
from core.jobs.kinds import source_title
from core.messages import JobDone, JobFailed
from core.outbox import notify
from core.refusals import Refused
from core.workflow import perform

RUNNER = system_actor("jobs")
MOST_ATTEMPTS = 3
PAUSE = timedelta(seconds=30)  # times the number of attempts so far


@transaction.atomic
def finish(job, *, result, output=None):
    """Mark it done and tell the asker."""
    ended = {"result": result, "output": output, "finished_at": clock.now()}
    tell(JobDone, perform(job, "finish", actor=RUNNER, **ended))


@transaction.atomic
def fail(job, refused: Refused, *, output=None):
    """Mark it failed for a reason of the reason list and tell the asker.

    `output` is a file that shows what was wrong.
    """
    errors = [*job.errors, *(as_row(item) for item in refused.errors)]
    why = {"error_code": refused.code, "error": refused.detail}
    ended = {"errors": errors, "output": output, **why}
    row = perform(job, "fail", actor=RUNNER, finished_at=clock.now(), **ended)
    tell(JobFailed, row, reason=refused.code)


@transaction.atomic
def retry_or_fail(job):
    """After an error that is no refusal: the timetable tries again, at most three times in all."""
    if job.attempts >= MOST_ATTEMPTS:
        fail(job, Refused("job_broken"))
        return
    pause = PAUSE * job.attempts
    perform(job, "retry", actor=RUNNER, lease_until=timezone.now() + pause)


def tell(message, job, **words):
    """To the asker, once for each end; a system job has nobody to tell."""
    if job.user_id is not None:
        notify(
            message, [job.user_id], about=job, occasion=job.state,
            link=job.get_absolute_url(), kind=source_title(job.kind), **words,
        )  # fmt: skip


def as_row(item) -> dict:
    """A failed condition of a refusal as a row of the job's errors."""
    words = getattr(item, "message", str(item))
    return {"row": None, "column": "", "code": getattr(item, "code", ""), "message": str(words)}
