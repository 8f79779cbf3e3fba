"""What registers itself by being imported is imported by its name: nobody keeps a list of it."""

from importlib import import_module
from importlib.util import find_spec
from pkgutil import walk_packages

# Clocks, exports, imports, kinds of jobs, links and sections, what the site's search finds, and who
# performs the moves, what stands on a person's timeline and what of a person is taken along.
MODULES = (
    "deadlines", "exports", "imports", "jobs", "navigation", "portables", "searchable", "services",
    "timeline",
)  # fmt: skip


def load(app: str) -> None:
    """Import the modules of an app that register something; called by its `ready()`.

    A service that was not imported would not be known to its move, and the move would go without
    it, so of `services` every module is imported.
    """
    for name in MODULES:
        if find_spec(f"{app}.{name}"):
            import_module(f"{app}.{name}")
    services = import_module(f"{app}.services") if find_spec(f"{app}.services") else None
    for found in walk_packages(getattr(services, "__path__", ()), f"{app}.services."):
        import_module(found.name)
