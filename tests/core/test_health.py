"""The two questions of operators."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from django.db import connection

from core import health


@pytest.fixture(autouse=True)
def asked_anew():
    health.knows_all_migrations.cache_clear()


def test_a_living_process_says_so_without_signing_in(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_a_ready_site_says_so(client, db):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (200, b"ready\n")


def test_a_database_that_lacks_a_migration_is_named(client, db, monkeypatch):
    plan = health.MigrationExecutor.migration_plan
    monkeypatch.setattr(
        health.MigrationExecutor, "migration_plan", lambda self, targets: [*plan(self, targets), 1]
    )
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"not ready: migrations\n")


def test_a_connection_that_died_before_migrations_were_read_is_no_fault(client, db):
    def ask():
        connection.ensure_connection()
        connection.connection.close()
        try:
            answer = client.get("/readyz")
        finally:
            connection.close()
        return answer.status_code, answer.content

    with ThreadPoolExecutor(1) as own_connection:
        found = own_connection.submit(ask).result()
    assert found == (503, b"not ready: database, migrations\n")


def test_a_broker_and_a_cache_that_are_away_are_named(client, db, monkeypatch, settings):
    away = "unix:///nowhere/valkey.sock?db=1"
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": away}}
    cache.close()
    broker = "redis+socket:///nowhere/valkey.sock"
    monkeypatch.setattr(health.current_app.conf, "broker_write_url", broker)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"not ready: cache, broker\n")
