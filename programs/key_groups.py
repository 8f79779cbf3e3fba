"""What the key groups of a programme are called: a higher app keeps the list and provides it.

A programme holds codes alone; without a provider they are shown as they are.
"""

from collections.abc import Callable, Iterable


class Source:
    """Who names the groups; set once by the app that keeps them."""

    choices: Callable[[], dict[str, str]] = staticmethod(dict)


def provide(choices: Callable[[], dict[str, str]]) -> None:
    """Register `choices() -> {code: name}` of the groups in use, in the reader's language."""
    Source.choices = staticmethod(choices)


def choices() -> dict[str, str]:
    return Source.choices()


def names(codes: Iterable[str]) -> list[str]:
    """The groups by name, in the order of the list; a code nobody knows as it is."""
    codes = list(codes)
    if not codes:
        return []
    known = choices()
    unknown = [code for code in codes if code not in known]
    return [str(name) for code, name in known.items() if code in codes] + unknown


def unknown(codes: Iterable[str]) -> list[str]:
    """Codes the list does not have."""
    codes = list(codes)
    return sorted(set(codes) - set(choices())) if codes else []
