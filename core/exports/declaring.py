"""What can be exported: which rows, which columns, by whom."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model
from django.http import QueryDict

from core.refusals import Refused

ADMIN = "admin:"
CHOSEN = "chosen"  # the keys of single rows of a changelist, when not all that match are meant


@dataclass(frozen=True)
class Field:
    """One column; `name` is a path such as `programme__level`, its choices are shown in words.

    `convert` takes the stored value; `value` takes the whole row instead, which is slower.
    Identifiers are written as text, so that no program shortens them.
    """

    name: str
    label: str
    is_identifier: bool = False
    convert: Callable | None = None
    value: Callable | None = None


@dataclass(frozen=True)
class Export:
    """`rows(actor, given)` gives the queryset for the filters of a page (a QueryDict)."""

    name: str
    title: str
    model: type[Model]
    roles: frozenset
    fields: tuple[Field, ...]
    rows: Callable


_exports: dict[str, Export] = {}


def declare(name, *, title, model, roles, fields, filterset=None) -> Export:
    """Declare the export of a list: rows the actor sees, narrowed by the page's own FilterSet."""

    def rows(actor, given: QueryDict):
        seen = model.objects.visible_to(actor)
        return filtered(filterset, given, seen) if filterset else seen

    _exports[name] = Export(name, title, model, frozenset(roles), tuple(fields), rows)
    return _exports[name]


def filtered(filterset, given, queryset):
    """The rows a FilterSet leaves; a filter it does not understand must not mean all rows."""
    chosen = filterset(given, queryset=queryset)
    if not chosen.is_valid():
        raise Refused("export_filter_invalid")
    return chosen.qs


def export_of(name) -> Export:
    """The export of this name; raises KeyError. `admin:<app>.<model>` is a changelist's."""
    if name.startswith(ADMIN):
        from core.exports.changelists import changelist_export

        return changelist_export(name.removeprefix(ADMIN))
    if name not in _exports:
        raise KeyError(f"no export is called {name}: exports.declare it in an app's exports.py")
    return _exports[name]
