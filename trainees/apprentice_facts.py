"""What advance and settlement need of a plan: person-years, contracts, months, weeks (2.11).

A query: it decides nothing and writes nothing. Parts of a person-year are whole months / 12; the
basis is the rate of the level alone, since what is added for a shortage is the business of funding.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, Q, Sum

from core import clock
from policies.models import DatedValue
from policies.queries import value_on
from trainees.apprentice_checks import whole_months
from trainees.enums import ApprenticePlanState, LogState
from trainees.models import Apprentice

RATE = "apprenticeship_subsidy_"
MONTHS_OF_A_YEAR = 12
CENT = Decimal("0.01")
BEGUN = (
    ApprenticePlanState.RUNNING,
    ApprenticePlanState.FINISHED,
    ApprenticePlanState.CANCELLED,
)


@dataclass(frozen=True)
class ApprenticeFacts:
    """One apprentice until a day: `months` whole months served, `planned` those of the plan."""

    apprentice: Apprentice
    planned: int
    months: int
    logged: int
    confirmed: int
    lessons: int
    work_days: int
    in_force: bool

    @property
    def person_years(self) -> Decimal:
        """The exact part of person-years served, not rounded."""
        return Decimal(self.months) / MONTHS_OF_A_YEAR

    @property
    def left_early(self) -> date | None:
        return self.apprentice.left_on


@dataclass(frozen=True)
class PlanFacts:
    """A plan until a day, with each of its apprentices in the order of their keys."""

    on: date
    apprentices: tuple[ApprenticeFacts, ...]
    rate: DatedValue

    @property
    def planned_months(self) -> int:
        return sum(row.planned for row in self.apprentices)

    @property
    def planned_person_years(self) -> Decimal:
        return Decimal(self.planned_months) / MONTHS_OF_A_YEAR

    @property
    def commitment_basis(self) -> Decimal:
        """CNY for the planned person-years at the rate of the filing day, rounded once."""
        amount = self.rate.value * self.planned_months / MONTHS_OF_A_YEAR
        return amount.quantize(CENT)

    @property
    def contracts_in_force(self) -> int:
        return sum(row.in_force for row in self.apprentices)

    @property
    def left(self) -> list[ApprenticeFacts]:
        return [row for row in self.apprentices if row.left_early]


def facts_of_plan(plan, on: date | None = None) -> PlanFacts:
    """Everything about a plan until a day (default today), in two queries.

    Raises DatedValue.DoesNotExist where its level had no rate on the day it was filed.
    """
    on = on or clock.today()
    filed = clock.local_day(plan.filed_at) if plan.filed_at else on
    rate = value_on(f"{RATE}{plan.level}", filed)
    return PlanFacts(on, tuple(facts_of(row, plan, on) for row in with_weeks(plan, on)), rate)


def with_weeks(plan, on: date):
    """The apprentices with the sums of their weeks until a day."""
    until, sure = Q(logs__week_on__lte=on), Q(logs__state=LogState.CONFIRMED)
    rows = plan.apprentices.counting().annotate(
        logged=Count("logs", filter=until),
        confirmed=Count("logs", filter=until & sure),
        lessons=Sum("logs__lessons", filter=until & sure, default=0),
        work_days=Sum("logs__work_days", filter=until & sure, default=0),
    )
    return rows.order_by("pk")


def facts_of(row, plan, on: date) -> ApprenticeFacts:
    last = last_day(row, plan)
    served = plan.state in BEGUN
    in_force = (
        plan.state == ApprenticePlanState.RUNNING
        and row.contract_from <= on <= row.contract_until
        and plan.starts_on <= on <= last
    )
    return ApprenticeFacts(
        row,
        planned=whole_months(plan.starts_on, plan.ends_on),
        months=whole_months(plan.starts_on, min(last, on)) if served else 0,
        logged=row.logged,
        confirmed=row.confirmed,
        lessons=row.lessons,
        work_days=row.work_days,
        in_force=in_force,
    )


def last_day(row, plan) -> date:
    """The last day somebody is an apprentice: of the plan, or on which either ended early."""
    ends = (plan.ends_on, plan.cancelled_on, row.left_on)
    return min(day for day in ends if day)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def weeks_due(row, plan, on: date) -> list[date]:
    """Mondays of all weeks the person was an apprentice in until a day, the latest first."""
    if plan.state not in BEGUN:
        return []
    first, last = monday_of(plan.starts_on), min(last_day(row, plan), on)
    number = (last - first).days // 7 + 1 if last >= plan.starts_on else 0
    return [first + timedelta(weeks=n) for n in reversed(range(number))]
