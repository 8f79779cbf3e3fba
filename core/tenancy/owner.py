"""Work of the owner of the tables: reference and demo data, never in a web process."""

from contextlib import contextmanager

from django.db import connections

from core.tenancy.scope import OWNER, acting_as


@contextmanager
def as_owner():
    """Inside, the default alias speaks over the owner's login; stamped with nothing.

    A command may do this; a web process has no owner's password to do it with.
    """
    default, owner = connections["default"], connections["owner"]
    if owner.settings_dict["USER"] == default.settings_dict["USER"]:
        with acting_as(OWNER):  # the tests' login, which may become the owner
            yield
        return
    connections["default"] = owner
    try:
        yield
    finally:
        connections["default"] = default
