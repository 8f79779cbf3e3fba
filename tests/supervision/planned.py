"""The targets of a year read from their table, and what was done of them counted anew."""

from django.db.models import Q

from organizations.enums import DistrictKind
from programs.models import Target
from supervision.periods import Quarter
from tests.supervision import independent

CITY, ALL = "", ""


def targets_on(day) -> dict[tuple[str, str, str], int]:
    """(indicator, district code, training type) → figure of the plan in force on a day."""
    still = Q(plan__superseded_on__isnull=True) | Q(plan__superseded_on__gt=day)
    rows = Target.objects.filter(
        still, plan__year=day.year, plan__published_on__lte=day,
        plan__state__in=("published", "superseded"),
    ).select_related("district")  # fmt: skip
    return {(row.indicator, code_of(row.district), row.training_type): row.figure for row in rows}


def code_of(district) -> str:
    return CITY if district.kind == DistrictKind.MUNICIPALITY else district.code


def summed(targets) -> dict[tuple[str, str, str], int]:
    """With those of all training types together."""
    found = dict(targets)
    for (indicator, code, _kind), figure in targets.items():
        found[indicator, code, ALL] = found.get((indicator, code, ALL), 0) + figure
    return found


def done_by(records, quarter: Quarter) -> dict[tuple[str, str, str], int]:
    """What the year's quarters up to this one did, of every place a target can have."""
    found = {}
    for number in range(1, quarter.number + 1):
        lines = independent.cells(records, str(Quarter(quarter.year, number)))
        for (code, kind, *rest), line in lines.items():
            if not all((code, kind, *rest)):
                continue
            for indicator in ("I06", "I08"):
                for place in ((code, kind), (CITY, kind), (code, ALL), (CITY, ALL)):
                    key = (indicator, *place)
                    found[key] = found.get(key, 0) + int(line[indicator].numerator)
    return found
