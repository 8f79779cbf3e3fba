"""Asking for the work on a large roster: checked at once, done by a worker."""

from django.db import transaction

from core import files, jobs
from core.access import Actor
from core.files.types import CSV, XLSX
from core.models import Job
from core.spreadsheets import Limits
from programs.models import TrainingClass
from trainees.enums import RosterState
from trainees.models import RosterImport
from trainees.queries import job_on
from trainees.services.roster.dry_run import check_corrected, classes_for
from trainees.services.roster.gate import locked, require_whole

AT_ONCE = 500  # rows that a page handles while its reader waits
WORKBOOK = 25_000  # bytes of a workbook with about so many rows; counting them means reading it
CHECK, IMPORT, UNDO = "roster_check", "roster_import", "roster_undo"

files.purpose("roster", types=(XLSX, CSV), megabytes=Limits.size // files.MEGABYTE)


def is_large(upload) -> bool:
    """Whether an uploaded file has more rows than a page handles itself; it stays at its start."""
    if upload.name.lower().endswith(".xlsx"):
        return upload.size > WORKBOOK
    lines = sum(chunk.count(b"\n") for chunk in upload.chunks())
    upload.seek(0)
    return lines > AT_ONCE + 1


@transaction.atomic
def ask_check(training_class: TrainingClass | None, *, actor: Actor, upload, corrects=None) -> Job:
    """Store the file and start its dry run; takes what `check_roster` takes.

    Raises Refused: not_allowed, enrolment_closed, and what `files.store` raises.
    """
    classes_for(training_class, actor)
    check_corrected(corrects, training_class, actor)
    kept = files.store(actor, upload, purpose="roster")
    keys = {"class": getattr(training_class, "pk", None), "corrects": getattr(corrects, "pk", None)}
    return jobs.start(CHECK, actor=actor, about=training_class, input=kept, **keys)


def ask_import(roster: RosterImport, *, actor: Actor) -> Job:
    """Start the import of a checked roster, or give the job that is at it already.

    Raises Refused: group_not_whole, and as `ask`.
    """
    require_whole(roster, actor)
    return ask(roster, actor, IMPORT, RosterState.CHECKED)


def ask_undo(roster: RosterImport, *, actor: Actor) -> Job:
    """Start to undo an import, or give the job that is at it already."""
    return ask(roster, actor, UNDO, RosterState.IMPORTED)


@transaction.atomic
def ask(roster, actor, kind, state) -> Job:
    """Raises Refused: not_allowed, wrong_state. The lock keeps two who ask apart."""
    row = locked(roster, actor, state)
    found = job_on(row, actor)
    if found is not None and not found.is_over:
        return found
    return jobs.start(kind, actor=actor, about=row, roster=row.pk)
