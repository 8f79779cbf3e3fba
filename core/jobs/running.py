"""The job as its kind's function sees it while it runs."""

from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone

from core.access import Actor
from core.jobs import outcome
from core.jobs.kinds import Kind
from core.models import Job, JobState

MOST_ERRORS = 1000  # more rows of errors than that nobody reads; the file of errors has them all


class Stopped(Exception):
    """The job was cancelled, or its lease ended and another worker has it: stop, write nothing."""


class Running:
    """One attempt at a job.

    Gives `actor` (the asker, checked again), `params`, `input` (a StoredFile or None), `about`
    (the record or None), `cursor` (what earlier steps stored). Nothing is written once the job is
    cancelled or taken over: report, step and last_step raise `Stopped`, which the kind lets pass.
    """

    def __init__(self, job: Job, actor: Actor, kind: Kind):
        self.job, self.actor, self.kind = job, actor, kind
        self.cursor = dict(job.cursor)
        self.output = None
        self.is_finished = False

    @property
    def id(self):
        return self.job.pk

    @property
    def params(self) -> dict:
        return self.job.params

    @property
    def input(self):
        return self.job.input

    @property
    def about(self):
        """The record the job is of, if the asker still sees it; else None."""
        return self.job.about_for(self.actor)

    def report(self, *, done: int | None = None, total: int | None = None) -> None:
        """Commit how far the work is and renew the lease, at once.

        Only outside a transaction: raises RuntimeError inside `atomic`, where nobody would see it.
        """
        given = {"done": done, "total": total}
        changes = {name: value for name, value in given.items() if value is not None}
        with transaction.atomic(durable=True):
            if not self.own().update(**changes, lease_until=self.lease()):
                raise Stopped

    def add_errors(self, rows) -> None:
        """Keep what is wrong, as dicts of row, column, code, message; words without values."""
        with transaction.atomic(durable=True):
            row = self.locked()
            row.errors = [*row.errors, *rows][:MOST_ERRORS]
            row.lease_until = self.lease()
            row.save(update_fields=["errors", "lease_until"])

    @contextmanager
    def step(self, *, done: int | None = None, total: int | None = None):
        """One batch of work and how far it got, committed together: never done twice.

        Yields the cursor, a dict to write on; the next attempt begins with what stands in it.
        """
        with transaction.atomic(durable=True):
            row, cursor = self.locked(), dict(self.cursor)
            yield cursor
            row.cursor, row.lease_until = cursor, self.lease()
            row.done = row.done if done is None else done
            row.total = row.total if total is None else total
            row.save(update_fields=["cursor", "lease_until", "done", "total"])
        self.cursor = cursor

    @contextmanager
    def last_step(self):
        """The work, or its last part, and the end of the job, committed together.

        Yields the result, a dict to write on; a StoredFile set as `job.output` is offered for
        download. The row lock keeps other workers away, so it may take longer than the lease.
        """
        with transaction.atomic(durable=True):
            row, result = self.locked(), {}
            yield result
            outcome.finish(row, result=result, output=self.output)
        self.is_finished = True

    def own(self):
        """The job's row while it is still this attempt's."""
        return Job.objects.filter(
            pk=self.job.pk, state=JobState.RUNNING, attempts=self.job.attempts
        )

    def locked(self) -> Job:
        """The row, locked; raises Stopped when it is this attempt's no more."""
        row = self.own().select_for_update(of=("self",)).first()
        if row is None:
            raise Stopped
        return row

    def lease(self):
        """Machine time, not the demo clock: moving that must take no job from its worker."""
        return timezone.now() + self.kind.lease
