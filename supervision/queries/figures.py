"""One figure, and a figure beside an earlier one."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Cell:
    """One figure; `value` is None where nothing can be computed (denominator 0)."""

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None

    @property
    def whole(self) -> int | None:
        """A count as a whole number."""
        return None if self.value is None else int(self.value)


@dataclass(frozen=True)
class Compared:
    """A figure beside an earlier one, in the unit of the indicator; None where one is missing."""

    now: Decimal | None
    before: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        return None if self.now is None or self.before is None else self.now - self.before

    @property
    def change(self) -> Decimal | None:
        """The difference as a share of the earlier figure; None where that is 0."""
        return self.difference / self.before if self.before and self.now is not None else None


NOTHING = Cell(Decimal(0), Decimal(0), None)
NO_SHARE = Cell(None, Decimal(0), Decimal(0))


def without_records(indicator) -> Cell:
    """The cell where nothing was counted: a count is 0, a share unknown."""
    return NO_SHARE if indicator.is_share else NOTHING
