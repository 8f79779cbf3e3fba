"""Where a time limit stands, for the apps below that ask `core.limits`."""

from datetime import date

from core.limits import Citation
from policies.decisions import cite
from policies.queries import limit_on


def cited(code: str, on: date) -> Citation:
    """The clause of the time limit in force on a day."""
    row = limit_on(code, on)
    rule = cite(row)
    return Citation(rule.words, rule.url, row.figure)
