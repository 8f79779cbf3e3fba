"""What can be imported: which columns, by whom, and who stores the rows."""

from collections.abc import Callable
from dataclasses import dataclass

from core.spreadsheets import Sheet


@dataclass(frozen=True)
class Import:
    """One kind of file.

    `sheet(actor)` gives the declared columns, so that choices can be what the actor may see.
    `enter(rows, *, actor)` takes the values of all rows as dicts by column key and stores them; it
    is one service in the job's last step and returns how many. `leads_to` names the page where the
    reader goes on.
    """

    name: str
    title: str
    sheet: Callable[..., Sheet]
    roles: frozenset
    enter: Callable
    leads_to: str


_imports: dict[str, Import] = {}


def declare(name, *, title, sheet, roles, enter, leads_to) -> Import:
    """Declare an import; the app's `imports.py` is loaded by name, in web and worker."""
    _imports[name] = Import(name, title, sheet, frozenset(roles), enter, leads_to)
    return _imports[name]


def import_of(name) -> Import:
    """The import of this name; raises KeyError."""
    if name not in _imports:
        raise KeyError(f"no import is called {name}: imports.declare it in an app's imports.py")
    return _imports[name]
