"""The job that writes an export: rows in batches by key, streamed, nothing kept in memory."""

import io
import tempfile
from functools import partial

from django.core.exceptions import FieldDoesNotExist
from django.core.files.storage import default_storage
from django.db.models.constants import LOOKUP_SEP
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from core import clock, files, jobs
from core.exports.declaring import Export, Field, export_of
from core.files.keeping import new_storage_name
from core.files.types import CSV, XLSX
from core.privacy import decrypt
from core.refusals import Refused
from core.spreadsheets.writing import Table, save_csv, save_workbook

BATCH = 2000
MOST_ROWS = 1_000_000  # a sheet holds 1,048,576
TYPES = {"xlsx": XLSX, "csv": CSV}


def subject(params) -> str:
    """The list that is exported; empty where this version no longer knows it."""
    try:
        return export_of(params["export"]).title
    except KeyError:
        return ""


@jobs.kind("export", title=_("Export"), subject=subject)
def run(job: jobs.Running) -> None:
    """Write the file beside the database, then store it and end the job in one transaction.

    A second attempt begins anew: what the first one wrote was never visible to anybody.
    """
    export = export_of(job.params["export"])
    if job.actor.role not in export.roles:
        raise Refused("not_allowed")
    rows = export.rows(job.actor, QueryDict(decrypt(job.params["query"])))
    total = rows.count()
    if total > MOST_ROWS:
        raise Refused("upload_too_big", f"{total:,} > {MOST_ROWS:,}")
    job.report(done=0, total=total)
    with tempfile.TemporaryFile() as stream:
        written = write(stream, job.params["form"], export, rows, partial(tell, job))
        hand_over(job, stream, export, written)


def tell(job, done) -> None:
    job.report(done=done)


def hand_over(job, stream, export, written) -> None:
    """Store the file under a name noted first: what a killed worker left there is cleared away."""
    if left := job.cursor.get("storage_name"):
        default_storage.delete(left)
    with job.step(done=written) as cursor:
        cursor["storage_name"] = name = new_storage_name()
    form = job.params["form"]
    shown = f"{export.title}-{clock.today():%Y%m%d}.{form}"
    with job.last_step() as result:
        result["rows"] = written
        job.output = files.keep(
            job.actor, stream, purpose="export", name=shown, kind=TYPES[form], storage_name=name
        )


def write(stream, form, export: Export, queryset, tell) -> int:
    """Write all rows to a binary stream; returns how many. `tell(done)` hears of every batch."""
    counted = Counted(rows_of(export, queryset), tell)
    labels = tuple(str(field.label) for field in export.fields)
    text = frozenset(n for n, field in enumerate(export.fields) if field.is_identifier)
    table = Table(str(export.title), labels, counted, text)
    if form == "csv":
        text_stream = io.TextIOWrapper(stream, "utf-8-sig", newline="")
        save_csv(text_stream, table)
        text_stream.detach()
    else:
        save_workbook(stream, [table])
    tell(counted.done)
    return counted.done


class Counted:
    """Rows passed on one by one, with a word after each batch."""

    def __init__(self, batches, tell):
        self.batches, self.tell, self.done = batches, tell, 0

    def __iter__(self):
        for batch in self.batches:
            yield from batch
            self.done += len(batch)
            self.tell(self.done)


def rows_of(export: Export, queryset):
    """Batches of rows, each a sequence of cells, by ascending key: no row twice, none left out."""
    queryset = queryset.order_by("pk")
    plain = all(field.value is None for field in export.fields)
    read = partial(read_values if plain else read_objects, export.fields)
    last = None
    while True:
        batch = queryset if last is None else queryset.filter(pk__gt=last)
        rows, last = read(batch[:BATCH])
        if not rows:
            return
        yield rows


def read_values(fields, queryset):
    """(rows, last key) by columns alone: no object is made for a row."""
    found = list(queryset.values_list("pk", *(field.name for field in fields)))
    if not found:
        return [], None
    last = found[-1][0]
    columns = list(zip(*found, strict=True))[1:]
    shown = [converted(queryset.model, *pair) for pair in zip(fields, columns, strict=True)]
    return list(zip(*shown, strict=True)), last


def converted(model, field: Field, values):
    """A column of values as people read them."""
    if field.convert:
        return [field.convert(value) for value in values]
    words = choices_of(model, field.name)
    return [words.get(value, value) for value in values] if words else values


def choices_of(model, path) -> dict:
    """Stored value -> words, of the field at a path; empty when it has no choices."""
    *parents, last = path.split(LOOKUP_SEP)
    try:
        for name in parents:
            model = model._meta.get_field(name).related_model
        field = model._meta.get_field(last)
    except (FieldDoesNotExist, AttributeError):
        return {}
    return {value: str(label) for value, label in getattr(field, "flatchoices", ())}


def read_objects(fields, queryset):
    """(rows, last key) where a column needs the whole row."""
    found = list(queryset)
    rows = [[field.value(row) for field in fields] for row in found]
    return rows, found[-1].pk if found else None
