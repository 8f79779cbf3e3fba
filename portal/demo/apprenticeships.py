"""Apprenticeships in the demo: one that has run for a quarter, and one that waits for its district.

People, contracts and what they write are invented.
"""

from datetime import date, time, timedelta

from core import clock
from core.access import Actor, system_actor
from core.calendar import add_months
from core.enums import Face, Role
from core.workflow import perform
from portal.demo.actors import worker_of
from portal.demo.groups import reviewer_at
from portal.demo.papers import invented_paper
from portal.demo.timetable import moment, working_day_ago
from programs.models import Occupation
from trainees.apprentice_facts import monday_of
from trainees.models import Apprentice, ApprenticePlan, Employment, Trainee
from trainees.services.apprentice_logs import write_week
from trainees.services.apprentices import add_apprentice
from trainees.services.apprenticeships import create_plan

SYSTEM = system_actor("apprenticeship plan")
WORKERS = ("worker.8", "worker.9", "worker.10")  # whoever can sign in and look
OCCUPATION = "6-18-02-04"
WEEKS = 12
MONTHS = 12
FILED, APPROVED = 24, 21  # days before the first one
NOON, EVENING, MORNING = time(11, 30), time(18, 10), time(9, 5)
LEARNT = (
    "学习安全操作规程，练习平焊起弧。（演示内容）",
    "跟师傅装配机架，学习识读焊接图。（演示内容）",
    "练习立焊，缺陷自检三件。（演示内容）",
    "学习气体保护焊参数，完成支架十件。（演示内容）",
)
REMARK = "周四在机构上课，课时应为八课时。（演示内容）"


def make_apprenticeships(users, organizations) -> None:
    """Both of the demo's enterprise with the first institution."""
    firm, school = organizations["enterprise.a"], organizations["institution.a"]
    boss = Actor(
        users["enterprise.a"].pk, firm.pk, Role.ENTERPRISE_ADMIN, firm.district_id,
        Face.ORGANIZATION,
    )  # fmt: skip
    officer = reviewer_at(firm.district, users, organizations)
    mentors = {
        "enterprise_mentor": users["mentor.a"].pk, "institution_mentor": users["teacher.a"].pk,
    }  # fmt: skip
    first = monday_of(clock.today()) - timedelta(weeks=WEEKS)
    people = [employed(name, firm) for name in WORKERS]
    plan = filed(boss, school, "4", first, people[:2], mentors, working_day_before(first, FILED))
    with clock.at(moment(working_day_before(first, APPROVED), EVENING)):
        perform(plan, "approve", actor=officer)
    with clock.at(moment(first, time(0, 5))):
        perform(plan, "begin", actor=SYSTEM)
    acting = [
        Actor(users["mentor.a"].pk, firm.pk, Role.MENTOR, firm.district_id, Face.ORGANIZATION),
        Actor(users["teacher.a"].pk, school.pk, Role.MENTOR, school.district_id, Face.ORGANIZATION),
    ]
    for row in plan.apprentices.select_related("plan", "trainee"):
        write_weeks(row, first, acting)
    filed(boss, school, "3", monday_of(clock.today()) + timedelta(weeks=5), people[2:], mentors)


def working_day_before(first: date, days: int) -> date:
    """The working day so many days before a day, or the last one before it."""
    return working_day_ago((clock.today() - first).days + days)


def employed(username, firm) -> Employment:
    """Somebody who can sign in, working there for two years unless the rosters say since when."""
    one = Trainee.objects.get(user__username=username)
    known = Employment.objects.filter(organization=firm, trainee=one, until=None).first()
    if known:
        return known
    since = clock.today() - timedelta(days=730)
    return Employment.objects.create(
        organization=firm, district_id=firm.district_id, trainee=one, trainee_user_id=one.user_id,
        name=one.name, masked_identity=one.masked_identity, department="焊接车间", since=since,
        recorded_at=moment(since, NOON),
    )  # fmt: skip


def filed(boss, school, level, first, people, mentors, on=None) -> ApprenticePlan:
    """A plan of a year with these employees, in the hands of the district."""
    last = add_months(first, MONTHS) - timedelta(days=1)
    occupation = Occupation.objects.get(code=OCCUPATION)
    with clock.at(moment(on or working_day_ago(1), NOON)):
        plan = create_plan(
            actor=boss, institution=school, occupation=occupation, level=level, starts_on=first,
            ends_on=last,
        )  # fmt: skip
        for n, employment in enumerate(people, 1):
            add_apprentice(
                plan, actor=boss, employment=employment, contract_number=f"{plan.number}-{n}",
                contract_from=first, contract_until=last,
                contract=invented_paper("学徒培训合同", "人员与合同"),
                **mentors,
            )  # fmt: skip
        return perform(plan, "file", actor=boss)


def write_weeks(row: Apprentice, first: date, mentors) -> None:
    """A week each Friday, confirmed by either mentor on the Monday after; the last two wait."""
    worker = worker_of(row.trainee)
    for n in range(WEEKS):
        monday = first + timedelta(weeks=n)
        with clock.at(moment(monday + timedelta(days=4), EVENING)):
            log = write_week(
                row, actor=worker, week_on=monday, work_days=4, lessons=8,
                learnt=LEARNT[(n + row.pk) % len(LEARNT)],
            )  # fmt: skip
        mentor = mentors[n % 2]
        if n < WEEKS - 2:
            with clock.at(moment(monday + timedelta(days=7), MORNING)):
                perform(log, "confirm", actor=mentor)
        elif n == WEEKS - 2:
            with clock.at(moment(monday + timedelta(days=7), MORNING)):
                perform(log, "return", actor=mentor, reason=REMARK)
