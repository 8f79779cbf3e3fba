"""Work of the owner of the tables: reference and demo data, never in a web process."""

from contextlib import contextmanager

from django.conf import settings
from django.db import connections

from core.tenancy.scope import OWNER, acting_as


@contextmanager
def as_owner():
    """Inside, the default alias speaks over the owner's login.

    A command may do this; a web process has no owner's password to do it with. In the tests the
    login may become the owner, so everything stays in the test's own transaction.
    """
    if settings.MODE == "test":
        with acting_as(OWNER):
            yield
        return
    default = connections["default"]
    connections["default"] = connections["owner"]
    try:
        yield
    finally:
        connections["default"] = default
