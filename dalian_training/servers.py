"""Where the database and Redis are: named by the environment, else our own of VAR."""

from urllib.parse import unquote, urlsplit

from dalian_training.embedded import Postgres, Valkey
from dalian_training.environment import Misconfigured, own_secrets, text, var

DATABASE_NAME = "dalian_training"


def is_embedded(name):
    """Whether the server behind `DATABASE_URL` or `REDIS_URL` is our own."""
    return not text(name)


def login_connection(process):
    """The connection of the web and its workers, or of the system worker and beat."""
    if process == "system":
        return {**_connection("DATABASE_SYSTEM_URL", "app_system"), "FIXED_ROLE": "none"}
    return _connection("DATABASE_URL", "app_login")


def owner_connection():
    """The connection that may change tables; without DATABASE_OWNER_URL it only says so."""
    if not is_embedded("DATABASE_URL") and is_embedded("DATABASE_OWNER_URL"):
        name = "DATABASE_URL"  # a web host may lack the owner's password; `migrate` would refuse
    else:
        name = "DATABASE_OWNER_URL"
    short = {"STAMPED": False, "ATOMIC_REQUESTS": False, "CONN_MAX_AGE": 0}
    return {**_connection(name, "app_owner"), **short, "TEST": {"MIRROR": "default"}}


def system_parameters():
    """How the system worker logs in; empty on a host that is not told."""
    if not is_embedded("DATABASE_URL") and is_embedded("DATABASE_SYSTEM_URL"):
        return {"PASSWORD": ""}
    return database("DATABASE_SYSTEM_URL", "app_system")


def replica_connections(process):
    """The alias `replica` for heavy reads of the system worker, where its URL is given.

    Its own rights, as on the primary; nobody else reads there.
    """
    if process != "system" or is_embedded("DATABASE_REPLICA_URL"):
        return {}
    made = _connection("DATABASE_REPLICA_URL", "app_system")
    return {"replica": {**made, "FIXED_ROLE": "none", "ATOMIC_REQUESTS": False}}


def _connection(name, login):
    return {
        "ENGINE": "core.tenancy.backend",
        **database(name, login),
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": text("PGBOUNCER") == "1",
        "OPTIONS": {"connect_timeout": 10},
    }


def database(name, login):
    """Connection parameters from the variable `name`, else of `login` on our own server."""
    given = text(name)
    if given:
        return _parse_database(name, given)
    if not is_embedded("DATABASE_URL"):
        raise Misconfigured(f"{name} is missing: DATABASE_URL is set, so {login} needs its own URL")
    password = own_secrets()["passwords"][login]
    return {
        "NAME": DATABASE_NAME, "USER": login, "PASSWORD": password,
        "HOST": str(Postgres(var()).sockets), "PORT": "",
    }  # fmt: skip


def _parse_database(name, value):
    parts = urlsplit(value)
    try:
        port_number = parts.port
    except ValueError:
        port_number = -1
    complete = parts.hostname and parts.username and parts.path.strip("/")
    if parts.scheme not in {"postgres", "postgresql"} or not complete or port_number == -1:
        raise Misconfigured(f"{name} is not of the form postgres://user:password@host:port/name")
    return {
        "NAME": unquote(parts.path.strip("/")), "USER": unquote(parts.username),
        "PASSWORD": unquote(parts.password or ""), "HOST": unquote(parts.hostname),
        "PORT": str(port_number or ""),
    }  # fmt: skip


def redis_url(database_number=0):
    """URL of Redis as the cache wants it: `redis://`, `rediss://` or `unix://`."""
    given = text("REDIS_URL")
    if not given:
        return Valkey(var()).url(database_number)
    if urlsplit(given).scheme not in {"redis", "rediss", "unix"}:
        raise Misconfigured("REDIS_URL is not of the form redis://host:6379/0 or unix:///socket")
    return given


def broker_url(database_number=0):
    """The same URL as Celery wants it: a socket is `redis+socket://`."""
    url = redis_url(database_number)
    return url.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
