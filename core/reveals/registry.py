"""What can be shown in clear, and to whom: told by the apps that hold it."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps
from django.http import Http404


@dataclass(frozen=True)
class RevealField:
    """One field of a record: `roles` may ask for it; a sensitive one is never granted by rule."""

    name: str
    label: str
    roles: frozenset
    is_sensitive: bool = False


@dataclass(frozen=True)
class Revealable:
    """A kind of record; each has `trainee_user_id`, the person who is told who looked.

    Where that person has no account, `in_history` lets the record's own history tell.
    """

    model: type
    fields: tuple[RevealField, ...]
    in_history: bool = False

    def fields_for(self, role) -> dict[str, RevealField]:
        """The fields a role may ask for, by name."""
        return {field.name: field for field in self.fields if role in field.roles}


_revealables: dict[str, Revealable] = {}
_open_cases: dict[type, list[Callable]] = defaultdict(list)
_second_factors: list[Callable] = []
_other_looks: dict[str, "OtherLook"] = {}


def revealable(model, *fields: RevealField, in_history=False) -> None:
    """Let fields of a model be asked for."""
    _revealables[model._meta.label_lower] = Revealable(model, fields, in_history)


def open_case(model, predicate: Callable) -> None:
    """`predicate(actor, obj)`: the record belongs to a case the actor is working on.

    Every app that has cases adds its own; one that holds is enough.
    """
    _open_cases[model].append(predicate)


@dataclass(frozen=True)
class OtherLook:
    """Words for a look nobody has to ask for: who looked, what was seen, and why."""

    who: str
    what: str
    why: str


def other_look(model, *, who, what, why) -> None:
    """Entries with the verb `look` about a kind of record are looks at its `trainee_user_id`."""
    _other_looks[model._meta.label_lower] = OtherLook(who, what, why)


def other_looks() -> dict[str, OtherLook]:
    return _other_looks


def second_factor(address: Callable) -> None:
    """`address(request)`: where to prove the second factor again, or "" when that is not needed."""
    _second_factors[:] = [address]


def revealable_of(label: str) -> Revealable | None:
    return _revealables.get(label)


def revealable_or_404(label: str) -> Revealable:
    found = revealable_of(label)
    if found is None:
        raise Http404
    return found


def has_own_open_case(actor, obj) -> bool:
    return any(predicate(actor, obj) for predicate in _open_cases[type(obj)])


def second_factor_address(request) -> str:
    return next((address(request) for address in _second_factors), "")


def registered():
    """(kind of record, field, roles) of everything that can be asked for; shown in docs."""
    for label, found in sorted(_revealables.items()):
        for field in found.fields:
            yield apps.get_model(label), field.name, sorted(field.roles)
