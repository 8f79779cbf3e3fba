"""Rows a second of a roster import, beside a staged upsert of the same rows by hand-written SQL.

`python -m benchmarks.import_roster [ROWS]` prints a line for each format; `python -m benchmarks
import_roster` keeps the figures in `benchmarks/results/`. The people are all new: the dearest
case, with an account, a trainee, an enrolment, an audit entry and a message for every row.
"""

import gc
import os
import sys
import time
from datetime import timedelta

from django.db import connection, transaction
from psycopg2 import sql

from benchmarks.environment import cpu_seconds, forget_peak, fresh_database, peak_memory, real_login
from core import clock
from core.staging import staged
from core.tenancy.scope import OWNER, acting_as
from programs.models import TrainingClass
from tests import rosters, world
from trainees.models import RosterImport
from trainees.services.roster import check_roster, import_roster, undo_roster

SEATS = 1000
REFERENCE = ("name", "document_type", "number", "phone", "key_group", "education", "card", "remark")


def classes(side, count):
    """Open classes with a thousand seats each; their numbers."""
    first = clock.today() + timedelta(days=30)
    model = side.training_class
    model.starts_on = model.ends_on = first
    model.seats, model.seats_taken = SEATS, 0
    rows = []
    for n in range(count):
        model.pk, model.number = None, f"B{n:05d}"
        rows.append(
            TrainingClass(
                **{
                    f.attname: getattr(model, f.attname)
                    for f in model._meta.concrete_fields
                    if f.name != "is_public"
                }
            )
        )
    TrainingClass.objects.bulk_create(rows)
    return [row.number for row in rows]


def staged_upsert(rows):
    """(seconds, CPU seconds) of COPY to a temporary table and one upsert by a unique key."""
    columns = sql.SQL(", ").join(map(sql.Identifier, REFERENCE))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bench_reference (id bigserial PRIMARY KEY, name text, document_type text,"
            " number text UNIQUE, phone text, key_group text, education text, card text,"
            " remark text)"
        )
        cursor.execute("GRANT ALL ON bench_reference TO PUBLIC")
    started, busy = time.perf_counter(), cpu_seconds()
    with transaction.atomic(), staged(dict.fromkeys(REFERENCE, "text"), rows) as table:
        statement = sql.SQL(
            "INSERT INTO bench_reference ({0}) SELECT {0} FROM {1}"
            " ON CONFLICT (number) DO UPDATE SET name = excluded.name"
        ).format(columns, table)
        with connection.cursor() as cursor:
            cursor.execute(statement)
    seconds = time.perf_counter() - started, cpu_seconds() - busy
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE bench_reference")
    return seconds


def measure(actor, data, name, count):
    """Seconds of dry run and import, and the main process's peak of memory in megabytes."""
    gc.collect()
    forget_peak()
    first_report = []
    with acting_as(actor.scope):
        started, busy = time.perf_counter(), cpu_seconds()

    def report(done, _total):
        if not first_report:
            first_report.append(time.perf_counter() - started)

    with acting_as(actor.scope):
        roster = check_roster(None, actor=actor, data=data, file_name=name, report=report)
        checked = time.perf_counter()
        import_roster(roster, actor=actor)
        done, spent = time.perf_counter(), cpu_seconds() - busy
        assert RosterImport.objects.get(pk=roster.pk).imported_count == count
        memory = peak_memory()
        undo_roster(roster, actor=actor)
        undone = time.perf_counter()
    return {
        "check": checked - started, "import": done - checked, "whole": done - started,
        "cpu": spent, "undo": undone - done, "first_report": first_report[0], "memory_mb": memory,
    }  # fmt: skip


def run(count=20_000) -> dict:
    """Seconds and rows a second of each format, beside the reference in the same run."""
    people = rosters.people(count)
    results = {"rows": count, "files": {}}
    with fresh_database("bench_import"):
        with acting_as(OWNER):
            side = world.make_world()["甲"]
            numbers = classes(side, -(-count // SEATS))
            seconds, busy = staged_upsert(people)
        results |= {"reference_seconds": seconds, "reference_cpu_seconds": busy}
        results["reference_rows_per_second"] = round(count / seconds)
        results["load_before"] = os.getloadavg()
        rows = rosters.by_class(people, numbers)
        actor = world.unit_actor(side)
        makers = {"csv": rosters.as_csv, "xlsx": rosters.as_workbook}
        with real_login():
            for kind, make in makers.items():
                data = make(rows, rosters.MANY)
                seconds = measure(actor, data, f"roster.{kind}", count)
                results["files"][kind] = figures(seconds, count, results)
    return results


def figures(seconds, count, results):
    rates = {f"{name}_rows_per_second": round(count / seconds[name])
             for name in ("check", "import", "whole", "undo")}  # fmt: skip
    reference = results["reference_rows_per_second"]
    share = round(rates["whole_rows_per_second"] / reference, 3)
    share_of_cpu = round(results["reference_cpu_seconds"] / seconds["cpu"], 3)
    return seconds | rates | {"share_of_reference": share, "share_by_cpu": share_of_cpu}


def tell(results):
    print(f"staged upsert: {results['reference_rows_per_second']} rows/s ({results['rows']} rows)")
    for kind, file in results["files"].items():
        print(
            f"{kind}: {file['whole_rows_per_second']} rows/s whole"
            f" (check {file['check_rows_per_second']}, import {file['import_rows_per_second']},"
            f" undo {file['undo_rows_per_second']}), {file['share_of_reference']} of the reference"
            f" ({file['share_by_cpu']} by CPU time, {file['cpu']:.1f} s),"
            f" peak {file['memory_mb']} MB, first progress after {file['first_report']:.2f} s"
        )


if __name__ == "__main__":
    tell(run(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
