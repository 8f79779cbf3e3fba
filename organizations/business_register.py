"""The business register, asked through a plug-in: a credit code leads to a name and a standing.

A higher app that has a source names it in its `ready`: `provide(source, look_up)`. Until then, and
while the source has nothing that counts, nothing is found and nothing is assumed: a code that
nobody looked up is "not checked".
"""

from collections.abc import Callable
from dataclasses import dataclass

from organizations.enums import Finding


@dataclass(frozen=True)
class Entry:
    """What a register says of a credit code."""

    name: str
    is_in_business: bool


LookUp = Callable[[str], Entry | None]
_sources: list[tuple[Callable[[], str], LookUp]] = []


def provide(source: str | Callable[[], str], look_up: LookUp | None) -> None:
    """Name the one source (at most 60 characters); without `look_up` there is none any more.

    `source` may be a function that names what would be looked at now, and gives nothing while
    there is nothing that counts. `look_up(uscc)` gives the entry, or None where the register has
    none. When it raises, the code stays "not checked" and is asked again.
    """
    named = source if callable(source) else lambda: source
    _sources[:] = [(named, look_up)] if look_up else []


def source() -> str:
    """The name of the source; empty without one that counts."""
    return _sources[0][0]() if _sources else ""


def look_up(uscc: str, name: str) -> tuple[Finding, str]:
    """(finding, name in the register) of a unit that states this credit code and name."""
    if not source():
        return Finding.NOT_CHECKED, ""
    entry = _sources[0][1](uscc)
    if entry is None:
        return Finding.NOT_FOUND, ""
    if not entry.is_in_business:
        return Finding.STRUCK_OFF, entry.name
    agrees = without_spaces(entry.name) == without_spaces(name)
    return (Finding.AGREES if agrees else Finding.NAME_DIFFERS), entry.name


def without_spaces(name: str) -> str:
    """A name as it is compared: brackets in one width, no spaces."""
    return "".join(name.split()).replace("（", "(").replace("）", ")")
