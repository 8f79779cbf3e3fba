"""What operators ask: does the process live, is it ready.

Neither view begins a transaction: without the database it is the answer that counts.
"""

from functools import cache as once

from celery import current_app
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import Error, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse
from django.utils import timezone
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from core.tenancy.scope import AUTH, acting_as

TEXT = "text/plain; charset=utf-8"


@transaction.non_atomic_requests
@login_not_required
def healthz(request):
    """The process is alive."""
    return HttpResponse("ok\n", content_type=TEXT)


@transaction.non_atomic_requests
@login_not_required
def readyz(request):
    """Database, its migrations, cache and broker answer; 503 names what does not."""
    missing = [name for name, is_ready in PARTS.items() if not is_ready()]
    text = f"not ready: {', '.join(missing)}\n" if missing else "ready\n"
    return HttpResponse(text, status=503 if missing else 200, content_type=TEXT)


def database_answers() -> bool:
    """Whether it answers a question: a kept connection may be dead."""
    try:
        with acting_as(AUTH), connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def is_migrated() -> bool:
    """Whether every migration of this code has run; asked anew until it has."""
    try:
        with acting_as(AUTH):  # who may read which migrations ran
            return knows_all_migrations()
    except (Error, Behind):
        return False


class Behind(Exception):
    """The database lacks a migration."""


@once
def knows_all_migrations() -> bool:
    """True, kept for the life of the process. Raises Behind, django.db.Error."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Behind
    return True


def cache_answers() -> bool:
    try:
        cache.set("readyz", timezone.now().isoformat(), 10)
        return cache.get("readyz") is not None
    except (OSError, RedisError):
        return False


def broker_answers() -> bool:
    try:
        with current_app.connection_for_write(connect_timeout=2) as broker:
            broker.ensure_connection(max_retries=1, interval_start=0)
    except (OSError, RedisError, OperationalError):
        return False
    return True


PARTS = {
    "database": database_answers,
    "migrations": is_migrated,
    "cache": cache_answers,
    "broker": broker_answers,
}
