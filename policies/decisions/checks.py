"""One condition in the words of its reader, and the refusal that follows from failed ones."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.punctuation import with_colon
from core.refusals import Refused, reason


@dataclass(frozen=True)
class Check:
    """One condition that was looked at.

    `code` is the reason given if it fails; `detail` holds the figures; `clause` the rule and
    `clause_url` its permanent address; `remedy` what would change the result. `is_open` says that
    it could not be looked at: neither passed nor failed. `url` leads to where it is put right.
    """

    code: str
    passed: bool
    title: str
    detail: str = ""
    clause: str = ""
    remedy: str = ""
    clause_url: str = ""
    is_open: bool = False
    url: str = ""

    @property
    def message(self) -> str:
        """The reason with its figures, as a person who is refused reads it."""
        return with_colon(reason(self.code), self.detail)


def failed(checks: Iterable[Check]) -> list[Check]:
    """The conditions that are not met; open ones are not among them."""
    return [check for check in checks if not check.passed and not check.is_open]


def require(checks: Iterable[Check]) -> None:
    """Refused with the first failed condition leading and all failed ones in `errors`."""
    failures = failed(checks)
    if failures:
        first = failures[0]
        raise Refused(
            first.code,
            first.detail,
            clause=first.clause,
            clause_url=first.clause_url,
            remedy=first.remedy,
            errors=failures,
        )
