"""Large rosters in the background: what a worker does, each of it all or not at all."""

from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import jobs
from programs.models import TrainingClass
from trainees.models import RosterImport
from trainees.services.roster import import_roster, undo_roster
from trainees.services.roster.asking import CHECK, IMPORT, UNDO
from trainees.services.roster.dry_run import keep_roster, read_roster


def roster_page(job):
    """Where the reader of a job goes on: the roster it made or worked on."""
    key = job.result.get("roster") or job.params.get("roster")
    return key and reverse("workspace:roster-detail", args=[key])


@jobs.kind(CHECK, title=_("Check of a roster"), queue="imports", leads_to=roster_page)
def check(job: jobs.Running) -> None:
    """Read and check outside any transaction; keep the result with the end of the job."""
    actor, keys = job.actor, job.params
    own = TrainingClass.objects.visible_to(actor).select_related("venue")
    training_class = own.get(pk=keys["class"]) if keys["class"] else None
    mine = RosterImport.objects.visible_to(actor).without_rows()
    corrects = mine.get(pk=keys["corrects"]) if keys["corrects"] else None
    found = read_roster(
        training_class,
        actor=actor,
        data=content(job.input),
        file_name=job.input.original_name,
        corrects=corrects,
        report=lambda done, total: job.report(done=done, total=total),
    )
    with job.last_step() as result:
        roster = keep_roster(found, actor=actor)
        result.update(roster=roster.pk, good=roster.good_count, bad=roster.bad_count)


@jobs.kind(IMPORT, title=_("Import of a roster"), queue="imports", leads_to=roster_page)
def enter(job: jobs.Running) -> None:
    """All good rows and the end of the job in one transaction."""
    roster = roster_of(job)
    job.report(done=0, total=roster.good_count)
    with job.last_step() as result:
        result["rows"] = import_roster(roster, actor=job.actor).imported_count


@jobs.kind(UNDO, title=_("Undoing an import"), queue="imports", leads_to=roster_page)
def undo(job: jobs.Running) -> None:
    """Everything the import made and the end of the job in one transaction."""
    roster = roster_of(job)
    job.report(done=0, total=roster.imported_count)
    with job.last_step() as result:
        result["rows"] = undo_roster(roster, actor=job.actor).imported_count


def roster_of(job) -> RosterImport:
    mine = RosterImport.objects.visible_to(job.actor).without_rows()
    return mine.get(pk=job.params["roster"])


def content(file) -> bytes:
    with default_storage.open(file.storage_name) as stream:
        return stream.read()
