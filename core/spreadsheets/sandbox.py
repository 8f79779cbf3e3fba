"""Runs the reading of one file in a child process that owns nothing and may cost little."""

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from queue import SimpleQueue
from threading import Thread, Timer

from core.spreadsheets.faults import FileRefused

CHILD = Path(__file__).parent / "child"
# The child sees no settings and no secrets; these two let an unusual Python start at all.
KEPT_VARIABLES = ("LD_LIBRARY_PATH", "PATH")
OUT_OF_TIME = {-signal.SIGXCPU, -signal.SIGALRM, -signal.SIGKILL}


def extract(data, kind, titles, limits):
    """Yield the child's messages while it reads: a dict about the sheet, then lists of rows.

    A row is `[row number, cells]` or `[row number, cells, flaw]`; a cell is text, a number, a
    boolean, None, or a list: `["date", iso]`, `["flaw", code]`. Raises `FileRefused`, also after
    some rows, which are void then.
    """
    with _started(kind, titles, limits) as child:
        _in_background(_feed, child.stdin, data)
        lines = SimpleQueue()
        _in_background(_collect, child.stdout, lines)
        yield from _messages(child, lines, limits)


def _messages(child, lines, limits):
    # A line without its end was cut off with the child.
    while (line := lines.get()) and line.endswith(b"\n"):
        message = json.loads(line)
        if isinstance(message, dict) and "error" in message:
            raise FileRefused(message["error"], **message["details"])
        if isinstance(message, dict) and "end" in message:
            return
        yield message
    raise _explanation(child.wait(), limits)


@contextmanager
def _started(kind, titles, limits):
    """The child; stopped when time is over, and when nobody wants its rows any more."""
    job = json.dumps({"kind": kind, "titles": titles, **asdict(limits)})
    child = subprocess.Popen(
        [sys.executable, "-I", str(CHILD), job],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ},
        cwd="/",
    )
    timer = Timer(limits.seconds, child.kill)
    timer.daemon = True
    timer.start()
    try:
        yield child
    finally:
        timer.cancel()
        child.kill()
        child.wait()


def _in_background(work, *arguments):
    Thread(target=work, args=arguments, daemon=True).start()


def _feed(pipe, data):
    try:
        with pipe:
            pipe.write(data)
    except (BrokenPipeError, ConnectionResetError):
        pass  # the child has seen enough; it says itself why


def _collect(pipe, lines):
    """Take the child's lines as they come, so that it never waits for whoever checks the rows."""
    with pipe:
        for line in pipe:
            lines.put(line)
    lines.put(None)


def _explanation(status, limits):
    """Name the likeliest cause of a child that ended without its last line."""
    if status in OUT_OF_TIME:
        return FileRefused("file_too_slow", limit=limits.seconds)
    # A failed allocation in the native reader aborts the process.
    code = "file_too_much_memory" if status == -signal.SIGABRT else "file_damaged"
    return FileRefused(code)
