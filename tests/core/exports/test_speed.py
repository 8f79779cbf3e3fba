"""How long an export takes beside the bare library with the same rows; EXPORT_ROWS=100000 for all.

The ratio is printed, not asserted: a busy machine proves nothing.
"""

import os
import time
from datetime import timedelta

import pytest
import xlsxwriter

from core import clock
from core.exports.declaring import export_of
from core.exports.writing import write
from core.tenancy.scope import OWNER, acting_as
from programs.models import TrainingClass
from tests import world as laid_out

ROWS = int(os.environ.get("EXPORT_ROWS", "3000"))


@pytest.fixture
def school(db):
    with acting_as(OWNER):
        side = laid_out.make_world()["甲"]
        own = {"organization": side.organization, "district": side.district}
        first = clock.today() + timedelta(days=30)
        TrainingClass.objects.bulk_create(
            (
                TrainingClass(
                    **own, programme=side.programme, venue=side.venue, number=f"X{n:08d}",
                    name=f"家政服务员第{n}期", seats=30, starts_on=first, ends_on=first,
                )
                for n in range(ROWS)
            ),
            batch_size=5000,
        )  # fmt: skip
    return laid_out.unit_actor(side)


def bare(rows, path) -> float:
    """Seconds of XlsxWriter alone, told the type of every cell so that it need not look."""
    started = time.perf_counter()
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
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
    return time.perf_counter() - started


def ours(school, path) -> float:
    export = export_of("classes")
    with acting_as(school.scope), path.open("w+b") as stream:
        queryset = export.rows(school, {})
        started = time.perf_counter()
        written = write(stream, "xlsx", export, queryset, lambda done: None)
        seconds = time.perf_counter() - started
    assert written == ROWS + 2
    return seconds


def test_an_export_costs_little_more_than_the_bare_library(school, tmp_path, record_counts):
    from core.exports.writing import rows_of

    export = export_of("classes")
    with acting_as(school.scope):
        rows = [row for batch in rows_of(export, export.rows(school, {})) for row in batch]
    alone = min(bare(rows, tmp_path / f"bare{n}.xlsx") for n in range(2))
    with_us = min(ours(school, tmp_path / f"ours{n}.xlsx") for n in range(2))
    record_counts(
        f"export of {ROWS:,} rows: {with_us:.1f} s, XlsxWriter alone {alone:.1f} s, "
        f"ratio {with_us / alone:.2f}"
    )
