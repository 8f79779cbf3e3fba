"""How the year stands against its plan: targets of a district or the city beside what is done."""

from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from core import clock
from organizations.enums import DistrictKind
from programs.enums import PlanState, TargetIndicator, TrainingType
from programs.models import Target
from programs.planning import summed
from supervision.periods import Quarter
from supervision.queries.targets import expected_by
from supervision.standing.counting import Place
from supervision.standing.figures import YEAR, figure, spans
from supervision.standing.panel import chosen_district, rows_url

DONE = """
SELECT '{indicator}', c.district_id, p.training_type, count(*)
FROM {tables} WHERE ({where}) AND {scope} GROUP BY c.district_id, p.training_type
"""


@dataclass(frozen=True)
class Progress:
    """A target beside what was done of it up to today, and the way to these records."""

    label: str
    target: int
    done: int
    url: str

    @property
    def rate(self):
        """Done of the target (完成率); None without a target."""
        return self.done / self.target if self.target else None

    @property
    def expected(self) -> int:
        """What an even year would have brought by the end of this quarter."""
        return expected_by(self.target, Quarter.of(clock.today()).number)

    @property
    def gap(self) -> int:
        """What is still to do; nothing where the target is reached."""
        return max(self.target - self.done, 0)


def progress(actor, asked_district: str = "") -> dict:
    """The context of supervision/progress.html; `asked_district` as in `panel`."""
    year = clock.today().year
    in_force = Target.objects.filter(plan__year=year, plan__state=PlanState.PUBLISHED)
    rows = list(in_force.select_related("plan", "district"))
    if not rows:
        return {"plan": None, "year": year}
    district = chosen_district(actor, asked_district)
    done = done_this_year(Place(district.pk if district else None))
    return {
        "plan": rows[0].plan,
        "year": year,
        "tables": [
            {
                "indicator": indicator.label,
                "lines": by_type(indicator, district, rows, done),
                "districts": [] if district else by_district(indicator, rows, done),
            }
            for indicator in TargetIndicator
        ],
    }


def done_this_year(place: Place) -> dict[tuple, int]:
    """What was done of every target from January on to today."""
    return done_in(spans()[YEAR], place)


def done_in(span, place: Place) -> dict[tuple, int]:
    """(indicator, district id, training type) → how many, by the conditions of the report."""
    selects = []
    for indicator in TargetIndicator:
        source = figure(indicator.value).numerator
        pieces = {"tables": source.tables, "where": source.where, "scope": place.scope}
        selects.append(DONE.format(indicator=indicator.value, **pieces))
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(selects), {**span.values, **place.values})
        return {tuple(place): count for *place, count in cursor.fetchall()}


def by_type(indicator, district, rows, done) -> list[Progress]:
    """A line for each training type of a district or of the city, and their sum."""
    where = {"district": district.code} if district else {}
    own = [row for row in rows if row.indicator == indicator and is_of(row.district, district)]
    made = [
        Progress(
            str(kind.label),
            sum(row.figure for row in own if row.training_type == kind),
            summed(done, indicator, training_type=kind),
            rows_url(indicator.value, YEAR, {**where, "type": kind.value}),
        )
        for kind in TrainingType
    ]
    target, url = sum(row.figure for row in own), rows_url(indicator.value, YEAR, where)
    return [*made, Progress(_("All training types"), target, summed(done, indicator), url)]


def is_of(district, wanted) -> bool:
    """Whether a target is the wanted district's; without one, the city's own."""
    return district == wanted if wanted else district.kind == DistrictKind.MUNICIPALITY


def by_district(indicator, rows, done) -> list[Progress]:
    """A line for each district of the plan: all its training types together."""
    own = [row for row in rows if row.indicator == indicator]
    districts = dict.fromkeys(row.district for row in own if not is_of(row.district, None))
    return [
        Progress(
            str(district),
            sum(row.figure for row in own if row.district == district),
            summed(done, indicator, district=district.pk),
            rows_url(indicator.value, YEAR, {"district": district.code}),
        )
        for district in districts
    ]
