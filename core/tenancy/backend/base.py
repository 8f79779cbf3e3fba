"""PostgreSQL with the scope stamped on every transaction.

Middleware cannot do it: with ATOMIC_REQUESTS Django opens the transaction after the middleware.
`_set_autocommit` is private to Django; a test pins that it still marks the outermost atomic().
"""

from django.db import transaction
from django.db.backends.postgresql import base

from core.tenancy import scope


def in_own_transaction(execute, sql, params, many, context):
    """A statement outside atomic() gets a stamped transaction of its own."""
    connection = context["connection"]
    bare = connection.get_autocommit() and not connection.in_atomic_block
    if not (bare and connection.stamped):
        return execute(sql, params, many, context)
    with transaction.atomic(using=connection.alias):
        return execute(sql, params, many, context)


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.stamped = self.settings_dict.get("STAMPED", True)
        self.transactions = 0  # how many were begun: tells one from the next
        self.prepared = {}  # statements of `core.prepared`
        self.execute_wrappers.append(in_own_transaction)

    def stamp(self):
        """Set role and ids for the transaction that is open: one round trip."""
        params = scope.stamp_params(self.settings_dict.get("FIXED_ROLE"))
        with self.wrap_database_errors, self.connection.cursor() as cursor:
            cursor.execute(scope.STAMP_SQL, params)

    def _set_autocommit(self, autocommit):
        super()._set_autocommit(autocommit)
        if autocommit:
            return
        self.transactions += 1
        if self.stamped:
            self.stamp()
