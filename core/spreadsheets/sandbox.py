"""Runs the reading of one file in a child process that owns nothing and may cost little."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from core.spreadsheets.faults import FileRefused

CHILD = Path(__file__).parent / "child"
# The child sees no settings and no secrets; these two let an unusual Python start at all.
KEPT_VARIABLES = ("LD_LIBRARY_PATH", "PATH")
OUT_OF_TIME = {-signal.SIGXCPU, -signal.SIGALRM, -signal.SIGKILL}


def extract(data, kind, titles, limits):
    """Yield the child's messages: one dict about the sheet, then `[row number, cells]` lists.

    A cell is text, a number, a boolean, None, or a list: `["date", iso]`, `["flaw", code]`.
    Raises `FileRefused`.
    """
    output, status = _run(data, kind, titles, limits)
    lines = output.splitlines()
    last = json.loads(lines[-1]) if status == 0 and lines else _explain(status, limits)
    if "error" in last:
        raise FileRefused(last["error"], **last["details"])
    return (json.loads(line) for line in lines[:-1])


def _run(data, kind, titles, limits):
    job = json.dumps({"kind": kind, "titles": titles, **asdict(limits)})
    child = subprocess.Popen(
        [sys.executable, "-I", str(CHILD), job],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ},
        cwd="/",
    )
    with child:
        try:
            output, _errors = child.communicate(data, timeout=limits.seconds)
        except subprocess.TimeoutExpired:
            child.kill()
            child.communicate()
            raise FileRefused("file_too_slow", limit=limits.seconds) from None
    return output, child.returncode


def _explain(status, limits):
    """Name the likeliest cause of a child that ended without its last line."""
    if status in OUT_OF_TIME:
        return {"error": "file_too_slow", "details": {"limit": limits.seconds}}
    # A failed allocation in the native reader aborts the process.
    code = "file_too_much_memory" if status == -signal.SIGABRT else "file_damaged"
    return {"error": code, "details": {}}
