"""The living allowance 生活费补贴: for whom, how much, for which days; before anything is claimed.

It is paid for every day on which somebody of a named group attended a training of key groups
(liv §1). The conditions are those of the rules, section 3, as for the training subsidy; a claim is
decided by the same ones.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Sum
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.access import Actor
from policies.decisions import Condition, Decided, Finding, Process, cite, decide
from policies.enums import Outcome
from policies.queries import limit_on, value_on
from trainees.checks import age_on
from trainees.eligibility import SUBSIDY, Subject
from trainees.enums import AttendanceState
from trainees.group_checks import GROUP, group_facts
from trainees.list_checks import excluded, list_facts, list_rules
from trainees.models import AttendanceRecord, Enrolment, KeyGroup
from trainees.queries import own_proofs
from trainees.services.people import own_trainee

RATE, CLAIM = "living_allowance_day", "tl_claim_living"


def a_day(facts, rules) -> Finding:
    return Finding(True, {"amount": f"{Decimal(rules[RATE].figure):.2f}"})


ALLOWANCE = Process(
    "living allowance",
    1,
    (
        SUBSIDY.condition("age"),
        *excluded(),
        GROUP,
        Condition(
            "rate",
            "no_rate",
            gettext_lazy("For every day attended"),
            a_day,
            rule=RATE,
            detail=lambda f: _("%(amount)s CNY a day; a day without attendance does not count") % f,
        ),
    ),
    title=gettext_lazy("Living allowance"),
)


class Day(NamedTuple):
    """A day of a class on which somebody attended, and what it counts."""

    on: date
    minutes: int
    amount: Decimal


def is_paid_for(subject: Subject) -> bool:
    """For trainings of key groups alone, not for what an enterprise teaches."""
    return subject.needs_group and not subject.is_of_enterprise


def allowance_decided(
    trainee, subject: Subject, proofs: Iterable, lists: Mapping, groups: list[str]
) -> Decided:
    """Whether one person gets it, as known today; `groups` are the codes of those it is for.

    `proofs` and `lists` as for `eligibility.subsidy_decided`.
    """
    facts = {
        "age": age_on(trainee.birth_on, subject.starts_on),
        "needs_group": True,
        **group_facts(proofs, groups, subject.starts_on),
        "asked_on": f"{clock.today()}",
        **lists,
    }
    rules = {
        "min_age": cite(value_on("min_age", subject.starts_on)),
        RATE: cite(value_on(RATE, subject.starts_on)),
        **list_rules(clock.today()),
    }
    return decide(ALLOWANCE, facts, rules)


def own_allowance(actor: Actor, subject: Subject) -> Decided | None:
    """That of the acting person; None where none is paid for it, or there is no record."""
    trainee = own_trainee(actor)
    if trainee is None or not is_paid_for(subject):
        return None
    groups = KeyGroup.objects.filter(has_allowance=True, is_active=True)
    codes = list(groups.order_by("code").values_list("code", flat=True))
    proofs = own_proofs.rows(actor)
    lists = list_facts(trainee, subject.starts_on)
    return allowance_decided(trainee, subject, proofs, lists, codes)


def may_come(decided: Decided | None) -> bool:
    return decided is not None and decided.outcome != Outcome.REFUSED


def days_attended(actor: Actor, enrolment: Enrolment) -> list[Day]:
    """Every day on which the acting person was there, in order, with what it counts."""
    own = AttendanceRecord.objects.visible_to(actor).filter(enrolment=enrolment, minutes__gt=0)
    by_day = own.exclude(state=AttendanceState.VOIDED).annotate(on=TruncDate("session__starts_at"))
    rows = by_day.order_by("on").values_list("on").annotate(Sum("minutes"))
    return [Day(on, minutes, value_on(RATE, on).value) for on, minutes in rows]


def teaching_days(training_class) -> int:
    """On how many days the class is held."""
    days = training_class.sessions.scheduled().annotate(on=TruncDate("starts_at"))
    return days.order_by("on").values("on").distinct().count()


def claim_limit(ends_on: date):
    """The time limit of the claim (liv §2), which runs from the last session."""
    return limit_on(CLAIM, ends_on)
