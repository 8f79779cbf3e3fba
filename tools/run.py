"""`make run`: start the whole product, say where it is, stop it whatever ends it."""

import os
import signal
import socket
import sys

from dalian_training import environment, servers
from dalian_training.embedded import Postgres, Valkey
from tools import preflight
from tools.shell import ROOT
from tools.supervisor import Supervisor

SERVERS = ("postgres", "valkey")
# A container's root is warned of itself by Celery, at length; real servers have a user for it.
CELERY = (
    "-W", "ignore:You're running the worker", "-m", "celery", "--app", "dalian_training", "--quiet",
)  # fmt: skip
GENTLY = ("nice", "-n", "10")  # people at a page come before work in the background
QUIET_WORKER = ("--without-gossip", "--without-mingle", "--loglevel", "warning")


def main():
    """Check, start in order, wait, stop in reverse."""
    lock = preflight.check()
    supervisor = Supervisor()
    try:
        start_servers(supervisor)
        supervisor.run("prepare", python("manage.py", "prepare"), **environment_of("web"))
        start_site(supervisor)
        announce = python("manage.py", "announce", url())
        supervisor.run("announce", announce, prefix="", **environment_of("web"))
        supervisor.watch()
    finally:
        supervisor.stop(servers=SERVERS)
        lock.close()
        print("run: stopped", flush=True)


def start_servers(supervisor):
    """Our own PostgreSQL and Valkey, unless real ones are named."""
    if servers.is_embedded("DATABASE_URL"):
        postgres = Postgres(environment.var())
        start_server(supervisor, "postgres", postgres, signal.SIGINT)  # its fast shutdown
        make_roles(postgres)
    if servers.is_embedded("REDIS_URL"):
        start_server(supervisor, "valkey", Valkey(environment.var()), signal.SIGTERM)


def start_server(supervisor, name, server, stop_signal):
    """Start one embedded server and wait until it answers."""
    server.prepare()
    command, arguments = server.command()
    supervisor.start(name, command, stop_signal=stop_signal, **arguments)
    supervisor.wait_until(server.ready)


def make_roles(postgres):
    """Roles and database of the embedded server, with the passwords kept in VAR."""
    from core.tenancy.roles import bootstrap

    passwords = environment.own_secrets()["passwords"]
    bootstrap(postgres.url(), servers.DATABASE_NAME, passwords)


def start_site(supervisor):
    """Workers and beat, then the web; the web is waited for."""
    system = environment_of("system")
    queues = ("--queues", "default,imports", "--concurrency", "2", "--hostname", "worker@%h")
    supervisor.start("worker", [*GENTLY, *python(*CELERY, "worker", *queues, *QUIET_WORKER)],
                     **environment_of("web"))  # fmt: skip
    queues = ("--queues", "system", "--concurrency", "1", "--hostname", "system@%h")
    supervisor.start("system", [*GENTLY, *python(*CELERY, "worker", *queues, *QUIET_WORKER)],
                     **system)  # fmt: skip
    beat = ("beat", "--loglevel", "warning", "--pidfile=")
    supervisor.start("beat", python(*CELERY, *beat), **system)
    supervisor.start("web", gunicorn(), **environment_of("web"))
    supervisor.wait_until(web_answers)


def python(*words):
    """A command line of this Python."""
    return [sys.executable, *words]


def gunicorn():
    """As in production; a start of the house ends sooner."""
    host = environment.host()
    address = f"{f'[{host}]' if ':' in host else host}:{environment.port()}"
    return python(
        "-m", "gunicorn", "dalian_training.wsgi", "--config", "deploy/gunicorn.py",
        "--bind", address, "--graceful-timeout", "8",
    )  # fmt: skip


def environment_of(process):
    """Subprocess arguments of a process that logs in as the web or as the system worker."""
    variables = {**os.environ, "PROCESS": process, "PYTHONUNBUFFERED": "1"}
    return {"env": variables, "cwd": ROOT}


def web_answers():
    """Whether somebody listens on our port (we checked before that nobody else did)."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(environment.host(), environment.host())
    try:
        with socket.create_connection((host, environment.port()), timeout=1):
            return True
    except OSError:
        return False


def url():
    """Where a browser on this machine finds the site."""
    host = environment.host()
    local = {"127.0.0.1", "0.0.0.0", "::", "::1"}
    return f"http://{'localhost' if host in local else host}:{environment.port()}/"


if __name__ == "__main__":
    main()
