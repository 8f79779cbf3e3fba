"""What an edition corrects of the one before: every cell with its old and its new figure."""

from dataclasses import dataclass

from supervision.indicators import Indicator, all_indicators
from supervision.models import RestatementReason
from supervision.queries.editions import Kin
from supervision.queries.figures import Cell, Compared, without_records
from supervision.queries.places import TOTAL, Names, Place
from supervision.queries.stored import cells_of


@dataclass(frozen=True)
class Correction:
    """One changed cell: indicator, place by code and name, both figures, why, and by whom."""

    indicator: Indicator
    code: str
    name: str
    dimension: dict
    before: Cell
    now: Cell
    reason: str
    person: str

    @property
    def is_total(self) -> bool:
        return not self.dimension

    @property
    def compared(self) -> Compared:
        return Compared(self.now.value, self.before.value)


def corrections(kin: Kin) -> list[Correction]:
    """Every cell that differs from the earlier edition, totals first; none of a first edition."""
    changed = changed_cells(kin)
    if not changed:
        return []
    names = Names(kin.earlier, kin.report)
    reasons = reasons_of(kin.report)
    indicators = {indicator.id: indicator for indicator in all_indicators()}
    found = []
    for (place, key), (before, now) in changed.items():
        given = reasons.get(key)
        found.append(
            Correction(
                indicators[key],
                names.code(place),
                names.name(place),
                names.query(place),
                before,
                now,
                given.reason if given else "",
                given.person_name if given else "",
            )
        )
    return sorted(found, key=lambda item: (item.indicator.id, len(item.dimension), item.code))


def corrected_indicators(kin: Kin) -> list[Indicator]:
    """The indicators of which a cell differs: each needs a reason."""
    keys = {key for _place, key in changed_cells(kin)}
    return [indicator for indicator in all_indicators() if indicator.id in keys]


def changed_cells(kin) -> dict[tuple[Place, str], tuple[Cell, Cell]]:
    """(earlier cell, this one's) by place and indicator; a cell that is missing counts nothing."""
    if kin.earlier is None:
        return {}
    before, now = cells_of(kin.earlier), cells_of(kin.report)
    collected = before.get(TOTAL, {}).keys() & now.get(TOTAL, {}).keys()
    compared = [indicator for indicator in all_indicators() if indicator.id in collected]
    found = {}
    for place in before.keys() | now.keys():
        for item in compared:
            old, new = (
                cells.get(place, {}).get(item.id, without_records(item)) for cells in (before, now)
            )
            if (old.numerator, old.denominator) != (new.numerator, new.denominator):
                found[place, item.id] = old, new
    return found


def reasons_of(report) -> dict[str, RestatementReason]:
    """The reasons that were stated, by indicator."""
    return {row.indicator: row for row in RestatementReason.objects.filter(report=report)}
