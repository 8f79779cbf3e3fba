"""Start processes in order, prefix their lines, stop them in reverse, and leave none behind."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass

from dalian_training.embedded.processes import PR_SET_PDEATHSIG, follow_parent

PATIENCE = 60  # seconds for a start
GRACE = 20  # seconds for an orderly stop


class Ended(SystemExit):
    """A process ended that should go on, or did not start."""


@dataclass
class Child:
    """A process we started, how to ask it to stop, and the thread that prints its lines."""

    name: str
    process: subprocess.Popen
    stop_signal: int
    printer: threading.Thread


class Supervisor:
    """Owns its children: whatever ends it, they end too."""

    def __init__(self):
        self.children, self.is_stopping, self.output = [], False, threading.Lock()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.ask_to_stop)
        if sys.platform == "linux" and os.environ.get("MAKELEVEL"):
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)  # make was killed: stop, too

    def ask_to_stop(self, *_signal):
        """Takes no lock, as an event would: one signal may come in the middle of another."""
        self.is_stopping = True

    def start(self, name, command, *, prefix=None, stop_signal=signal.SIGTERM, **arguments):
        """Start a process in a session of its own; the terminal's Ctrl-C reaches only us.

        Its lines are printed after `prefix`, by default its name.
        """
        prefix = f"{name:>8} | " if prefix is None else prefix
        process = subprocess.Popen(
            [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, start_new_session=True,
            preexec_fn=follow_parent(stop_signal), **arguments,  # noqa: PLW1509 - prctl needs it
        )  # fmt: skip
        printer = threading.Thread(target=self._print, args=(prefix, process.stdout), daemon=True)
        printer.start()
        self.children.append(Child(name, process, stop_signal, printer))

    def run(self, name, command, **arguments):
        """Run a process to its end; anything but success stops everything."""
        self.start(name, command, **arguments)
        child = self.children[-1]
        while child.process.poll() is None and not self.is_stopping:
            time.sleep(0.02)
        if self.is_stopping:
            raise SystemExit(0)
        child.printer.join(1)
        self.children.remove(child)
        if child.process.returncode:
            raise Ended(f"run: {name} failed (see the lines above)")

    def wait_until(self, ready):
        """Return once `ready()` is true of the process started last."""
        child, end = self.children[-1], time.monotonic() + PATIENCE
        while not ready():
            if self.is_stopping:
                raise SystemExit(0)
            if child.process.poll() is not None or time.monotonic() > end:
                raise Ended(f"run: {child.name} did not start (see the lines above)")
            time.sleep(0.05)

    def watch(self):
        """Return when asked to stop; raise Ended when a child ends by itself."""
        while not self.is_stopping:
            time.sleep(0.2)
            for child in self.children:
                if child.process.poll() is not None:
                    code = child.process.returncode
                    raise Ended(f"run: {child.name} ended with code {code}: stopping everything")

    def stop(self, *, servers=()):
        """Stop the children, the named servers last and in reverse order of their start."""
        users = [child for child in self.children if child.name not in servers]
        self._stop(users)
        for child in reversed(self.children):
            if child not in users:
                self._stop([child])

    def _stop(self, children):
        for child in children:
            if child.process.poll() is None:
                child.process.send_signal(child.stop_signal)
        end = time.monotonic() + GRACE
        for child in children:
            try:
                child.process.wait(max(0.1, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                print(f"run: {child.name} did not stop in {GRACE} s: killed", flush=True)
            _kill_session(child.process)
            child.printer.join(1)

    def _print(self, prefix, stream):
        for line in stream:
            with self.output:
                sys.stdout.buffer.write(prefix.encode() + line.rstrip(b"\n") + b"\n")
                sys.stdout.flush()


def _kill_session(process):
    """Whatever a process left in its session."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
