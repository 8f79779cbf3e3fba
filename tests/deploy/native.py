"""Runs the services of docker-compose.yml on this machine: same commands, other addresses."""

import os
import re
import secrets
import shutil
import subprocess
import tempfile
import time
from base64 import b64encode
from pathlib import Path
from urllib.parse import quote

import yaml

from dalian_training.embedded import Postgres, Valkey
from dalian_training.embedded.keeper import use
from tests.e2e.stack import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")
PATIENCE = 240  # seconds for one step on a busy machine


def variables() -> dict[str, str]:
    """What an operator fills in."""
    names = re.findall(
        r"^(\w+)=", (ROOT / "deploy" / "compose.env.example").read_text(), re.MULTILINE
    )
    filled = {name: secrets.token_urlsafe(40) for name in names if name.endswith("PASSWORD")}
    return filled | {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "FIELD_KEYS": "1:" + b64encode(os.urandom(32)).decode(),
        "LOOKUP_KEYS": "1:" + b64encode(os.urandom(32)).decode(),
        "ALLOWED_HOSTS": "localhost",
        "WEB_CONCURRENCY": "2",
    }


class Machine:
    """Servers of its own in `var`, and the processes started on it."""

    def __init__(self, var):
        self.var, self.processes = var, {}
        self.servers = use(var)
        self.postgres, self.valkey = Postgres(var), Valkey(var)
        self.filled = variables()
        self.port, self.pool_port = free_port(), free_port()
        self.pooled = bool(shutil.which("pgbouncer"))
        self.folder = Path(var) / "data"

    def address(self, text: str) -> str:
        """A value of the compose file with this machine's addresses in it."""
        socket = quote(str(self.postgres.sockets), safe="")
        pool = f"127.0.0.1:{self.pool_port}" if self.pooled else socket
        superuser = quote(self.postgres.password_file.read_text(), safe="")
        text = text.replace("postgres:${POSTGRES_PASSWORD}", f"postgres:{superuser}")
        text = VARIABLE.sub(lambda m: self.filled.get(m[1], m[3] if m[2] == "-" else ""), text)
        text = text.replace("@postgres:5432", f"@{socket}").replace("@pgbouncer:6432", f"@{pool}")
        text = text.replace("/run/metrics", str(self.folder / "metrics"))
        return text.replace("redis://valkey:6379/0", self.valkey.url())

    def environment(self, service) -> dict[str, str]:
        """The variables of one service, as its container would have them."""
        named = SERVICES[service]["environment"]
        mine = {name: self.address(str(value)) for name, value in named.items()}
        kept = {
            "PATH": f"{ROOT / '.venv' / 'bin'}:{os.environ['PATH']}",
            "HOME": os.environ["HOME"],
            # an image has a user of its own; root is warned of itself, in no line of ours
            "PYTHONWARNINGS": "ignore:You're running the worker",
        }
        image = {"VAR": str(self.folder), "LOG_FORMAT": "json"}  # as the Dockerfile sets them
        return kept | image | {"BIND": f"127.0.0.1:{self.port}"} | mine

    def run(self, service, *words):
        """A one-shot service to its end, or a command in its place; returns what it printed."""
        done = subprocess.run(
            words or SERVICES[service]["command"], cwd=ROOT, env=self.environment(service),
            capture_output=True, text=True, check=False, timeout=PATIENCE,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self, service):
        """A service that goes on; its lines are kept in a file."""
        log = Path(self.var) / f"{service}.log"
        with log.open("wb") as lines:
            self.processes[service] = subprocess.Popen(
                SERVICES[service]["command"], cwd=ROOT, env=self.environment(service),
                stdin=subprocess.DEVNULL, stdout=lines, stderr=subprocess.STDOUT,
            )  # fmt: skip

    def start_pool(self):
        """The pooler by its own script, in front of the socket."""
        environment = {
            "PATH": os.environ["PATH"],
            "POSTGRES_HOST": str(self.postgres.sockets),
            "LISTEN_ADDRESS": "127.0.0.1",
            "LISTEN_PORT": str(self.pool_port),
            "APP_LOGIN_PASSWORD": self.filled["APP_LOGIN_PASSWORD"],
            "APP_SYSTEM_PASSWORD": self.filled["APP_SYSTEM_PASSWORD"],
        }
        who = {"user": "nobody"} if os.geteuid() == 0 else {}  # it refuses to run as root
        open_to_all = Path(tempfile.mkdtemp())  # that user may not look into ours
        open_to_all.chmod(0o755)
        scripts = shutil.copytree(ROOT / "deploy" / "pgbouncer", open_to_all / "pgbouncer")
        self.processes["pgbouncer"] = subprocess.Popen(
            ["sh", str(scripts / "start.sh")], env=environment, cwd="/", **who
        )

    def wait_healthy(self, service):
        """Ask the service's own health check until it says yes."""
        check = SERVICES[service]["healthcheck"]["test"]
        words = check[1:] if check[0] == "CMD" else ["sh", "-c", check[1].replace("$$", "$")]
        words = [word.replace("127.0.0.1:8000", f"127.0.0.1:{self.port}") for word in words]
        environment = self.environment(service) | {"HOSTNAME": os.uname().nodename}
        end = time.monotonic() + PATIENCE
        while not succeeds(words, environment):
            assert self.processes[service].poll() is None, f"{service} has ended"
            assert time.monotonic() < end, f"{service} never became healthy: {self.log(service)}"
            time.sleep(3)  # the check of a worker starts a Python of its own

    def log(self, service) -> str:
        return self.lines(service)[-2000:]

    def lines(self, service) -> str:
        return (Path(self.var) / f"{service}.log").read_text(errors="replace")

    def stop(self):
        for process in reversed(self.processes.values()):
            process.terminate()
        codes = {name: process.wait(60) for name, process in self.processes.items()}
        self.servers.close()
        return codes


def succeeds(words, environment) -> bool:
    done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, check=False)
    return done.returncode == 0
