"""The frame of a decision: every condition with its result, figures, clause and remedy."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.refusals import Refused, reason


@dataclass(frozen=True)
class Check:
    """One condition that was looked at.

    `code` is the reason given if it fails; `detail` holds the figures; `clause` the rule;
    `remedy` what would change the result.
    """

    code: str
    passed: bool
    title: str
    detail: str = ""
    clause: str = ""
    remedy: str = ""

    @property
    def message(self) -> str:
        """The reason with its figures, as a person who is refused reads it."""
        text = str(reason(self.code))
        return f"{text}: {self.detail}" if self.detail else text


def failed(checks: Iterable[Check]) -> list[Check]:
    return [check for check in checks if not check.passed]


def require(checks: Iterable[Check]) -> None:
    """Refused with the first failed condition leading and all failed ones in `errors`."""
    failures = failed(checks)
    if failures:
        first = failures[0]
        raise Refused(
            first.code, first.detail, clause=first.clause, remedy=first.remedy, errors=failures
        )
