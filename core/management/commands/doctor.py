"""`manage.py doctor`: what is configured, what can be reached, what is missing; exit code 1 if any.

One line for each part; a part that is well says how, a part that is not says what to do.
"""

from urllib.parse import urlsplit

import redis
from django.conf import settings
from django.core.mail import get_connection
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor

from core.tenancy.roles import RUNTIME
from tools import browser, catalogues

FINDINGS = []


class Missing(Exception):
    """A part is not well; the message says what to do."""


def finding(name, *, is_needed=True):
    """Register a check: it returns how the part is, or raises Missing."""

    def register(check):
        FINDINGS.append((name, is_needed, check))
        return check

    return register


class Command(BaseCommand):
    help = "Say what is configured, reachable and missing."
    requires_system_checks = ()

    def handle(self, **options):
        is_well = True
        for name, is_needed, check in FINDINGS:
            try:
                mark, answer = "ok", check()
            except Missing as error:
                mark, answer = ("MISSING" if is_needed else "note"), error
                is_well = is_well and not is_needed
            self.stdout.write(f"{mark:<8} {name:<11} {answer}")
        if not is_well:
            raise SystemExit(1)


@finding("mode")
def mode():
    """The mode and what comes with it."""
    demo = f"{settings.DEMO_SIZE} demo on first use" if settings.DEMO_SIZE else "no demo data"
    return f"{settings.MODE}, {demo}, data in {settings.VAR}"


@finding("database")
def database():
    """The login, the roles it may become, the migrations."""
    connection = connections["default"]
    try:
        connection.ensure_connection()
        missing = missing_roles(connection.connection)
    except DatabaseError as error:
        raise Missing(f"{place(connection)}: {first_line(error)}") from None
    if missing:
        raise Missing(f"roles {', '.join(missing)}: run `manage.py bootstrap_roles`")
    return f"{place(connection)} with its roles"


@finding("owner")
def owner():
    """The owner's connection, which migrates."""
    connection = connections["owner"]
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        raise Missing(f"{place(connection)}: {first_line(error)}") from None
    if pending:
        raise Missing(f"{len(pending)} migrations are pending: run `manage.py migrate`")
    return f"{place(connection)}, all migrations applied"


@finding("system")
def system_login():
    """The login of the system worker and beat."""
    if not settings.SYSTEM_DATABASE["PASSWORD"]:
        raise Missing("DATABASE_SYSTEM_URL: the system worker and beat need it")
    return f"logs in as {settings.SYSTEM_DATABASE['USER']}"


@finding("redis")
def broker():
    """The broker and cache."""
    url = settings.CACHES["default"]["LOCATION"]
    try:
        version = redis.Redis.from_url(url, socket_connect_timeout=5).info()["redis_version"]
    except redis.RedisError as error:
        raise Missing(f"no answer: {first_line(error)}") from None
    return f"answers, protocol of Redis {version}"


@finding("fonts")
def fonts():
    """The fonts of the PDFs."""
    absent = [file.name for file in settings.FONT_FILES if not file.is_file()]
    if absent:
        raise Missing(f"{', '.join(absent)}: remove node_modules and run make again")
    return ", ".join(file.name for file in settings.FONT_FILES)


@finding("catalogues")
def message_catalogues():
    """The compiled translations."""
    stale = catalogues.stale()
    if stale:
        raise Missing(f"{len(stale)} are not compiled: run `python -m tools.catalogues`")
    return "compiled"


@finding("mail", is_needed=False)
def mail():
    """Where mail goes."""
    if not settings.HAS_MAIL_SERVER:
        raise Missing("no EMAIL_URL: mails are kept and shown at /outbox/")
    return f"{get_connection().__class__.__module__} to {settings.EMAIL_HOST}"


@finding("sms", is_needed=False)
def short_messages():
    """Where text messages go."""
    if settings.SMS_GATEWAY is None:
        raise Missing("no SMS_URL: text messages are kept and shown at /outbox/")
    return "gateway at {host}".format(**settings.SMS_GATEWAY)


@finding("lists", is_needed=False)
def reference_lists():
    """From where lists of other authorities are asked."""
    if not settings.LIST_SOURCES:
        raise Missing("no LIST_URL_…: lists of other authorities are loaded by file")
    found = settings.LIST_SOURCES.items()
    return ", ".join(f"{kind} from {urlsplit(source['url']).hostname}" for kind, source in found)


@finding("browser", is_needed=False)
def test_browser():
    """The browser of the tests."""
    path = browser.find()
    if path is None:
        raise Missing("none found: only `make test` needs one")
    return path if browser.shows_chinese() else f"{path}, but no Chinese font for pictures"


def missing_roles(connection):
    """The runtime roles that the login may not become."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles WHERE pg_has_role(oid, 'SET')")
        return sorted(set(RUNTIME) - {name for (name,) in cursor.fetchall()})


def place(connection):
    """A connection in words, without its password."""
    parameters = connection.settings_dict
    return f"{parameters['USER']} at {parameters['HOST'] or 'localhost'}/{parameters['NAME']}"


def first_line(error):
    """The first line of a driver's message."""
    return (str(error).strip() or error.__class__.__name__).splitlines()[0]
