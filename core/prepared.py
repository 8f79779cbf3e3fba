"""Reads of every request: the ORM builds their SQL once, afterwards only the values change.

Building the SQL of a query takes Django about a millisecond, several times what the database takes
to answer it. A read that is prepared stays an ordinary queryset, with its scope, joins and names;
its SQL is kept by the connection that runs it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import update_wrapper

from django.core.exceptions import EmptyResultSet
from django.db import transaction
from django.db.models import QuerySet, Value

from core.access import Actor

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
        kept = transaction.get_connection().prepared
        key = (self, *(one.role for one in given if isinstance(one, Actor)))
        if key not in kept:
            kept[key] = Statement(self.build(*(places(n, one) for n, one in enumerate(given))))
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

    def __init__(self, queryset: QuerySet):
        self.queryset = queryset
        compiler = queryset.query.get_compiler(connection=transaction.get_connection())
        try:
            self.sql, self.params = compiler.as_sql()
        except EmptyResultSet:  # the role sees none of it
            self.sql, self.params = "", ()
        converters = compiler.get_converters([column for column, *_ in compiler.select])
        compiler.as_sql = lambda: (self.sql, self.filled)
        compiler.get_converters = lambda _fields: converters
        queryset.query.get_compiler = lambda *_, **__: compiler

    def rows(self, given: tuple) -> list:
        self.filled = [p.read(given) if isinstance(p, Place) else p for p in self.params]
        return list(self.queryset.all())
