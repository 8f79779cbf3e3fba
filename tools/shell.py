"""Run the set-up's commands: quiet on the screen, complete in the log, one line on failure."""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
PYTHON = BIN / "python"
LOG = ROOT / ".setup.log"

# These would move or alter what is installed. Index, mirror and certificate settings stay.
UNWANTED = (
    "NODE_ENV", "NODE_OPTIONS", "PIP_NO_BINARY", "PIP_PREFIX", "PIP_REQUIREMENT", "PIP_ROOT",
    "PIP_TARGET", "PIP_USER", "PYTHONHOME", "PYTHONPATH",
)  # fmt: skip
FORCED = {
    "DEBIAN_FRONTEND": "noninteractive",
    "PIP_CONSTRAINT": os.devnull,  # wins over a constraint in any pip.conf
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PIP_NO_INPUT": "1",
    "PIP_REQUIRE_VIRTUALENV": "0",
}


def die(message):
    """End the set-up with one line and exit code 1."""
    sys.exit(f"setup: {message}")


def clean_environment():
    """The caller's environment without what would bend the installation."""
    kept = {name: value for name, value in os.environ.items() if name not in UNWANTED}
    return kept | FORCED


def attempt(what, command, *, env=None):
    """Run a command into the log; True when it succeeded."""
    print(f"setup: {what} …", flush=True)
    started = time.monotonic()
    command = [str(part) for part in command]
    with LOG.open("ab") as log:
        log.write(f"\n$ {' '.join(command)}\n".encode())
        log.flush()
        succeeded = _succeeds(command, log, env or clean_environment())
    if succeeded:
        print(f"setup: {what}: done in {time.monotonic() - started:.0f} s", flush=True)
    return succeeded


def _succeeds(command, log, env):
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=ROOT,
            env=env,
            check=False,
        )
    except OSError as error:
        log.write(f"{error}\n".encode())
        return False
    return done.returncode == 0


def call(what, command, *, env=None):
    """Run a command that must succeed; otherwise show the end of the log and stop."""
    if not attempt(what, command, env=env):
        tail = LOG.read_text(errors="replace").splitlines()[-12:]
        die(f"{what} failed; the whole log is in {LOG}\n  " + "\n  ".join(tail))
