"""The product with the story of the walks laid out; each of them begins with it again.

Starting the product takes longer than most walks, so they share one.
"""

import time

from psycopg2.errors import DeadlockDetected
from redis import Redis

from core.tenancy.roles import superuser_cursor
from dalian_training.embedded import Postgres, Valkey
from dalian_training.servers import DATABASE_NAME
from tests.e2e.walk import lay_out_story
from tests.reference_rows import keep, statements_to_put_back

CACHE = 1  # the number of the cache's database


class Beginning:
    """`Beginning(product)` lays the story out, begins on `today`, and keeps every row."""

    def __init__(self, product):
        self.product, self.today = product, lay_out_story(product)
        with self.cursor() as cursor:
            keep(cursor)
            self.statements = statements_to_put_back(cursor, beside_others=True)

    def cursor(self):
        return superuser_cursor(Postgres(self.product.var).url(), DATABASE_NAME)

    def again(self):
        """Put the rows back, although workers are at work, and forget what was cached."""
        with self.cursor() as cursor:
            while not is_done(cursor, self.statements):
                time.sleep(0.1)
        Redis.from_url(Valkey(self.product.var).url(CACHE)).flushdb()


def is_done(cursor, statements) -> bool:
    """False where a worker held what we waited for, and waited for what we held."""
    try:
        cursor.execute(statements)
    except DeadlockDetected:
        cursor.execute("ROLLBACK")
        return False
    return True
