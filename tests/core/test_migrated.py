"""A database that was made by other migrations is refused at its start, by name."""

import json

import pytest
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from core.migrated import note, refuse_changed


@pytest.fixture
def kept(owner):
    """Change what the database keeps; afterwards nothing of it stays."""

    def keep(words: str | None):
        with connection.cursor() as cursor:
            cursor.execute("COMMENT ON TABLE django_migrations IS %s", [words])

    note(using=connection.alias)
    return keep


def comment() -> dict:
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description('django_migrations'::regclass, 'pg_class')")
        return json.loads(cursor.fetchone()[0])


def refusal() -> str:
    with pytest.raises(CommandError) as refused:
        refuse_changed(connection, MigrationLoader(connection))
    return str(refused.value)


def test_a_database_of_these_migrations_is_accepted(kept):
    refuse_changed(connection, MigrationLoader(connection))


def test_a_migration_that_changed_is_named(kept):
    kept(json.dumps(comment() | {"core.0001_initial": "another text"}))
    assert "earlier state of the project: core.0001_initial changed since" in refusal()


def test_a_database_that_keeps_nothing_was_made_before(kept):
    kept(None)
    assert "core.0001_initial, " in refusal()


def test_migrations_of_libraries_are_not_asked(kept):
    assert not any(name.startswith(("auth.", "sessions.")) for name in comment())
