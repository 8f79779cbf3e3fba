"""The annual plans of the demo: consulted on before their year, the running one adjusted in July.

Their targets are invented from what the demo city trains, so that progress looks like a city's.
"""

from datetime import date, datetime, time

from django.db import connection
from django.utils import timezone

from core import clock
from core.access import Actor
from core.enums import Role
from core.workflow import perform
from organizations.models import District
from portal.demo.actors import of_the_city
from portal.demo.reports import signed_quarters
from programs.enums import TargetIndicator, TrainingType
from programs.models import AnnualPlanVersion
from programs.planning import city
from programs.services.annual_plan import create_plan, set_targets

SHARE = {TargetIndicator.PARTICIPATIONS: 1.06, TargetIndicator.COMPLETIONS: 0.96}
ROUND = 10
ADJUSTED = "DL-06"  # the district whose target is raised in July
MORE, WHY = 1.1, "新增制造业用工需求，追加培训任务"
TRAINED = """
SELECT c.district_id, p.training_type, count(*)
FROM trainees_enrolment e JOIN programs_trainingclass c ON c.id = e.training_class_id
JOIN programs_programme p ON p.id = c.programme_id
WHERE c.starts_on BETWEEN %s AND %s AND e.state <> 'withdrawn'
GROUP BY c.district_id, p.training_type
"""


def make_plans(users, organization) -> list[AnnualPlanVersion]:
    """A plan for each year the demo has reports of, and for this one its adjustment."""
    reviewer = of_the_city(users["municipal.reviewer"], organization, Role.MUNICIPAL_REVIEWER)
    chief = of_the_city(users["municipal.chief"], organization, Role.MUNICIPAL_CHIEF)
    today = clock.today()
    years = range(signed_quarters()[0].year, today.year + 1)
    made = [first_plan(year, reviewer, chief) for year in years]
    if today >= date(today.year, 8, 1):
        made.append(adjusted_plan(today.year, reviewer, chief))
    return made


def first_plan(year: int, reviewer: Actor, chief: Actor) -> AnnualPlanVersion:
    with clock.at(moment(year - 1, 11, 20)):
        plan = create_plan(actor=reviewer, year=year)
        set_targets(plan, actor=reviewer, targets=targets(year))
        perform(plan, "consult", actor=reviewer)
    with clock.at(moment(year - 1, 12, 20)):
        perform(plan, "approve", actor=chief)
    with clock.at(moment(year, 1, 1)):
        return perform(plan, "publish", actor=chief)


def adjusted_plan(year: int, reviewer: Actor, chief: Actor) -> AnnualPlanVersion:
    with clock.at(moment(year, 7, 1)):
        plan = create_plan(actor=reviewer, year=year, reason=WHY)
        set_targets(plan, actor=reviewer, targets=raised(plan))
        perform(plan, "consult", actor=reviewer)
    with clock.at(moment(year, 7, 28)):
        perform(plan, "approve", actor=chief)
        return perform(plan, "publish", actor=chief)


def moment(year, month, day) -> datetime:
    return timezone.make_aware(datetime.combine(date(year, month, day), time(10)))


def targets(year: int) -> dict[tuple, tuple[int, str]]:
    """Of every district and training type; those of the city are their sums."""
    with connection.cursor() as cursor:
        cursor.execute(TRAINED, [date(year, 1, 1), date(year, 12, 31)])
        trained = {(district, kind): count for district, kind, count in cursor.fetchall()}
    whole, found = city(), {}
    for indicator, share in SHARE.items():
        for kind in TrainingType:
            split = {
                district.pk: rounded(trained.get((district.pk, kind), 0) * share)
                for district in District.objects.active()
            }
            for key, figure in (*split.items(), (whole.pk, sum(split.values()))):
                found[indicator.value, key, kind.value] = (figure, "")
    return found


def raised(plan) -> dict[tuple, tuple[int, str]]:
    """One district's targets of enterprise training, and with them the city's."""
    kind, whole = TrainingType.ENTERPRISE, city()
    district = District.objects.get(code=ADJUSTED)
    stored = {row.place: row.figure for row in plan.targets.all()}
    found = {}
    for indicator in TargetIndicator.values:
        old = stored[indicator, district.pk, kind]
        more = rounded(old * MORE) - old
        for key in (district.pk, whole.pk):
            place = (indicator, key, kind.value)
            found[place] = (stored[place] + more, WHY if more else "")
    return found


def rounded(number: float) -> int:
    return -(-int(number) // ROUND) * ROUND
