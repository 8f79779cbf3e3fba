"""Asking for an import: the file is checked at once, read and stored later."""

from django.db import transaction

from core import files, jobs
from core.access import Actor
from core.imports.declaring import import_of
from core.models import Job
from core.refusals import Refused


@transaction.atomic
def start(*, actor: Actor, name: str, upload, only_check: bool = False) -> Job:
    """Start the job that reads a file; with `only_check` nothing is stored.

    Raises Refused: not_allowed, and what `files.store` raises; KeyError for an unknown import.
    """
    wanted = import_of(name)
    if actor.role not in wanted.roles:
        raise Refused("not_allowed")
    kept = files.store(actor, upload, purpose="import")
    keys = {"import": name, "only_check": only_check}
    return jobs.start("import", actor=actor, input=kept, **keys)
