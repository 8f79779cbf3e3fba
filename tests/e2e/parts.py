"""The product in parts that can each be killed and started again: servers, web, workers.

`Stack` ends as a whole when a part does; here every part is on its own, as on several hosts.
"""

import os
import signal
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2
from celery import Celery

from core.tenancy.roles import bootstrap
from dalian_training.embedded import Postgres, Valkey
from dalian_training.passwords import local_secrets
from dalian_training.servers import DATABASE_NAME
from tests.e2e.stack import OURS, ROOT, free_port

PATIENCE = 120
BARRIER = 4711  # the advisory lock everybody waits for
CELERY = ("-W", "ignore:You're running the worker", "-m", "celery", "--quiet", "--app",
          "dalian_training")  # fmt: skip
QUIET = ("--concurrency", "1", "--without-gossip", "--without-mingle", "--loglevel", "warning")
SERVERS = ("postgres", "valkey")
BEATS = ("beat", "second beat")
OF_THE_SYSTEM = ("system", *BEATS)


class Parts:
    """`Parts(var)` starts everything but beat; the test plays the timetable by `ring`.

    Any part may be started, killed and waited for by its name; so may a script of this folder,
    which runs in `manage.py shell`, and a second beat.
    """

    def __init__(self, var, *, beside_servers=("web", "worker", "system"), **environment):
        self.var, self.port, self.running, self.line = Path(var), free_port(), {}, None
        self.servers = {"postgres": Postgres(var), "valkey": Valkey(var)}
        base = {key: value for key, value in os.environ.items() if key not in OURS}
        self.environment = base | {
            "VAR": str(var), "MODE": "demo", "DEMO": "0", "LOG_FORMAT": "json", **environment,
        }  # fmt: skip
        broker = self.servers["valkey"].url().replace("unix", "redis+socket")
        self.bell = Celery(broker=broker, set_as_current=False)
        self.bell.conf.broker_url = self.bell.conf.broker_url.replace("?db=", "?virtual_host=")
        for name in SERVERS:
            self.start(name)
        bootstrap(
            self.servers["postgres"].url(), DATABASE_NAME, local_secrets(self.var)["passwords"]
        )
        self.manage("prepare")
        for name in beside_servers:
            self.start(name)

    def command(self, name) -> list[str]:
        """As `make run` starts it."""
        queues = {"worker": "default,imports", "system": "system"}
        if name == "web":
            words = ["-m", "gunicorn", "dalian_training.wsgi", "--config", "deploy/gunicorn.py"]
            words += ["--bind", f"127.0.0.1:{self.port}"]
        elif name in BEATS:
            words = [*CELERY, "beat", "--pidfile=", "--loglevel", "warning"]
        elif name.endswith(".py"):
            words = script(name)
        else:
            words = [*CELERY, "worker", "--queues", queues[name], "--hostname", f"{name}@%h"]
            words += QUIET
        return [sys.executable, *words]

    def start(self, name):
        """Start a part; a server and the web are waited for."""
        arguments = {"env": self.environment | {"PROCESS": "web"}, "cwd": ROOT}
        if name in SERVERS:
            self.servers[name].prepare()
            command, arguments = self.servers[name].command()
        else:
            command = self.command(name)
            arguments["env"]["PROCESS"] = "system" if name in OF_THE_SYSTEM else "web"
        with self.log(name).open("ab") as log:
            self.running[name] = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                **arguments,
            )  # fmt: skip
        if name in SERVERS:
            wait_until(self.servers[name].ready)

    def log(self, name) -> Path:
        return self.var.with_name(f"{name}.log")

    def said(self, name) -> str:
        """The end of its log."""
        return self.log(name).read_text()[-10_000:]

    def kill(self, name):
        """kill -9 of the part with all its processes: nobody says good-bye."""
        process = self.running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def children(self, name) -> list[int]:
        """The processes a part has made."""
        pid = self.running[name].pid
        return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def manage(self, *words, process="web") -> str:
        """Run a management command; returns what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words], cwd=ROOT, text=True, capture_output=True,
            env=self.environment | {"PROCESS": process}, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def run_script(self, name, process="web") -> str:
        """Run a script of this folder in `manage.py shell`; returns its last line."""
        return self.manage(*script(name)[1:], process=process).strip().splitlines()[-1]

    def ring(self, task):
        """What the timetable does at its next minute; what has ended runs again by then."""
        self.revive()
        self.bell.send_task(task, queue="system")

    def revive(self):
        """As a supervisor does: start again what ended by itself.

        A worker that holds a message at the moment its broker goes may end with an error of kombu.
        """
        for name in [name for name, process in self.running.items() if process.poll() is not None]:
            self.start(name)

    def sql(self, statement, *values):
        """Ask as the superuser; the rows, if there are any.

        Whoever waits asks twenty times a second, on one connection until its server is killed.
        """
        if self.line is None or self.line.closed:
            self.line = self.connection()
        with self.line.cursor() as cursor:
            try:
                cursor.execute(statement, values or None)
            except psycopg2.OperationalError:
                if not self.line.closed:
                    raise
                return self.sql(statement, *values)
            return cursor.fetchall() if cursor.description else []

    def one(self, statement, *values):
        return self.sql(statement, *values)[0][0]

    def connection(self):
        connection = psycopg2.connect(self.servers["postgres"].url(name=DATABASE_NAME))
        connection.autocommit = True
        return connection

    @contextmanager
    def barrier(self, table, condition, on="INSERT"):
        """Whoever writes a row of this kind stops before it, until the end of the block."""
        self.sql(
            "CREATE OR REPLACE FUNCTION stand_here() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN PERFORM pg_advisory_xact_lock_shared({BARRIER}); RETURN NEW; END $$"
        )
        self.sql(
            f"CREATE TRIGGER stand_here BEFORE {on} ON {table} FOR EACH ROW"
            f" WHEN ({condition}) EXECUTE FUNCTION stand_here()"
        )
        # Where a listed function proves a whole set, only such a trigger runs (decision 44).
        self.sql(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER stand_here")
        with closing(self.connection()) as holder:
            holder.cursor().execute(f"SELECT pg_advisory_lock({BARRIER})")
            yield
        wait_until(lambda: self.is_gone(f"DROP TRIGGER IF EXISTS stand_here ON {table}"))

    def is_gone(self, dropping) -> bool:
        """Drop something, unless the server is still recovering from its kill."""
        try:
            self.sql(dropping)
        except psycopg2.OperationalError:
            return False
        return True

    def standing(self) -> int | None:
        """The process id of the backend that stands at the barrier."""
        rows = self.sql(
            "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND NOT granted",
            BARRIER,
        )
        return rows[0][0] if rows else None

    def end_servers(self):
        """Let them close their files; nothing else runs any more."""
        for name in reversed(SERVERS):
            process = self.running.pop(name)
            process.send_signal(signal.SIGINT)
            process.wait()

    def stop(self):
        for name in [*(name for name in self.running if name not in SERVERS), *SERVERS]:
            if name in self.running:
                self.kill(name)


def script(name) -> list[str]:
    """What runs a script of this folder in `manage.py shell`."""
    code = (ROOT / "tests" / "e2e" / name).read_text()
    return ["manage.py", "shell", "-v", "0", "-c", code]


def wait_until(condition):
    """Return the first true answer."""
    end = time.monotonic() + PATIENCE
    while not (answer := condition()):
        assert time.monotonic() < end, f"never: {condition}"
        time.sleep(0.05)
    return answer
