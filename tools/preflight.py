"""What can be known to fail before anything is started; each with one line and exit code 1."""

import fcntl
import socket
import sys
import tempfile

import psycopg2
import redis

from dalian_training import environment, servers

DATABASES = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_SYSTEM_URL", "DATABASE_REPLICA_URL")
ANY_WRITE = 0o222


def check():
    """Run all checks; return the lock that says this VAR is in use (keep it open)."""
    port = environment.port()
    check_writable(environment.var())
    lock = take_lock(environment.var())
    check_port(environment.host(), port)
    check_fonts()
    check_databases()
    check_redis()
    from dalian_training import settings  # noqa: F401 - reading them checks all the others

    return lock


def refuse(message):
    """End with one line."""
    sys.exit(f"run: {message}")


def check_writable(var):
    """The data folder can be made and written to; a read-only one binds root, too."""
    try:
        var.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=var):
            writable = bool(var.stat().st_mode & ANY_WRITE)
    except OSError as error:
        refuse(f"VAR={var} cannot be written to: {error.strerror}")
    if not writable:
        refuse(f"VAR={var} cannot be written to: it is marked read-only")


def take_lock(var):
    """Only one `make run` for each data folder."""
    lock = (var / "run.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        refuse(f"VAR={var} is in use by another `make run`; name another folder: make run VAR=…")
    return lock


def check_port(host, port):
    """The address is free."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        why = error.strerror or error
        refuse(f"cannot listen on {host}:{port} ({why}); choose another: make run PORT=…")


def check_fonts():
    """The fonts of the PDFs are there."""
    for file in environment.FONT_FILES:
        if not (environment.BASE / file).is_file():
            refuse(f"the font {file} is missing; remove node_modules and run make again")


def check_databases():
    """Every database that is named answers and has our roles."""
    for name in DATABASES:
        if environment.text(name):
            problem = database_problem(servers.database(name, "its login"))
            if problem:
                refuse(f"{name}: {problem}")
    if not servers.is_embedded("DATABASE_URL"):
        for name in ("DATABASE_OWNER_URL", "DATABASE_SYSTEM_URL"):
            servers.database(name, "its login")  # says so when it is missing


def database_problem(parameters):
    """Why a database cannot be used, as one line; None if it can."""
    try:
        connection = psycopg2.connect(
            dbname=parameters["NAME"], user=parameters["USER"], password=parameters["PASSWORD"],
            host=parameters["HOST"], port=parameters["PORT"] or None, connect_timeout=5,
        )  # fmt: skip
    except psycopg2.Error as error:
        return f"cannot connect: {str(error).strip().splitlines()[0]}"
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = 'app_auth'")
        found = cursor.fetchone()
    connection.close()
    return None if found else "the roles are missing; run `manage.py bootstrap_roles` first"


def check_redis():
    """A Redis that is named answers."""
    if servers.is_embedded("REDIS_URL"):
        return
    try:
        redis.Redis.from_url(servers.redis_url(), socket_connect_timeout=5).ping()
    except redis.RedisError as error:
        refuse(f"REDIS_URL: cannot connect: {str(error).splitlines()[0]}")
