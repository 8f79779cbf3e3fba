"""Objects from the rows of a statement that is run again and again.

Django looks up with every query what its columns become, and goes through every field of a model
for every object: a tenth of the time an enrolment took in Python. Here that is done once for each
statement, and an object is what `Model.from_db` makes of the same values.
"""

from collections.abc import Callable

from django.db.models import Model
from django.db.models.base import ModelState
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    QuerySet,
    ValuesListIterable,
)
from django.db.models.signals import post_init, pre_init


class Making:
    """Makes objects of a model from the values of some of its fields.

    A column that is not among them is fetched when it is asked for.
    """

    def __init__(self, model: type[Model], fields: list):
        if has_own_way(model):
            raise TypeError(f"{model.__name__} has a way of its own to be made")
        self.model, self.names = model, [field.attname for field in fields]

    def of(self, values: list, alias: str) -> Model:
        """One object, read from the database `alias`."""
        made = self.model.__new__(self.model)
        made.__dict__.update(zip(self.names, values, strict=True))
        made._state = ModelState()
        made._state.adding, made._state.db = False, alias
        return made


def has_own_way(model: type[Model]) -> bool:
    """Whether more happens when an object is made than that its values are kept."""
    is_plain = model.__init__ is Model.__init__ and model.from_db.__func__ is Model.from_db.__func__
    return not is_plain or any(signal.has_listeners(model) for signal in (pre_init, post_init))


class Part:
    """One object in a row of a queryset, with those that `select_related` joins to it."""

    def __init__(self, info: dict, select: list):
        self.places = info["select_fields"]
        fields = [select[place][0].target for place in self.places]
        self.key = next(p for p, f in zip(self.places, fields, strict=True) if f.primary_key)
        self.making = Making(info["model"], fields)
        self.joined = [
            (Part(other, select), other["local_setter"], other["remote_setter"])
            for other in info.get("related_klass_infos", ())
        ]

    def of(self, row: list, alias: str) -> Model | None:
        """None where the row joins nothing."""
        if row[self.key] is None:
            return None
        made = self.making.of([row[place] for place in self.places], alias)
        for part, set_joined, set_back in self.joined:
            other = part.of(row, alias)
            set_joined(made, other)
            if other is not None:
                set_back(other, made)
        return made


def reading_of(queryset: QuerySet, compiler) -> Callable[[list], object]:
    """What a row of the queryset's SQL becomes: an object, a tuple, or the one value of it."""
    kind = queryset._iterable_class
    if kind is FlatValuesListIterable:
        return lambda row: row[0]
    if kind is ValuesListIterable:
        return tuple
    if kind is not ModelIterable:
        raise TypeError(f"{kind.__name__} is not known here")
    whole, alias = Part(compiler.klass_info, compiler.select), compiler.connection.alias
    annotations = list(compiler.annotation_col_map.items())

    def read(row):
        made = whole.of(row, alias)
        for name, place in annotations:
            setattr(made, name, row[place])
        return made

    return read
