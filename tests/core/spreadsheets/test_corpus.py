"""Every bad file gets a clear message; none crashes the reader or costs more than allowed."""

import re
import subprocess
import threading
import time
from pathlib import Path
from typing import ClassVar

import pytest

from core.spreadsheets import Limits, read, sandbox
from tests.core.spreadsheets import makers
from tests.core.spreadsheets.corpus import BAD_CELLS
from tests.core.spreadsheets.corpus import WHOLE_FILES as FIRST_FILES
from tests.core.spreadsheets.declared import GOOD, HEADERS, ROSTER, csv_text, with_cell, workbook
from tests.core.spreadsheets.more_files import MORE_CELLS, MORE_FILES

WHOLE_FILES = [*FIRST_FILES, *MORE_FILES]
CELLS = [*BAD_CELLS, *MORE_CELLS]
MEGABYTE = 1024 * 1024


@pytest.fixture(scope="module")
def costs():
    """The seconds every file of the corpus took."""
    return []


class Measured(subprocess.Popen):
    """A reading process whose memory is watched while it lives.

    What the kernel tells of a process that has ended counts the memory of who started it, too.
    """

    peaks: ClassVar[list] = []  # bytes

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        threading.Thread(target=self.watch, daemon=True).start()

    def watch(self):
        status = Path(f"/proc/{self.pid}/status")
        while found := re.search(r"Name:\s+python.*VmHWM:\s+(\d+) kB", told(status), re.DOTALL):
            self.peaks.append(int(found[1]) * 1024)
            time.sleep(0.005)


def told(file) -> str:
    """What a file says, nothing once it is gone."""
    try:
        return file.read_text()
    except OSError:
        return ""


@pytest.fixture(autouse=True)
def measured(monkeypatch):
    monkeypatch.setattr(sandbox.subprocess, "Popen", Measured)


def test_the_corpus_is_large_enough(record_counts):
    record_counts(f"{len(WHOLE_FILES)} bad files and {len(CELLS)} bad cells are in the corpus")
    assert len(WHOLE_FILES) + len(CELLS) >= 150
    assert len({name for name, *_rest in WHOLE_FILES}) == len(WHOLE_FILES)


@pytest.mark.proof
@pytest.mark.parametrize(
    ("filename", "make", "codes"), [pytest.param(*c[1:], id=c[0]) for c in WHOLE_FILES]
)
def test_bad_file_is_refused_with_a_message(filename, make, codes, costs):
    data, started = make(), time.monotonic()
    result = read(data, filename, ROSTER)
    assert [error.code for error in result.file_errors] == codes
    assert result.rows == []
    assert all(error.message and "%(" not in error.message for error in result.file_errors)
    costs.append(time.monotonic() - started)
    assert costs[-1] < Limits.seconds


def test_the_corpus_costs_no_more_than_allowed(costs, record_counts):
    most = max(Measured.peaks)
    assert len(costs) == len(WHOLE_FILES)
    assert most < Limits.memory
    record_counts(
        f"{len(costs)} bad files read: the slowest took {max(costs):.1f} s of {Limits.seconds},"
        f" the largest {most // MEGABYTE} MB of {Limits.memory // MEGABYTE}"
    )


@pytest.mark.parametrize(("header", "cell", "code"), [pytest.param(*c[1:], id=c[0]) for c in CELLS])
def test_bad_cell_is_refused_and_the_next_row_is_read(header, cell, code):
    good = with_cell("证件号码", "210203199001010017")
    result = read(workbook(with_cell(header, cell), good), "a.xlsx", ROSTER)
    bad, fine = result.rows
    assert [error.code for error in bad.errors] == [code]
    assert bad.errors[0].message
    assert bad.number == 2
    assert fine.errors == []


@pytest.mark.parametrize(
    "draw",
    [
        pytest.param(lambda _b, p: p.write_formula("A2", '="张"&"三"', None, "张三"), id="value"),
        pytest.param(lambda _b, p: p.write_formula("A2", "=1+1", None, ""), id="no value"),
        pytest.param(lambda _b, p: p.write_formula("A2", '=WEBSERVICE("x")'), id="outside"),
        pytest.param(lambda _b, p: p.write_array_formula("A2:A2", "{=1+1}"), id="array"),
    ],
)
def test_formula_is_refused_in_its_cell(draw):
    (row,) = read(makers.drawn(draw), "a.xlsx", ROSTER).rows
    assert [(error.key, error.code) for error in row.errors] == [("name", "cell_formula")]


def test_formula_in_a_text_file_is_refused():
    text = '姓名,证件类型,证件号码\n张三,居民身份证,"=""210202199001010010"""\n'
    (row,) = read(text.encode(), "a.csv", ROSTER).rows
    assert [(error.key, error.code) for error in row.errors] == [("number", "cell_formula")]


def test_error_value_is_refused_in_its_cell():
    sheet = makers.with_part(
        makers.SHEET_PART, rb'<c r="F2".*?</c>', b'<c r="F2" t="e"><v>#N/A</v></c>'
    )
    (row,) = read(sheet, "a.xlsx", ROSTER).rows
    assert [(error.key, error.code) for error in row.errors] == [("years", "cell_error")]


def test_merged_cells_are_refused_in_every_row_they_touch():
    def draw(_book, page):
        page.merge_range("A2:A4", "张三")
        page.write_column("F3", ["1", "2"])

    result = read(makers.drawn(draw), "a.xlsx", ROSTER)
    assert [row.number for row in result.rows] == [2, 3, 4]
    assert all(row.errors[0].code == "cell_merged" for row in result.rows)


def test_merged_title_above_the_headers_is_no_error():
    rows = [HEADERS[:3], GOOD[:3]]

    def draw(_book, page):
        page.merge_range("A1:H1", "大连市培训名册")
        for number, cells in enumerate(rows, start=1):
            page.write_row(number, 0, cells)

    result = read(makers.drawn(draw), "a.xlsx", ROSTER)
    assert result.is_good
    assert [row.number for row in result.rows] == [3]


def test_hidden_row_is_refused():
    result = read(makers.drawn(lambda _b, p: p.set_row(1, None, None, {"hidden": True})),
                  "a.xlsx", ROSTER)  # fmt: skip
    assert [error.code for error in result.errors] == ["row_hidden"]


def test_messages_repeat_no_identity_number():
    result = read(workbook(with_cell("证件号码", "210202199001010011")), "a.xlsx", ROSTER)
    assert "210202199001010011" not in str(result.errors) + repr(result)


def test_memory_of_the_reading_is_limited_by_the_kernel():
    limits = Limits(memory=96 * 1024 * 1024)
    result = read(csv_text(*[GOOD] * 150_000).encode(), "a.csv", ROSTER, limits=limits)
    assert [error.code for error in result.file_errors] == ["file_too_much_memory"]


def test_slow_reading_is_stopped():
    """Without a second to spend, so that no machine is quick enough."""
    result = read(workbook(*[GOOD] * 1_000), "a.xlsx", ROSTER, limits=Limits(seconds=0))
    assert [error.code for error in result.file_errors] == ["file_too_slow"]


def test_rows_beyond_the_limit_are_refused_to_the_row():
    limits = Limits(rows=3)
    assert len(read(workbook(*[GOOD] * 3), "a.xlsx", ROSTER, limits=limits).rows) == 3
    result = read(workbook(*[GOOD] * 4), "a.xlsx", ROSTER, limits=limits)
    assert [error.code for error in result.file_errors] == ["file_too_many_rows"]
