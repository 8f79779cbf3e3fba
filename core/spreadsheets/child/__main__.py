"""Reads one spreadsheet from standard input and prints its cells as lines of JSON.

Started as `python -I <this folder> <job>`: no project code, no settings, no environment. The
job is a JSON object with `kind`, `titles` and the limits. The last line is `{"end": true}` or
`{"error": code, "details": {...}}`; a missing last line means that the process was stopped.
"""

import json
import resource
import signal
import sys
from itertools import islice

from faults import Fault

BATCH = 1000


def main(job):
    confine(job)
    write = Lines(job["unpacked"]).write
    try:
        data = sys.stdin.buffer.read()
        for message in batches(messages(data, job)):
            write(message)
        last = {"end": True}
    except Fault as fault:
        last = {"error": fault.code, "details": fault.details}
    except MemoryError:
        last = {"error": "file_too_much_memory", "details": {}}
    print(json.dumps(last), flush=True)  # noqa: T201 - the pipe to the parent


def confine(job):
    """Take away memory, time and the writing of files from this process."""
    seconds = job["seconds"]
    resource.setrlimit(resource.RLIMIT_AS, (job["memory"], job["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Ends this process also when nobody is left who would stop it.
    signal.alarm(seconds + 1)


def messages(data, job):
    if job["kind"] == "csv":
        from text import rows
    else:
        from workbook import rows
    return rows(data, job)


def batches(messages):
    """Yield the description, then lists of rows: one line for many rows costs both sides less."""
    yield next(messages)
    while batch := list(islice(messages, BATCH)):
        yield batch


class Lines:
    """Prints messages and stops when they grow beyond what a file may hold."""

    def __init__(self, limit):
        self.left = limit

    def write(self, message):
        line = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
        self.left -= len(line)
        if self.left < 0:
            raise Fault("file_too_much_memory")
        sys.stdout.buffer.write(line.encode("utf-8", "replace") + b"\n")


main(json.loads(sys.argv[1]))
