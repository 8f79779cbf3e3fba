"""How the year stands against its plan: targets of a district or the city beside what is done."""

from collections import defaultdict
from dataclasses import dataclass

from django.db import connection

from core import clock
from organizations.models import District
from programs.enums import PlanState, TargetIndicator, TrainingType
from programs.models import AnnualPlanVersion, Target
from programs.planning import city
from supervision.periods import Quarter
from supervision.standing.counting import Place
from supervision.standing.figures import YEAR, figure, spans
from supervision.standing.panel import chosen_district, rows_url

DONE = """
SELECT '{indicator}', c.district_id, p.training_type, count(*)
FROM {tables} WHERE ({where}) AND {scope} GROUP BY c.district_id, p.training_type
"""
QUARTERS = 4


@dataclass(frozen=True)
class Progress:
    """A target beside what was done of it up to today, and the way to these records."""

    label: str
    target: int
    done: int
    url: str = ""
    is_sum: bool = False

    @property
    def rate(self):
        """Done of the target (完成率); None without a target."""
        return self.done / self.target if self.target else None

    @property
    def expected(self) -> int:
        """What an even year would have brought by the end of this quarter."""
        return round(self.target * Quarter.of(clock.today()).number / QUARTERS)

    @property
    def gap(self) -> int:
        """What is still to do; nothing where the target is reached."""
        return max(self.target - self.done, 0)


def progress(actor, asked_district: str = "") -> dict:
    """The context of supervision/progress.html; `asked_district` as in `panel`."""
    year = clock.today().year
    plan = AnnualPlanVersion.objects.filter(year=year, state=PlanState.PUBLISHED).first()
    if plan is None:
        return {"plan": None, "year": year}
    district = chosen_district(actor, asked_district)
    done = done_this_year(Place(district.pk if district else None))
    targets = {row.place: row.figure for row in Target.objects.filter(plan=plan)}
    return {
        "plan": plan,
        "year": year,
        "tables": [
            {
                "indicator": indicator.label,
                "lines": by_type(indicator, district or city(), targets, done),
                "districts": [] if district else by_district(indicator, targets, done),
            }
            for indicator in TargetIndicator
        ],
    }


def done_this_year(place: Place) -> dict[tuple, int]:
    """(indicator, district id, training type) → how many, by the conditions of the report."""
    selects = []
    for indicator in TargetIndicator:
        source = figure(indicator.value).numerator
        pieces = {"tables": source.tables, "where": source.where, "scope": place.scope}
        selects.append(DONE.format(indicator=indicator.value, **pieces))
    found = defaultdict(int)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(selects), {**spans()[YEAR].values, **place.values})
        for indicator, district_id, kind, count in cursor.fetchall():
            found[indicator, district_id, kind] += count
    return found


def by_type(indicator, district, targets, done) -> list[Progress]:
    """A line for each training type of a district or of the city, and their sum."""
    is_city = district == city()
    where = {} if is_city else {"district": district.code}
    made = []
    for kind in TrainingType:
        count = sum(
            number
            for (one, place, its_kind), number in done.items()
            if (one, its_kind) == (indicator, kind) and (is_city or place == district.pk)
        )
        target = targets.get((indicator, district.pk, kind), 0)
        url = rows_url(indicator.value, YEAR, {**where, "type": kind.value})
        made.append(Progress(str(kind.label), target, count, url))
    return [*made, total(made, rows_url(indicator.value, YEAR, where))]


def total(lines, url) -> Progress:
    target, done = sum(line.target for line in lines), sum(line.done for line in lines)
    return Progress("", target, done, url, is_sum=True)


def by_district(indicator, targets, done) -> list[Progress]:
    """A line for each district: all its training types together."""
    return [
        Progress(
            str(district),
            sum(targets.get((indicator, district.pk, kind), 0) for kind in TrainingType),
            sum(done.get((indicator, district.pk, kind), 0) for kind in TrainingType),
            rows_url(indicator.value, YEAR, {"district": district.code}),
        )
        for district in District.objects.active()
    ]
