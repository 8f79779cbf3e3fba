"""What of a person is taken along when they take their account out, told by each app.

A table with rows about people is either taken, or left out for a reason: a test reads the catalogue
and names what was forgotten.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models

from core.access import Actor


@dataclass(frozen=True)
class Portable:
    """Rows of a model in the file of an account.

    `rows(actor)` gives those of the acting person; None for context: what records refer to, by
    key. `natural` names the column by which a register every instance has is found again.
    `without` are columns that stay here. `comes_back` tells whether an import makes the row.
    """

    model: type[models.Model]
    rows: Callable | None
    without: frozenset
    natural: str
    comes_back: bool

    @property
    def label(self) -> str:
        return self.model._meta.label_lower


_portables: dict[str, Portable] = {}
_reasons: dict[str, str] = {}


def own(actor: Actor, model):
    return model.objects.visible_to(actor).filter(trainee_user_id=actor.user_id)


def taken(model, rows=None, *, without=(), comes_back=True) -> None:
    """Rows about a person: those with `trainee_user_id`, or what `rows(actor)` gives."""
    found = rows or (lambda actor: own(actor, model))
    _portables[model._meta.label_lower] = Portable(model, found, frozenset(without), "", comes_back)


def context(model, *, without=(), natural="") -> None:
    """Rows that records refer to; named before what refers to them."""
    _portables[model._meta.label_lower] = Portable(model, None, frozenset(without), natural, True)


def left_out(table: str, reason: str) -> None:
    """A table with rows about people that is not taken, and why."""
    _reasons[table] = reason


def portables() -> dict[str, Portable]:
    """Everything that is taken, in the order in which it can be made again."""
    return dict(_portables)


def reasons() -> dict[str, str]:
    """Tables that are left out, with the reason."""
    return dict(_reasons)
