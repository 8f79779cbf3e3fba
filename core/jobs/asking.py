"""Asking for a job, waking its worker, cancelling it."""

from datetime import timedelta
from functools import partial

from django.db import OperationalError, transaction
from django.utils import timezone, translation

from core import audit, clock
from core.access import Actor
from core.enums import Role
from core.jobs.kinds import kind_of
from core.models import Job, StoredFile
from core.models.owned import owner_columns
from core.refusals import Refused
from core.workflow import moving, performs

BELL = timedelta(minutes=1)  # after that the timetable rings again


@transaction.atomic
def start(kind: str, *, actor: Actor, about=None, input=None, **params) -> Job:  # noqa: A002
    """Store a job in the caller's transaction and wake a worker after the commit.

    `about` is the record the job is of; `input` a StoredFile the actor sees; `params` ids and other
    plain JSON, never data of a person. Raises Refused: not_allowed; KeyError for an unknown kind.
    """
    known = kind_of(kind)
    gate(actor, input)
    job = Job(
        kind=known.name, **owner_columns(actor), params=params, input=input,
        about_model=about._meta.label_lower if about else "",
        about_id=str(about.pk) if about else "",
        language=translation.get_language() or "zh-hans",
        created_at=clock.now(), lease_until=timezone.now() + BELL,
    )  # fmt: skip
    job.save(force_insert=True)
    audit.record(actor, "create", job)
    transaction.on_commit(partial(wake, job))
    return job


def gate(actor, file) -> None:
    """Somebody known asks, and the file is theirs to see."""
    if actor.is_anonymous and actor.role != Role.SYSTEM:
        raise Refused("not_allowed")
    if file and not StoredFile.objects.visible_to(actor).filter(pk=file.pk).exists():
        raise Refused("not_allowed")


def wake(job) -> None:
    """Ring for a worker that may run the job; the bell may be lost, the job is not."""
    from core.tasks import ring, run_job, system_run_job

    if job.role == Role.SYSTEM:
        ring(system_run_job, str(job.pk))
        return
    face = str(job.organization_id or "worker")
    bell = run_job.s(str(job.pk))
    ring(bell.set(queue=kind_of(job.kind).queue, headers={"actor": [job.user_id, face]}))


@performs(Job, "cancel")
@transaction.atomic
def cancel(job: Job, *, actor: Actor) -> Job:
    """Cancel a job; one that runs stops at its next report or step.

    Raises Refused: not_allowed, wrong_state when it is over, busy while its last step commits.
    """
    try:
        Job.objects.select_for_update(nowait=True).filter(pk=job.pk).first()
    except OperationalError:
        raise Refused("busy") from None
    with moving(job, "cancel", actor=actor, finished_at=clock.now()) as row:
        return row
