"""What can be imported: which columns, by whom, and who stores the rows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from core.spreadsheets import Limits, Sheet


@dataclass(frozen=True)
class Import:
    """One kind of file.

    `sheet(actor)` gives the declared columns, so that choices can be what the actor may see.
    `enter(rows, *, actor)` takes the values of all rows as dicts by column key and stores them; it
    is one service in the job's last step and returns how many. `leads_to` names the page where the
    reader goes on.

    For files of very many rows `keep(values)` makes of the rows of a batch what is kept of each: a
    tuple of text and None, without a personal number in clear, because it waits on the disk of the
    worker. `enter` then gets these tuples, one after the other, and `limits` may be wider.
    """

    name: str
    title: str
    sheet: Callable[..., Sheet]
    roles: frozenset
    enter: Callable
    leads_to: str
    keep: Callable[[list[dict]], Iterable[tuple]] | None = None
    limits: Limits = field(default_factory=Limits)


_imports: dict[str, Import] = {}


def declare(name, *, title, sheet, roles, enter, leads_to, **more) -> Import:
    """Declare an import; the app's `imports.py` is loaded by name, in web and worker."""
    _imports[name] = Import(name, title, sheet, frozenset(roles), enter, leads_to, **more)
    return _imports[name]


def import_of(name) -> Import:
    """The import of this name; raises KeyError."""
    if name not in _imports:
        raise KeyError(f"no import is called {name}: imports.declare it in an app's imports.py")
    return _imports[name]
