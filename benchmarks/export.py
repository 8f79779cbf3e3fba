"""An export of 100,000 rows to XLSX by the product's job, beside XlsxWriter with the same cells.

Budgets: constant memory; at most 1.5 times XlsxWriter alone. The whole job is measured: rows read
under row-level security as the login of the web, words for codes, formulas neutralised, progress,
the checksum, the stored file and its audit entry.
"""

import gc
import sys
import tempfile
import time

import xlsxwriter
from django.core.files.storage import default_storage
from django.db import connection
from django.http import QueryDict

from benchmarks.__main__ import table
from benchmarks.environment import cpu_seconds, forget_peak, fresh_database, peak_memory, real_login
from core import exports
from core.exports import export_of
from core.exports.writing import rows_of
from core.jobs.work import work
from core.models import JobState
from core.tenancy.scope import OWNER, acting_as
from programs.models import TrainingClass
from tests import world

ROUNDS = 2
COPY = """
INSERT INTO programs_trainingclass ({columns})
SELECT {picked} FROM generate_series(%s + 1, %s) n, programs_trainingclass t WHERE t.id = %s
"""


def copies(row, first, last) -> None:
    """Classes like this one, with names and numbers of their own."""
    columns = [f.column for f in TrainingClass._meta.concrete_fields if not f.generated]
    columns.remove("id")
    changed = {"number": "'X' || lpad(n::text, 8, '0')", "name": "'家政服务员第' || n || '期'"}
    picked = [changed.get(column, f"t.{column}") for column in columns]
    statement = COPY.format(columns=", ".join(columns), picked=", ".join(picked))
    with connection.cursor() as cursor:
        cursor.execute(statement, [first, last, row.pk])


def ours(actor) -> dict:
    """Seconds, processor seconds and the peak of memory of one job, as a worker does it."""
    gc.collect()
    forget_peak()
    with real_login(), acting_as(actor.scope):
        job = exports.start(actor=actor, name="classes")
        begun, busy = time.perf_counter(), cpu_seconds()
        work(str(job.pk))
        seconds, busy = time.perf_counter() - begun, cpu_seconds() - busy
        job.refresh_from_db()
        assert job.state == JobState.DONE, job.failure
        size = job.output.size
        default_storage.delete(job.output.storage_name)
    return {
        "rows": job.result["rows"], "seconds": seconds, "cpu": busy, "peak_mb": peak_memory(),
        "bytes": size,
    }  # fmt: skip


def alone(rows) -> dict:
    """Seconds of XlsxWriter, told the type of every cell so that it need not look."""
    begun, busy = time.perf_counter(), time.process_time()
    with (
        tempfile.TemporaryFile() as stream,
        xlsxwriter.Workbook(stream, {"constant_memory": True}) as book,
    ):
        sheet, text = book.add_worksheet(), book.add_format({"num_format": "@"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, place, cell, text)
                elif isinstance(cell, int):
                    sheet.write_number(number, place, cell)
                elif cell is not None:
                    sheet.write_datetime(number, place, cell, day)
    return {"seconds": time.perf_counter() - begun, "cpu": time.process_time() - busy}


def cells(actor) -> list:
    """The cells that are exported."""
    export = export_of("classes")
    with real_login(), acting_as(actor.scope):
        return [row for rows in rows_of(export, export.rows(actor, QueryDict())) for row in rows]


def run(count=100_000) -> dict:
    """Figures of a tenth of the rows, of all, of XlsxWriter alone, and the ratio of the best."""
    with fresh_database("bench_export"):
        with acting_as(OWNER):
            side = world.make_world()["甲"]
            copies(side.training_class, 0, count // 10)
        actor = world.unit_actor(side)
        few = ours(actor)
        with acting_as(OWNER):
            copies(side.training_class, count // 10, count)
        measured = [ours(actor)]
        rows = cells(actor)
        bare = []
        for _round in range(ROUNDS):
            bare.append(alone(rows))
            measured.append(ours(actor))
    best, bare = fastest(measured), fastest(bare)
    return {
        "a tenth": rounded(few),
        "all": rounded(best | {"peak_mb": measured[0]["peak_mb"]}),
        "XlsxWriter alone": rounded(bare),
        "rows a second": round(best["rows"] / best["seconds"]),
        "seconds to XlsxWriter's": round(best["seconds"] / bare["seconds"], 2),
        "processor time to XlsxWriter's": round(best["cpu"] / bare["cpu"], 2),
        "rounds": [round(one["seconds"], 2) for one in measured],
    }


def fastest(measures) -> dict:
    return min(measures, key=lambda one: one["seconds"])


def rounded(figures) -> dict:
    return {name: round(value, 2) for name, value in figures.items()}


if __name__ == "__main__":
    for line in table(run(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)):
        print(line)
