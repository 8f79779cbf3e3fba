"""The annual targets beside a report: frozen with it, so that a later revision changes no old page.

What was done in the year is the sum of the locked reports of its earlier quarters and of the
report's own figures: places add up for the indicators that have targets.
"""

from django.db import connection
from django.db.models import Q

from programs.enums import TargetIndicator
from programs.models import AnnualPlanVersion, Target
from programs.models.annual_plan import SHOWN
from programs.planning import city, figures_of, summed, version_before
from supervision.enums import ReportScope
from supervision.models import QuarterlyReport
from supervision.periods import Quarter
from supervision.queries.editions import FINAL

DONE = """
SELECT indicator, dim_district_id, dim_training_type, sum(numerator)::bigint
FROM supervision_reportfigure f
JOIN unnest(%(reports)s::bigint[], %(runs)s::int[]) AS made (report_id, run) USING (report_id, run)
WHERE indicator = ANY(%(indicators)s) AND dim_district_id IS NOT NULL
    AND dim_training_type <> '' AND dim_institution_id IS NOT NULL
GROUP BY indicator, dim_district_id, dim_training_type
"""


def targets_of(report, run: int) -> dict:
    """The targets of a report's place on the last day of its quarter, and what is done.

    Empty without a plan in force, and for an institution, which has none. Else: `plan` and, where
    it was adjusted in the year, `before` (numbers); `counted`, the locked reports of the earlier
    quarters; `missing`, the quarters without one (`done` is then unknown); `lines` of indicator,
    district's key (empty for the city), training type, target, the one before, done.
    """
    quarter = Quarter.parse(report.quarter)
    plan = plan_on(quarter.last)
    if plan is None or report.scope == ReportScope.INSTITUTION:
        return {}
    earlier, missing = locked_before(report, quarter)
    before = shown_before(plan, quarter)
    done = None
    if not missing:
        done = done_by([*((row.pk, row.run) for row in earlier), (report.pk, run)])
    return {
        "plan": plan.number,
        "before": before.number if before else "",
        "counted": [str(row.number) for row in earlier],
        "missing": missing,
        "lines": list(lines(report, plan, figures_of(before), done)),
    }


def plan_on(day) -> AnnualPlanVersion | None:
    """The version that was in force on a day."""
    begun = AnnualPlanVersion.objects.filter(year=day.year, state__in=SHOWN, published_on__lte=day)
    still = begun.filter(Q(superseded_on__isnull=True) | Q(superseded_on__gt=day))
    return still.order_by("-version").first()


def shown_before(plan, quarter) -> AnnualPlanVersion | None:
    """What the last report of the year stood beside, where that was another version."""
    last = plan_on(quarter.previous.last) if quarter.number > 1 else None
    if last is None:
        return version_before(plan)
    return last if last != plan else None


def locked_before(report, quarter) -> tuple[list[QuarterlyReport], list[str]]:
    """The locked reports of the year's earlier quarters, and the quarters without one.

    The city's report has the same figures of a district, where the district has signed none.
    """
    names = [str(Quarter(quarter.year, number)) for number in range(1, quarter.number)]
    locked = QuarterlyReport.objects.filter(quarter__in=names, state__in=FINAL).order_by("edition")
    newest = {row.quarter: row for row in locked.filter(scope=ReportScope.CITY)}
    newest |= {row.quarter: row for row in locked.filter(**report.place)}
    found = [newest[name] for name in names if name in newest]
    return found, [name for name in names if name not in newest]


def done_by(reports) -> dict[tuple, int]:
    """(indicator, district id, training type) → what some reports count together."""
    keys, runs = zip(*reports, strict=True)
    values = {"reports": list(keys), "runs": list(runs), "indicators": TargetIndicator.values}
    with connection.cursor() as cursor:
        cursor.execute(DONE, values)
        return {tuple(place): count for *place, count in cursor.fetchall()}


def lines(report, plan, old, done):
    """Every target of the place, those of the city first."""
    whole = city().pk
    rows = Target.objects.filter(plan=plan).order_by("indicator", "district__code", "training_type")
    if report.district_id:
        rows = rows.filter(district=report.district_id)
    for row in rows:
        before = old.get(row.place)
        yield [
            row.indicator,
            "" if row.district_id == whole else str(row.district_id),
            row.training_type,
            row.figure,
            before if before != row.figure else None,
            None if done is None else done_in(done, row, whole),
        ]


def done_in(done, row, whole) -> int:
    district = None if row.district_id == whole else row.district_id
    return summed(done, row.indicator, training_type=row.training_type, district=district)
