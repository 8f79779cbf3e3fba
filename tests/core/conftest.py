"""Committed data for tests of several connections, and a database superuser."""

import pytest
from django.core.management import call_command
from psycopg2 import connect


@pytest.fixture
def refilled(django_db_setup, django_db_blocker):
    """What committed tests wipe is there for them, and again for whoever comes after them."""
    with django_db_blocker.unblock():
        call_command("load_reference", verbosity=0)
        yield
        call_command("load_reference", verbosity=0)


@pytest.fixture
def superuser(transactional_db, settings):
    """A cursor of the cluster's superuser: no policy, no grant and no trigger stops it."""
    from dalian_training.embedded import Postgres

    name = settings.DATABASES["default"]["NAME"]
    connection = connect(Postgres(settings.VAR).url(name=name))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield cursor
    connection.close()
