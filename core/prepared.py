"""Statements of every request: their SQL is built once, afterwards only the values change.

Building the SQL of a query takes Django about a millisecond, several times what the database takes
to answer it. A read that is prepared stays an ordinary queryset, with its scope, joins and names;
its SQL is kept by the connection that runs it, and its plan by the server (decision 48). `Planned`
does the same for SQL that is written by hand, `insert_if` for a new row.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, update_wrapper
from itertools import count

from django.core.exceptions import EmptyResultSet
from django.db import transaction
from django.db.models import QuerySet, Value
from psycopg2.extensions import AsIs

from core.access import Actor
from core.rows import Making, reading_of

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
        connection = living_connection()
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
    """The SQL of a queryset and what its rows become, for one connection."""

    def __init__(self, queryset: QuerySet, name: str):
        self.name = name
        self.connection = connection = transaction.get_connection()
        compiler = queryset.query.get_compiler(connection=connection)
        try:
            self.sql, self.params = compiler.as_sql()
        except EmptyResultSet:  # the role sees none of it
            self.sql, self.params = "", ()
            return
        self.values = [param for param in self.params if isinstance(param, Place)]
        self.may_plan = may_plan(connection)
        self.execution = ""  # how to run what the server has planned
        converters = compiler.get_converters([column for column, *_ in compiler.select])
        self.converters = [(place, *found) for place, found in converters.items()]
        self.read = reading_of(queryset, compiler)

    def rows(self, given: tuple) -> list:
        """Ask; from the second time on the server uses the plan it has made."""
        if not self.sql:
            return []
        if not self.may_plan:
            return self.ask(self.sql, self.params, given)
        # one that fails is planned again, under another name
        execution, self.execution = self.execution, ""
        text, execution = (execution, execution) if execution else self.planning()
        found = self.ask(text, self.values, given)
        self.execution = execution
        return found

    def ask(self, text: str, params: list, given: tuple) -> list:
        values = [p.read(given) if isinstance(p, Place) else p for p in params]
        with self.connection.cursor() as cursor:
            cursor.execute(text, values)
            rows = list(map(list, cursor.fetchall()))
        for place, converters, expression in self.converters:
            for convert in converters:
                for row in rows:
                    row[place] = convert(row[place], expression, self.connection)
        return list(map(self.read, rows))

    def planning(self) -> tuple[str, str]:
        """What makes the server plan the statement and run it, and what then runs it again."""
        name = f'"{self.name} {next(NUMBERS)}"'
        numbers = count(1)
        params = [AsIs(f"${next(numbers)}") if isinstance(p, Place) else p for p in self.params]
        with self.connection.connection.cursor() as cursor:
            body = cursor.mogrify(self.sql, params).decode().replace("%", "%%")
        execution = execution_of(name, len(self.values))
        return f"PREPARE {name} AS {body}; {execution}", execution


def living_connection():
    """The connection the next statement takes: one that was lost is noticed now.

    A new one knows no statement, and its cursor would come too late to say so.
    """
    connection = transaction.get_connection()
    if not connection.in_atomic_block:  # else it was looked at when the transaction began
        connection.close_if_health_check_failed()
        connection.ensure_connection()
    return connection


def may_plan(connection) -> bool:
    """Behind a pooler the next transaction may be another server's."""
    return not connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"]


def execution_of(name: str, values: int) -> str:
    marks = ", ".join(["%s"] * values)
    return f"EXECUTE {name}({marks})" if marks else f"EXECUTE {name}"


class Planned:
    """SQL of one statement with %s for its values, each of a type the statement tells (a cast).

    `text()` is what to run with the values in its place: the execution of the plan that the server
    has made for this connection, or the SQL itself where no plan can be kept.
    """

    def __init__(self, name: str, sql: str):
        self.name, self.sql = name, sql

    def text(self) -> str:
        connection = living_connection()
        if not may_plan(connection):
            return self.sql
        if self not in connection.prepared:
            connection.prepared[self] = self.plan(connection)
        return connection.prepared[self]

    def plan(self, connection) -> str:
        """Have it planned; what may be sent later must be known to the server by then."""
        name = f'"{self.name} {next(NUMBERS)}"'
        values = self.sql.count("%s")
        body = self.sql % tuple(f"${n + 1}" for n in range(values))
        with connection.cursor() as cursor:
            cursor.execute(f"PREPARE {name} AS {body}")
        return execution_of(name, values)

    def objects(self, model, values: list) -> list:
        """The rows as objects of `model`, like `raw()`; a column that is no field is an attribute.

        `raw()` looks for the fields anew each time, which takes as long as the database.
        """
        text = self.text()  # before the cursor: a connection that was lost is made anew here
        connection = transaction.get_connection()
        with connection.cursor() as cursor:
            cursor.execute(text, values)
            columns = columns_of(model, tuple(column.name for column in cursor.description))
            return [read(columns, row, connection) for row in cursor.fetchall()]


@cache
def columns_of(model, names: tuple[str, ...]) -> tuple[Making, list, list]:
    """(place, field) of the columns that are fields, and what makes an object of them.

    Then (place, name) of the others.
    """
    fields = {field.column: field for field in model._meta.concrete_fields}
    own = [(place, fields[name]) for place, name in enumerate(names) if name in fields]
    more = [(place, name) for place, name in enumerate(names) if name not in fields]
    return Making(model, [field for _place, field in own]), own, more


def read(columns: tuple[Making, list, list], row: tuple, connection):
    """One object from a row of the database."""
    making, own, more = columns
    values = [value_of(field, row[place], connection) for place, field in own]
    made = making.of(values, connection.alias)
    made.__dict__.update((name, row[place]) for place, name in more)
    return made


def value_of(field, stored, connection):
    """What the field makes of a stored value."""
    for convert in field.get_db_converters(connection):
        stored = convert(stored, field.cached_col, connection)
    return stored


def insert_if(condition: str, given: list, obj) -> bool:
    """`obj.save()` of a new row, by a planned statement that first asks `condition` of the values.

    The key is the database's own; signals of the model are not sent. Returns whether the condition
    held and the row is written. Raises what `save` raises.
    """
    fields, statement = insert_of(type(obj), condition)
    connection = transaction.get_connection()
    values = [stored_of(field, obj, connection) for field in fields]
    text = statement.text()  # before the cursor: a connection that was lost is made anew here
    with connection.cursor() as cursor:
        cursor.execute(text, [*given, *values])
        row = cursor.fetchone()
    if row is None:
        return False
    obj.pk, obj._state.adding, obj._state.db = row[0], False, connection.alias
    return True


def stored_of(field, obj, connection):
    """What a field of a new row is stored as."""
    value = field.pre_save(obj, add=True)
    return value if value is None else field.get_db_prep_save(value, connection)


@cache
def insert_of(model, condition: str) -> tuple[list, Planned]:
    """The columns an INSERT of the model fills, in order, and the statement."""
    meta = model._meta
    fields = [f for f in meta.local_concrete_fields if not (f.generated or f.primary_key)]
    names = ", ".join(f'"{field.column}"' for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    return fields, Planned(
        f"insert {meta.db_table}",
        f"WITH asked AS MATERIALIZED (SELECT {condition} AS holds)"  # noqa: S608 - our own words
        f' INSERT INTO "{meta.db_table}" ({names}) SELECT {marks} FROM asked WHERE holds'
        f' RETURNING "{meta.pk.column}"',
    )
