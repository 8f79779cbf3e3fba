"""The quarterly report of a city beside hand-written SQL of the same figures, and its curves.

Budgets: at most 1.5 times the SQL by the clock; growth no worse than linear in the quarter's rows,
flat in the archive's. Of N enrolments and 10 N attendance rows all lie in the quarter that is
reported, the heavier reading. The product also keeps every record it counts with a masked label,
the figures, and the code over all of it; the SQL keeps nothing. `python -m benchmarks.report
1000000` adds the million.
"""

import sys
import time
from itertools import islice
from pathlib import Path

from django.db import connection, transaction

from benchmarks import quarters
from benchmarks.__main__ import keep, table
from benchmarks.environment import fresh_database, servers_cpu_seconds
from core.tenancy.scope import OWNER, SYSTEM, acting_as
from supervision.computation import parameters
from supervision.freezing import SETTINGS
from supervision.models import QuarterlyReport, ReportFigure
from supervision.periods import Quarter
from supervision.services import produce, schedule_report
from supervision.services.schedule import SYSTEM as WORKER
from supervision.verification import fault_of

BY_HAND = Path(__file__).with_suffix(".sql").read_text()
QUARTER = Quarter(2025, 3)
SIZES = (10_000, 100_000)
ROUNDS = 3
ARCHIVES, IN_AN_ARCHIVE = (4, 16), 20_000
SHOWN = {"enrolments": "trainees_enrolment", "attendance": "trainees_attendancerecord"}
FIGURE = (
    "indicator", "dim_district_id", "dim_training_type", "dim_institution_id", "dim_occupation",
    "numerator", "denominator",
)  # fmt: skip


def run(largest=0) -> dict:
    """The curve over the sizes, and the same quarter with little and much archive around it."""
    sizes = (*SIZES, largest) if largest > SIZES[-1] else SIZES
    return {
        "quarter": {f"{size:,} enrolments": of_a_quarter(size) for size in sizes},
        f"archive around {IN_AN_ARCHIVE:,} enrolments": of_an_archive(),
    }


def of_a_quarter(size: int) -> dict:
    with fresh_database("bench_report"):
        with acting_as(OWNER), transaction.atomic():
            quarters.lay_out_city()
        lay_out([QUARTER], size)
        return rounded(compared())


def of_an_archive() -> dict:
    """Every quarter of the archive is as large as the one that is reported."""
    found = {}
    with fresh_database("bench_report"):
        with acting_as(OWNER), transaction.atomic():
            quarters.lay_out_city()
        lay_out([QUARTER], IN_AN_ARCHIVE)
        archive = iter(around())
        laid_out = 0
        for number in ARCHIVES:
            lay_out(list(islice(archive, number - laid_out)), IN_AN_ARCHIVE)
            laid_out = number
            found[f"{number} quarters"] = rounded(compared())
    return found


def around():
    """The quarters around the reported one: the next one, and one before the other."""
    yield QUARTER.next
    quarter = QUARTER
    while True:
        quarter = quarter.previous
        yield quarter


def lay_out(wanted, enrolments) -> None:
    with acting_as(OWNER), transaction.atomic():
        quarters.lay_out(wanted, enrolments)
    quarters.vacuum()


def compared() -> dict:
    """Product and SQL by turns, the fastest of each; their figures are equal."""
    report = scheduled()
    asked, made = [], []
    for _round in range(ROUNDS):
        asked.append(measured(by_hand))
        made.append(measured(lambda: ours(report)))
        assert made[-1].pop("result") == asked[-1].pop("result"), "the figures differ"
    hand, product = fastest(asked), fastest(made)
    found = {
        **{name: quarters.size(table) for name, table in SHOWN.items()},
        "by hand": hand,
        "product": product,
        "product to by hand": product["seconds"] / hand["seconds"],
        "processor time to by hand": product["cpu"] / hand["cpu"],
        "verified in": measured(lambda: checked(report))["seconds"],
        "rounds": [
            [one["seconds"], other["seconds"]] for one, other in zip(asked, made, strict=True)
        ],
    }
    print("\n".join(table(rounded(found))), flush=True)
    return found


def scheduled() -> QuarterlyReport:
    with acting_as(SYSTEM):
        return schedule_report(actor=WORKER, quarter=str(QUARTER))


def ours(report) -> set:
    """The report as the worker makes it, from the lock to the draft that waits for its reviewer."""
    with acting_as(SYSTEM):
        QuarterlyReport.objects.filter(pk=report.pk).update(state="generating")
        made = produce(report)
        return set(ReportFigure.objects.filter(report=made, run=made.run).values_list(*FIGURE))


def by_hand() -> set:
    with acting_as(SYSTEM), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SETTINGS)
        cursor.execute(BY_HAND, parameters(scheduled(), 0, []))
        return set(cursor.fetchall())


def checked(report) -> None:
    with acting_as(SYSTEM):
        report.refresh_from_db()
        assert fault_of(report) == ""


def measured(work) -> dict:
    """What the work gives, its seconds, and those of the processor, the database's included."""
    begun, busy = time.perf_counter(), servers_cpu_seconds()
    result = work()
    seconds = time.perf_counter() - begun
    return {"result": result, "seconds": seconds, "cpu": servers_cpu_seconds() - busy}


def fastest(measures) -> dict:
    return min(measures, key=lambda one: one["seconds"])


def rounded(value):
    if isinstance(value, dict):
        return {name: rounded(one) for name, one in value.items()}
    if isinstance(value, list):
        return [rounded(one) for one in value]
    return round(value, 2) if isinstance(value, float) else value


if __name__ == "__main__":
    keep("report", run(*map(int, sys.argv[1:])))
