"""Rows a second of a roster import, beside two references by hand-written SQL in the same run.

The first is a staged upsert of the same rows into one plain table, the middle one of five turns;
the second the five inserts an import cannot do without (`benchmarks.import_limit`).

`python -m benchmarks.import_roster [ROWS [csv] [xlsx]]` prints the figures of each format;
`python -m benchmarks import_roster` keeps them in `benchmarks/results/`. The people are all new:
the dearest case, with an account, a trainee, an enrolment, an audit entry and a message a row.
"""

import json
import os
import subprocess
import sys
import time
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection, transaction
from psycopg2 import sql

from benchmarks.environment import cpu_seconds, fresh_database
from benchmarks.import_limit import TABLES, five_inserts
from core import clock
from core.staging import staged
from core.tenancy.scope import OWNER, acting_as
from programs.models import TrainingClass
from tests import rosters, world

ROOT = Path(__file__).resolve().parent.parent
DATABASE = "bench_import"
SEATS, WARM_UP = 1000, 20
TURNS = 5  # of the upsert, which takes a second: from one to the next it moves by a third
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


def limit(people, side, numbers):
    """(seconds, CPU seconds) of the five inserts, into the classes with these numbers."""
    keys = dict(TrainingClass.objects.filter(number__in=numbers).values_list("number", "pk"))
    class_ids = [keys[numbers[n // SEATS]] for n in range(len(people))]
    facts = {
        "organization": side.organization.pk,
        "district": side.district.pk,
        "roster": side.roster.pk,
    }
    return five_inserts(DATABASE, people, class_ids, facts)


def measure(actor, folder, kind, rows):
    """The figures of `import_process` for these rows as a file."""
    make = {"csv": rosters.as_csv, "xlsx": rosters.as_workbook}[kind]
    (folder / f"small.{kind}").write_bytes(make(rows[:WARM_UP], rosters.MANY))
    file = folder / f"roster.{kind}"
    file.write_bytes(make(rows, rosters.MANY))
    words = [sys.executable, "-m", "benchmarks.import_process", DATABASE, str(file)]
    who = json.dumps(asdict(actor))
    done = subprocess.run([*words, who], stdout=subprocess.PIPE, check=True, cwd=ROOT)
    return json.loads(done.stdout)


def run(count=100_000, kinds=("csv", "xlsx")) -> dict:
    """Seconds and rows a second of each format, beside the reference in the same run."""
    people = rosters.people(count)
    results = {"rows": count, "processors": os.cpu_count(), "load_before": os.getloadavg()}
    with fresh_database(DATABASE), TemporaryDirectory() as folder:
        with acting_as(OWNER):
            side = world.make_world()["甲"]
            numbers = classes(side, -(-count // SEATS))
            upserts = sorted(staged_upsert(people) for _ in range(TURNS))
            references = {
                "reference": upserts[TURNS // 2], "limit": limit(people, side, numbers),
            }  # fmt: skip
            results["reference_turns"] = [round(seconds, 3) for seconds, _busy in upserts]
        for name, (seconds, busy) in references.items():
            results |= {f"{name}_seconds": seconds, f"{name}_cpu_seconds": busy}
            results[f"{name}_rows_per_second"] = round(count / seconds)
        results["files"] = {}
        actor, rows = world.unit_actor(side), rosters.by_class(people, numbers)
        for kind in kinds:
            found = measure(actor, Path(folder), kind, rows)
            assert found["rows"] == count
            results["files"][kind] = figures(found, count, results)
    return results


def figures(found, count, results):
    """The measured seconds, and what follows from them beside the reference."""
    found["whole"] = found["check"] + found["import"]
    found["whole_cpu"] = found["check_cpu"] + found["import_cpu"]
    phases = ("check", "import", "whole", "undo")
    rates = {f"{name}_rows_per_second": round(count / found[name]) for name in phases}
    # Other work on the machine stretches the clock: what one processor would do in CPU seconds.
    rates |= {f"{name}_rows_per_cpu_second": round(count / found[f"{name}_cpu"]) for name in phases}
    shares = {
        "share_of_reference": round(results["reference_seconds"] / found["whole"], 3),
        "share_by_cpu": round(results["reference_cpu_seconds"] / found["whole_cpu"], 3),
        # a row of the file is a row of each table, of the upsert it is one (decision 50)
        "share_of_rows_written": round(
            len(TABLES) * results["reference_seconds"] / found["whole"], 3
        ),
        "import_share_of_limit": round(results["limit_seconds"] / found["import"], 3),
        "import_share_of_limit_by_cpu": round(
            results["limit_cpu_seconds"] / found["import_cpu"], 3
        ),
    }
    return found | rates | shares


def tell(results):
    for name, words in (("reference", "staged upsert"), ("limit", "five inserts by hand")):
        rate, per_cpu = (results["rows"] / results[f"{name}_{c}seconds"] for c in ("", "cpu_"))
        print(f"{words} of {results['rows']} rows: {rate:.0f} rows/s, {per_cpu:.0f} by CPU time")
    for kind, file in results["files"].items():
        print(
            f"{kind}: {file['share_of_rows_written']} of the upsert by rows written,"
            f" {file['share_of_reference']} by rows of the file, {file['share_by_cpu']} by CPU;"
            f" the import alone {file['import_share_of_limit']} of the five inserts,"
            f" {file['import_share_of_limit_by_cpu']} by CPU"
        )
        for name in ("check", "import", "whole", "undo"):
            rate, by_cpu = file[f"{name}_rows_per_second"], file[f"{name}_rows_per_cpu_second"]
            print(f"  {name}: {rate} rows/s, {by_cpu} by CPU time")
        print(
            f"  peak {file['memory_mb']} MB, reading process {file['reader_memory_mb']} MB,"
            f" first progress after {file['first_report']:.2f} s"
        )


if __name__ == "__main__":
    size, *formats = sys.argv[1:] or ["100000"]
    tell(run(int(size), formats or ("csv", "xlsx")))
