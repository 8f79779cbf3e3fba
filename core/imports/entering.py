"""The job that imports a file: every error of every row, else all rows in its last step."""

import io

from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core import files, jobs, spreadsheets
from core.files.types import XLSX
from core.imports.declaring import Import, import_of
from core.refusals import Refused
from core.spool import Spool
from core.spreadsheets import SheetResult, error_workbook


def subject(params) -> str:
    """What is imported; empty where this version no longer knows it."""
    try:
        return import_of(params["import"]).title
    except KeyError:
        return ""


def way_on(job) -> str:
    """The list of what was imported."""
    return reverse(import_of(job.params["import"]).leads_to)


def again(job) -> str:
    """The page that takes the next file."""
    return reverse("import", args=[job.params["import"]])


@jobs.kind(
    "import", title=_("Import"), queue="imports", subject=subject, leads_to=way_on, again=again
)
def run(job: jobs.Running) -> None:
    """Read outside any transaction; one wrong row and nothing is stored.

    The file with the wrong rows, marked and explained, is then offered for download.
    """
    wanted = import_of(job.params["import"])
    if job.actor.role not in wanted.roles:
        raise Refused("not_allowed")
    sheet = wanted.sheet(job.actor)
    with Gathered(wanted) as rows:
        found = read(job, sheet, wanted.limits, rows)
        if not found.is_good:
            refuse(job, wanted, sheet, found, rows.count)
        with job.last_step() as result:
            if not job.params["only_check"]:
                result["rows"] = wanted.enter(rows.good(), actor=job.actor)
            else:
                result["good"] = rows.count


class Gathered:
    """The rows of a file until all are known to be good: in memory, or as `keep` makes them."""

    def __init__(self, wanted: Import):
        self.keep, self.rows, self.spool, self.count = wanted.keep, [], Spool(), 0

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.spool.__exit__(*error)

    def take(self, rows) -> list:
        """Take the rows of a batch; returns the bad ones."""
        self.count += len(rows)
        good = [row.values for row in rows if not row.errors]
        if self.keep:
            self.spool.add(self.keep(good))
        else:
            self.rows += good
        return [row for row in rows if row.errors]

    def good(self):
        """What `enter` is given."""
        return self.spool if self.keep else self.rows


def read(job, sheet, limits, rows: Gathered) -> SheetResult:
    """Read the job's file with progress; the bad rows and what is wrong with the file."""
    with default_storage.open(job.input.storage_name) as stream:
        content = stream.read()
    reading, bad = spreadsheets.Reading(content, job.input.original_name, sheet, limits=limits), []
    for batch in reading:
        bad += rows.take(batch)
        job.report(done=rows.count)
    return SheetResult([] if reading.file_errors else bad, reading.file_errors, reading.notes)


def refuse(job, wanted: Import, sheet, found: SheetResult, count: int) -> None:
    """Keep what is wrong with the job. Raises Refused: import_rows_wrong."""
    job.add_errors(
        [
            *({"row": None, "column": "", "code": e.code, "message": e.message}
              for e in found.file_errors),
            *({"row": e.row, "column": e.column, "code": e.code, "message": e.message}
              for e in found.errors),
        ]
    )  # fmt: skip
    if found.bad_rows:
        marked, name = io.BytesIO(error_workbook(sheet, found)), errors_name(wanted)
        job.output = files.keep(job.actor, marked, purpose="export", name=name, kind=XLSX)
    raise Refused("import_rows_wrong", counted(len(found.bad_rows), count))


def errors_name(wanted: Import) -> str:
    """What the file with the wrong rows is called."""
    return _("%(list)s - rows with errors.xlsx") % {"list": wanted.title}


def counted(bad: int, count: int) -> str:
    """How many rows are wrong; empty for a file that could not be read as a whole."""
    words = ngettext("%(bad)d of %(all)d rows is wrong", "%(bad)d of %(all)d rows are wrong", bad)
    return words % {"bad": bad, "all": count} if bad else ""
