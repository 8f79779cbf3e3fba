"""What moves when two records of one person are put together, and what keeps them apart.

Which rows move the database reads from its own catalogue (migration 0004): whatever names a person
by `trainee_user_id` and may be updated at all. An app tells here what its kinds of records are and
which listed function finds what cannot be one person's, with the words of its codes. The function
takes the record that stays, the one that moves and the hashes of a typed number; it gives code and
detail.
"""

from collections.abc import Iterator

from core.punctuation import with_colon

_kinds: dict[str, type] = {}
_conflicts: dict[str, dict[str, str]] = {}


def moves(*models) -> None:
    """Rows of these models move with the person."""
    _kinds.update({model._meta.db_table: model for model in models})


def conflicts(function: str, words: dict[str, str]) -> None:
    """A listed function and what its codes mean."""
    _conflicts[function] = words


def kinds() -> dict[str, type]:
    """The models whose rows move, by table, in the order in which they were told."""
    return dict(_kinds)


def functions() -> Iterator[str]:
    """The listed functions that look for conflicts."""
    yield from _conflicts


def told(function: str, code: str, detail: str) -> str:
    """A conflict as one text."""
    return with_colon(_conflicts[function][code], detail)
