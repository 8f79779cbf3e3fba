"""A demo city, made once for a module whose tests only look at it."""

import pytest
from django.db import connection, transaction

from core.tenancy.scope import OWNER, acting_as
from portal.demo.seed import seed
from tests.portal.cities import SIZE


@pytest.fixture(scope="module")
def city(django_db_setup, django_db_blocker):
    """What was made of each; full size in the proofs."""
    with django_db_blocker.unblock(), transaction.atomic(), acting_as(OWNER):
        made = seed(SIZE)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        yield made
        transaction.set_rollback(True)
