"""Servers that live as long as somebody uses them: for test runs, several at once, killed or not.

Each user holds a shared lock on `users.lock`; the kernel drops it however the user ends. The keeper
runs the servers and stops them when it can take that lock for itself alone.
"""

import fcntl
import signal
import subprocess
import sys
import time
from pathlib import Path

from dalian_training.embedded.postgres import Postgres
from dalian_training.embedded.processes import Refused, follow_parent
from dalian_training.embedded.valkey import Valkey

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 60  # seconds for a cold start on a slow machine


def use(var):
    """Make the servers of `var` run (careless about power cuts); they stop after the last user.

    Returns the open lock file: keep a reference for as long as the servers are needed.
    """
    var = Path(var).resolve()
    var.mkdir(parents=True, exist_ok=True)
    lock = (var / "users.lock").open("w")
    fcntl.flock(lock, fcntl.LOCK_SH)
    if not _ready(var):
        _spawn(var)
        _await(var)
    return lock


def _ready(var):
    return Postgres(var).ready() and Valkey(var).ready()


def _spawn(var):
    with (var / "keeper.log").open("ab") as log:
        subprocess.Popen(
            [sys.executable, "-m", "dalian_training.embedded.keeper", str(var)],
            cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip


def _await(var):
    end = time.monotonic() + PATIENCE
    while not _ready(var):
        if time.monotonic() > end:
            raise Refused(f"the embedded servers of {var} do not start; see {var / 'keeper.log'}")
        time.sleep(0.05)


def keep(var):
    """Run the servers in the foreground until nobody uses them; one keeper per `var`."""
    with (var / "keeper.lock").open("w") as own, (var / "users.lock").open("w") as users:
        if not _take(own):
            return
        servers = [_start(Postgres(var, careless=True), signal.SIGINT)]
        servers.append(_start(Valkey(var), signal.SIGTERM))
        while all(server.poll() is None for server, _ in servers) and not _take(users):
            time.sleep(1)
        for server, stop_signal in reversed(servers):
            server.send_signal(stop_signal)
            server.wait()


def _take(file):
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _start(server, stop_signal):
    server.prepare()
    command, arguments = server.command()
    follow = follow_parent(stop_signal)
    started = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=follow, **arguments
    )
    return started, stop_signal


if __name__ == "__main__":
    keep(Path(sys.argv[1]))
