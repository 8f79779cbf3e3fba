"""A database of its own for a benchmark, on the servers of the test suite, with the real login."""

import os
import sys
from contextlib import contextmanager, suppress
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dalian_training.settings_test")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg2 import connect, sql

from core.tenancy.roles import bootstrap
from dalian_training.embedded import Postgres
from dalian_training.embedded.keeper import use
from dalian_training.environment import own_secrets


@contextmanager
def fresh_database(name):
    """All tables and reference rows in a new database; web-like connections as `app_login`."""
    servers, secrets = use(settings.VAR), own_secrets()["passwords"]
    superuser = Postgres(settings.VAR).url()
    drop(superuser, name)
    bootstrap(superuser, name, secrets, testing=True)
    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0)
    try:
        yield
    finally:
        connections.close_all()
        drop(superuser, name)
        servers.close()


@contextmanager
def real_login():
    """Inside, the default connection logs in as the web does."""
    default, secrets = connections["default"], own_secrets()["passwords"]
    before = {key: default.settings_dict[key] for key in ("USER", "PASSWORD")}
    default.close()
    default.settings_dict.update(USER="app_login", PASSWORD=secrets["app_login"])
    try:
        yield
    finally:
        default.close()
        default.settings_dict.update(before)


def drop(superuser, name):
    admin = connect(superuser)
    admin.autocommit = True
    with admin.cursor() as cursor:
        cursor.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )
    admin.close()


def peak_memory():
    """The most memory this process ever held since `forget_peak`, in megabytes."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) // 1024
    return 0


def forget_peak():
    Path("/proc/self/clear_refs").write_text("5")


def cpu_seconds(pid=None):
    """CPU time of this process, its children, and the database's process that serves it (`pid`).

    Other work on the machine stretches the clock more than this.
    """
    if pid is None:
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            pid = cursor.fetchone()[0]
    stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    database = (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")
    return database + sum(os.times()[:4])


def servers_cpu_seconds():
    """CPU time of this process and of the database's processes, those that ended included."""
    postmaster = str(Postgres(settings.VAR).pid())
    ticks = 0
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(FileNotFoundError, ProcessLookupError):
            stat = (folder / "stat").read_text().rpartition(")")[2].split()
            if folder.name == postmaster:
                ticks += sum(map(int, stat[11:15]))  # its own, and of those it has waited for
            elif stat[1] == postmaster:
                ticks += int(stat[11]) + int(stat[12])
    return ticks / os.sysconf("SC_CLK_TCK") + sum(os.times()[:4])
