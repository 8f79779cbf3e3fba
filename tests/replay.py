"""What a fixture lays out by the ORM, laid out by a function of the server the next time.

Most tests begin with the same world, and laying it out takes a third of a second. What was told to
the server the first time is kept there as a function, whose plans are made once, and what was made
as bytes; the sequences are set back, so that the rows come again under the same keys.
"""

import pickle
import re
from contextlib import contextmanager
from functools import wraps
from itertools import count
from typing import NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction

from core import clock
from core.tenancy.roles import superuser_cursor
from dalian_training.embedded import Postgres

LASTS = 60  # seconds: what was laid out "now" must not be of another time
NUMBERS = count(1)
RETURNING = re.compile(rb""" RETURNING [\w", .]+$""")
SEQUENCES = """
    SELECT sequencename, format(
        'SELECT setval(%L, %s, %L)', sequencename, coalesce(last_value, 1), last_value IS NOT NULL
    ) FROM pg_sequences
"""


def replayed(lay_out):
    """Lay out once for each minute, day and set of keys; then replay."""
    kept = {}

    @wraps(lay_out)
    def again():
        keys = settings.FIELD_KEYS, settings.LOOKUP_KEYS, settings.FIELD_CIPHER
        key = clock.today(), clock.now().timestamp() // LASTS, *keys
        if key not in kept:
            kept.clear()
            made, kept[key] = recorded(lay_out)
            return made
        return kept[key].play()

    return again


class Recording(NamedTuple):
    """The function that does again what the server was told, and what was made, as bytes."""

    function: str
    made: bytes

    def play(self):
        """Do it again; returns what was made."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {self.function}()")
        cache.clear()  # where keys come again, nothing may be remembered under them
        return pickle.loads(self.made)  # noqa: S301 - our own bytes


def recorded(lay_out) -> tuple[object, Recording]:
    """What was made, and how to make it again."""
    before = sequences()
    with transaction.atomic(), noted() as statements:
        made = lay_out()
    moved = [before[name] for name, value in sequences().items() if value != before.get(name)]
    return made, Recording(function_of([*moved, *statements]), pickle.dumps(made))


def function_of(statements: list[bytes]) -> str:
    """The name of a new function that does all of it, with the rights of whoever calls it."""
    name = f"played.n{next(NUMBERS)}"
    body = b"; ".join(map(answering_nothing, statements))
    database = connection.settings_dict["NAME"]
    with superuser_cursor(Postgres(settings.VAR).url(), database) as cursor:
        cursor.execute("CREATE SCHEMA IF NOT EXISTS played; GRANT USAGE ON SCHEMA played TO PUBLIC")
        head = f"CREATE FUNCTION {name}() RETURNS void LANGUAGE plpgsql AS $played$"
        cursor.execute(head.encode() + b" BEGIN " + body + b"; END $played$")
    return name


def answering_nothing(statement: bytes) -> bytes:
    """As a function says it that wants no answer."""
    if statement.startswith(b"SELECT"):
        return b"PERFORM" + statement.removeprefix(b"SELECT")
    return RETURNING.sub(b"", statement)


def sequences() -> dict[str, bytes]:
    """By name, the statement that sets each to where it stands."""
    with connection.cursor() as cursor:
        cursor.execute(SEQUENCES)
        return {name: statement.encode() for name, statement in cursor.fetchall()}


@contextmanager
def noted():
    """The statements sent meanwhile, in order, without reads and words of transactions.

    What writes is sent whole: the next connection knows no plans.
    """
    statements, driver, waiting = [], connection.connection, connection.waiting
    factory = driver.cursor_factory

    def note_works():
        statements.extend(word.text for word in waiting.words if word.is_work)

    class Noting(factory):
        def execute(self, query, vars=None):  # noqa: A002 - the driver's name
            note_works()
            told = self.mogrify(query, vars)
            if not told.startswith((b"SELECT", b"PREPARE", b"EXECUTE")):
                statements.append(told)
            return super().execute(query, vars)

    driver.cursor_factory = Noting
    kept = connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"]
    connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"] = True
    try:
        yield statements
        note_works()
    finally:
        driver.cursor_factory = factory
        connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"] = kept
