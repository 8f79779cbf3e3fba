"""One roster checked, imported and undone in a process of its own, as in a worker: time and memory.

`python -m benchmarks.import_process DATABASE FILE ACTOR`: the actor's fields as JSON; prints JSON.
"""

import json
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from django.db import connections

from benchmarks.environment import cpu_seconds, peak_memory, real_login
from core.access import Actor
from core.tenancy.scope import acting_as
from dalian_training.celery import settle
from trainees.services.roster import check_roster, discard_roster, import_roster, undo_roster


class Readers:
    """The most memory a reading process holds, in megabytes; asked of the kernel while it lives."""

    def __init__(self):
        self.most, self.over = 0, Event()

    def __enter__(self):
        self.thread = Thread(target=self.watch)
        self.thread.start()
        return self

    def __exit__(self, *_error):
        self.over.set()
        self.thread.join()

    def watch(self):
        while not self.over.wait(0.02):
            tasks = Path("/proc/self/task").glob("*/children")
            for child in " ".join(task.read_text() for task in tasks).split():
                if is_reader(child):
                    self.most = max(self.most, peak_of(child))


def is_reader(child) -> bool:
    """Whether a child is more than a copy of this process already."""
    try:
        return "spreadsheets" in Path(f"/proc/{child}/cmdline").read_text()
    except OSError:
        return False


def peak_of(child) -> int:
    try:
        lines = Path(f"/proc/{child}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM")), 0)


@contextmanager
def timed(figures, name):
    """Keep wall and CPU seconds of a phase, and the process's peak of memory so far."""
    began, busy = time.perf_counter(), cpu_seconds()
    yield
    figures[name] = time.perf_counter() - began
    figures[f"{name}_cpu"] = cpu_seconds() - busy
    figures["memory_mb"] = peak_memory()


def run(actor, name, data) -> dict:
    """Seconds of each phase and megabytes of this process and of the one that reads."""
    figures, reports = {}, []
    began = time.perf_counter()
    with timed(figures, "check"), Readers() as readers:
        roster = check_roster(
            None, actor=actor, data=data, file_name=name,
            report=lambda done, _total: done and reports.append(time.perf_counter()),
        )  # fmt: skip
    with timed(figures, "import"):
        imported = import_roster(roster, actor=actor).imported_count
    with timed(figures, "undo"):
        undo_roster(roster, actor=actor)
    first = {"rows": imported, "first_report": reports[0] - began}
    return figures | first | {"reader_memory_mb": readers.most}


def warm_up(actor, path):
    """Check a small file first: what is loaded once, a worker that has worked before has."""
    data = path.with_name(f"small{path.suffix}").read_bytes()
    discard_roster(check_roster(None, actor=actor, data=data, file_name=path.name), actor=actor)


def main(database, file, actor):
    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = database
    path, actor = Path(file), Actor(**json.loads(actor))
    settle()
    with real_login(), acting_as(actor.scope):
        warm_up(actor, path)
        figures = run(actor, path.name, path.read_bytes())
    connections.close_all()
    sys.stdout.write(json.dumps(figures))


if __name__ == "__main__":
    main(*sys.argv[1:])
