"""The whole product as `make run` starts it: servers, web, workers, beat, in its own folder."""

import base64
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 180  # seconds; a large demo city on a slow machine takes longer
OURS = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_SYSTEM_URL", "REDIS_URL", "MODE",
        "DJANGO_SETTINGS_MODULE", "PYTEST_XDIST_WORKER", "EMAIL_URL")  # fmt: skip


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def in_production(hosts="localhost,127.0.0.1") -> dict[str, str]:
    """Environment of a product in production mode behind a proxy, with secrets of its own."""

    def key():
        return f"1:{base64.b64encode(os.urandom(32)).decode()}"

    return {
        "MODE": "production",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "FIELD_KEYS": key(),
        "LOOKUP_KEYS": key(),
        "ALLOWED_HOSTS": hosts,
    }


class Stack:
    """Start with `Stack(var)`, use `url` and `manage`, end with `stop`."""

    def __init__(self, var, *, demo="0", patience=PATIENCE, **environment):
        self.var, self.port = Path(var), free_port()
        base = {key: value for key, value in os.environ.items() if key not in OURS}
        self.environment = {
            **base,
            "VAR": str(self.var),
            "PORT": str(self.port),
            "DEMO": demo,
            "MODE": "demo",
            **environment,
        }
        self.url = f"http://localhost:{self.port}"
        self.log = self.var.with_suffix(".log")
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tools.run"],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self.wait_until_ready(patience)

    def output(self) -> str:
        return self.log.read_text(errors="replace")

    def wait_until_ready(self, patience):
        end = time.monotonic() + patience
        while "READY" not in self.output():
            if self.process.poll() is not None or time.monotonic() > end:
                self.stop()
                raise AssertionError(f"the product did not start:\n{self.output()[-4000:]}")
            time.sleep(0.2)

    def manage(self, *words, text=None) -> str:
        """Run a management command beside the running product; returns what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment,
            input=text,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def stop(self, how=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(60)
