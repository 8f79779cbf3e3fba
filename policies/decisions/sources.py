"""Facts that live higher: a higher app provides them, a decision asks by name.

Nobody provides a fact that is asked for: it stays absent, and the step that needs it is open.
"""

from collections.abc import Callable, Iterable

_providers: dict[str, Callable] = {}


def provide(name: str, function: Callable) -> None:
    """Register `function(subjects) -> {subject: value}` as the source of a fact.

    It is asked once for all subjects of a decision in bulk; a subject it leaves out was not
    checked. Values are plain JSON values.
    """
    _providers[name] = function


def gather(names: Iterable[str], subjects: Iterable) -> dict:
    """Subject → {name: value} for what is provided; a source nobody provides is left out."""
    subjects = list(subjects)
    found: dict = {subject: {} for subject in subjects}
    for name in names:
        if name not in _providers:
            continue
        for subject, value in _providers[name](subjects).items():
            found[subject][name] = value
    return found


def providers() -> dict[str, Callable]:
    """Everything registered; pinned by a test."""
    return dict(_providers)
