"""Reads of every request: the ORM builds their SQL once, afterwards only the values change.

Building the SQL of a query takes Django about a millisecond, several times what the database takes
to answer it. A read that is prepared stays an ordinary queryset, with its scope, joins and names;
its SQL is kept by the connection that runs it, and its plan by the server (decision 48).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import update_wrapper
from itertools import count

from django.core.exceptions import EmptyResultSet
from django.db import transaction
from django.db.models import QuerySet, Value
from psycopg2.extensions import AsIs

from core.access import Actor

NUMBERS = count(1)  # no two statements of a process have one name
OF_AN_ACTOR = ("user_id", "organization_id", "district_id")


class Prepared:
    """Decorates a function that gives a queryset: `rows` and `first` take what it takes.

    That is, in order, an `Actor` or plain values that columns are compared with; a queryset that
    depends on a value in another way, or on None, cannot be prepared. There is one statement for
    each role of the actors.
    """

    def __init__(self, build: Callable[..., QuerySet]):
        update_wrapper(self, build)
        self.build = build

    def rows(self, *given) -> list:
        connection = transaction.get_connection()
        connection.ensure_connection()  # a new one knows no statement
        kept = connection.prepared
        key = (self, *(one.role for one in given if isinstance(one, Actor)))
        if key not in kept:
            queryset = self.build(*(places(n, one) for n, one in enumerate(given)))
            kept[key] = Statement(queryset, self.__name__)
        return kept[key].rows(given)

    def first(self, *given):
        """The first row, or None."""
        return next(iter(self.rows(*given)), None)


@dataclass(frozen=True)
class Place:
    """Stands among the parameters for a value that is read from what is given."""

    read: Callable


def places(number: int, one):
    """What is given, with places for its values."""
    if isinstance(one, Actor):
        return replace(one, **{name: place_of(number, name) for name in OF_AN_ACTOR})
    return Value(Place(lambda given: given[number]))


def place_of(number: int, name: str) -> Value:
    return Value(Place(lambda given: getattr(given[number], name)))


class Statement:
    """A queryset with its SQL, for one connection.

    Django makes a new compiler for every query; here one is kept, which gives the SQL (`as_sql`)
    and the way back from the database (`get_converters`) it built at first.
    """

    def __init__(self, queryset: QuerySet, name: str):
        self.queryset, self.name = queryset, name
        connection = transaction.get_connection()
        compiler = queryset.query.get_compiler(connection=connection)
        try:
            self.sql, self.params = compiler.as_sql()
        except EmptyResultSet:  # the role sees none of it
            self.sql, self.params = "", ()
        self.values = [param for param in self.params if isinstance(param, Place)]
        # Behind a pooler the next transaction may be another server's.
        self.may_plan = (
            bool(self.sql) and not connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"]
        )
        self.execution = ""  # how to run what the server has planned
        converters = compiler.get_converters([column for column, *_ in compiler.select])
        compiler.as_sql = lambda: self.asked
        compiler.get_converters = lambda _fields: converters
        queryset.query.get_compiler = lambda *_, **__: compiler

    def rows(self, given: tuple) -> list:
        """Ask; from the second time on the server uses the plan it has made."""
        if not self.may_plan:
            return self.ask(self.sql, self.params, given)
        # one that fails is planned again, under another name
        execution, self.execution = self.execution, ""
        text, execution = (execution, execution) if execution else self.planning()
        found = self.ask(text, self.values, given)
        self.execution = execution
        return found

    def ask(self, text: str, params: list, given: tuple) -> list:
        self.asked = text, [p.read(given) if isinstance(p, Place) else p for p in params]
        return list(self.queryset.all())

    def planning(self) -> tuple[str, str]:
        """What makes the server plan the statement and run it, and what then runs it again."""
        name = f'"{self.name} {next(NUMBERS)}"'
        numbers = count(1)
        params = [AsIs(f"${next(numbers)}") if isinstance(p, Place) else p for p in self.params]
        with transaction.get_connection().connection.cursor() as cursor:
            body = cursor.mogrify(self.sql, params).decode().replace("%", "%%")
        marks = ", ".join(["%s"] * len(self.values))
        execution = f"EXECUTE {name}({marks})" if marks else f"EXECUTE {name}"
        return f"PREPARE {name} AS {body}; {execution}", execution
