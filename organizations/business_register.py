"""The business register, asked through a plug-in: a credit code leads to a name and a standing.

An installation that has a source names it in an app's `ready`: `provide("source", look_up)`. Until
then nothing is found and nothing is assumed: a code that nobody looked up is "not checked".
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
_sources: list[tuple[str, LookUp]] = []


def provide(source: str, look_up: LookUp | None) -> None:
    """Name the one source (at most 60 characters); without `look_up` there is none any more.

    `look_up(uscc)` gives the entry, or None where the register has none. When it raises, the code
    stays "not checked" and is asked again.
    """
    _sources[:] = [(source, look_up)] if look_up else []


def source() -> str:
    """The name of the source; empty without one."""
    return _sources[0][0] if _sources else ""


def look_up(uscc: str, name: str) -> tuple[Finding, str]:
    """(finding, name in the register) of a unit that states this credit code and name."""
    if not _sources:
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
