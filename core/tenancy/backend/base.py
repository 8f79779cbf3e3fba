"""PostgreSQL with the scope stamped on every transaction, at no round trip of its own.

Middleware cannot do it: with ATOMIC_REQUESTS Django opens the transaction after the middleware.
The driver would begin a transaction, and we would stamp it, in a round trip each; so the driver is
left in autocommit, and what a transaction has to say for itself (BEGIN, the stamp, savepoints)
waits for the next statement and goes out with it (decision 46), and so do statements that answer
nothing (`send_later`). The methods overridden here are private to Django; tests pin that they still
mark the outermost atomic() and its savepoints.
"""

from select import POLLIN, poll
from time import monotonic
from typing import NamedTuple

from django.db import transaction
from django.db.backends.postgresql import base
from django.db.backends.utils import debug_transaction
from psycopg2 import extensions

from core.tenancy import scope

FRESH = 1.0  # seconds after its last use in which a connection that is quiet is taken to be alive


def in_own_transaction(execute, sql, params, many, context):
    """A statement outside atomic() gets a stamped transaction of its own.

    Stamp and statement are one message, which the server makes a transaction by itself; what takes
    several messages is put between BEGIN and COMMIT.
    """
    connection = context["connection"]
    bare = connection.get_autocommit() and not connection.in_atomic_block
    if not (bare and connection.stamped):
        return execute(sql, params, many, context)
    if not many and context["cursor"].name is None:
        connection.stamp()
        found = execute(sql, params, many, context)
        connection.used_at = monotonic()
        return found
    with transaction.atomic(using=connection.alias):
        return execute(sql, params, many, context)


def cursor_of(waiting):
    """The class of a connection's cursors: a statement takes along the words that wait for it."""

    class Cursor(extensions.cursor):
        def execute(self, query, vars=None):  # noqa: A002 - the driver's name
            words = waiting.take()
            if words and self.name is None:
                return super().execute(words + self.mogrify(query, vars))
            self._say(words)  # the statement of a named cursor becomes part of another one
            return super().execute(query, vars)

        def copy_expert(self, *args, **kwargs):
            """Rows cannot follow several statements."""
            self._say(waiting.take())
            return super().copy_expert(*args, **kwargs)

        def executemany(self, *args, **kwargs):
            """The driver does not come by `execute`."""
            self._say(waiting.take())
            return super().executemany(*args, **kwargs)

        def _say(self, words):
            if words:
                extensions.cursor(self.connection).execute(words)

    return Cursor


class Word(NamedTuple):
    """A statement that waits; one that `is_work` changes something and may not be left out."""

    text: bytes
    is_stamp: bool = False
    is_work: bool = False


class Waiting:
    """What the open transaction has not told the server yet, in order."""

    def __init__(self):
        self.words: list[Word] = []

    def add(self, text: str) -> None:
        self.words.append(Word(text.encode()))

    def add_stamp(self, text: str) -> None:
        """The last of several stamps counts, unless something lies between them."""
        if self.words and self.words[-1].is_stamp:
            self.words.pop()
        self.words.append(Word(text.encode(), is_stamp=True))

    def add_work(self, text: bytes) -> None:
        self.words.append(Word(text, is_work=True))

    def has_work(self, since=0) -> bool:
        return any(word.is_work for word in self.words[since:])

    def take(self) -> bytes:
        """All of them as one text, to be sent now; empty where nothing waits."""
        words, self.words = self.words, []
        return b"".join(word.text + b"; " for word in words)

    def place_of(self, text: str) -> int | None:
        """Where this word waits."""
        word = Word(text.encode())
        return self.words.index(word) if word in self.words else None


class DatabaseWrapper(base.DatabaseWrapper):
    used_at = -FRESH  # by the monotonic clock

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.stamped = self.settings_dict.get("STAMPED", True)
        if self.stamped:
            scope.carry(self)
        self.transactions = 0  # how many were begun: tells one from the next
        self.waiting = Waiting()
        self.prepared = {}  # statements of `core.prepared`, as this server knows them
        self.execute_wrappers.append(in_own_transaction)

    def get_new_connection(self, conn_params):
        """What one connection was not told before it was lost is nothing to the next."""
        self.waiting.take()
        self.prepared.clear()
        made = super().get_new_connection(conn_params)
        made.cursor_factory = cursor_of(self.waiting)
        return made

    def close_if_health_check_failed(self):
        """A connection that has just been used is not asked: that costs a round trip."""
        if self.health_check_done:
            return
        if monotonic() - self.used_at < FRESH and self._is_quiet():
            self.health_check_done = True
        super().close_if_health_check_failed()

    def _is_quiet(self):
        """Whether nothing waits to be read: a server that ended the connection has said so."""
        if self.connection is None or self.connection.closed:
            return False
        waiting = poll()
        waiting.register(self.connection, POLLIN)
        return not waiting.poll(0)

    def stamp(self):
        """Role and ids for the transaction that is open, from its next statement on."""
        self.waiting.add_stamp(scope.stamp(self.settings_dict.get("FIXED_ROLE")))

    def send_later(self, query, params):
        """Run a statement that answers nothing with the next one, or with the COMMIT.

        What is wrong with it is raised there, and takes the transaction along.
        """
        if not self.in_atomic_block:
            with self.cursor() as cursor:
                cursor.execute(query, params)
            return
        self.validate_no_broken_transaction()
        with self.wrap_database_errors, self.connection.cursor() as cursor:
            self.waiting.add_work(cursor.mogrify(query, params))

    def _set_autocommit(self, autocommit):
        """Django has ended a transaction before it asks for autocommit again."""
        if not self.connection.autocommit:  # a connection that has just been made
            super()._set_autocommit(autocommit=True)
        self.waiting.take()
        if autocommit:
            return
        self.transactions += 1
        self.waiting.add("BEGIN")
        if self.stamped:
            self.stamp()

    def _commit(self):
        self._end("COMMIT")

    def _rollback(self):
        self._end("ROLLBACK")

    def _end(self, word):
        """Nothing is said where the server has begun nothing and nothing is to be done."""
        has_work = word == "COMMIT" and self.waiting.has_work()
        words = self.waiting.take()
        if self.connection is None or not (has_work or self._has_begun()):
            return
        with debug_transaction(self, word):
            self._say((words if has_work else b"") + word.encode())
        self.used_at = monotonic()

    def _has_begun(self):
        return self.connection.info.transaction_status != extensions.TRANSACTION_STATUS_IDLE

    def _say(self, words: bytes):
        """Send words of the transaction now, past Django's cursors and their wrappers."""
        with self.wrap_database_errors, self.connection.cursor() as cursor:
            cursor.execute(words)

    def _savepoint(self, sid):
        self.waiting.add(self.ops.savepoint_create_sql(sid))

    def _savepoint_commit(self, sid):
        """A savepoint that nothing has followed is as if it had never been."""
        place = self.waiting.place_of(self.ops.savepoint_create_sql(sid))
        if place is None or self.waiting.has_work(since=place):
            self.waiting.add(self.ops.savepoint_commit_sql(sid))
        else:
            del self.waiting.words[place:]

    def _savepoint_rollback(self, sid):
        """Django goes on to release the savepoint, or comes back to it."""
        place = self.waiting.place_of(self.ops.savepoint_create_sql(sid))
        if place is None:
            self.waiting.take()  # all of it came after the savepoint
            self._say(self.ops.savepoint_rollback_sql(sid).encode())
        else:
            del self.waiting.words[place + 1 :]
