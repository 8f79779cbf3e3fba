"""Whether a plan of apprentices may be filed and approved: every condition of it (2.11).

The facts of an apprentice are kept under what stands in the contract, never under the name.
"""

from decimal import Decimal

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.calendar import add_months
from core.punctuation import enumerated, itemised
from organizations.enums import OrganizationKind, Standing
from policies.decisions import Condition, Decided, Finding, Process, cite, decide
from policies.queries import value_on
from trainees.models import Employment

CONTRACT = "contract_months"
DAY = "%Y-%m-%d"


def whole_months(first, last) -> int:
    """Whole months from the first day to the last, both included; 0 where there is none."""
    months = max(0, (last.year - first.year) * 12 + last.month - first.month + 1)
    after = last.toordinal() + 1
    while months and add_months(first, months).toordinal() > after:
        months -= 1
    return months


def of_each(facts, fails) -> Finding:
    """Passed where no contract fails; the figures name those that do."""
    failing = [one["contract"] for one in facts["apprentices"] if fails(one)]
    return Finding(not failing, {"who": failing})


def has_apprentices(facts, rules) -> Finding:
    return Finding(bool(facts["apprentices"]), {"number": len(facts["apprentices"])})


def is_accredited(facts, rules) -> Finding:
    return Finding(facts["is_accredited"], {}, {"is_accredited": True})


def not_begun(facts, rules) -> Finding:
    figures = {"first": facts["first"], "today": facts["today"]}
    return Finding(facts["today"] <= facts["first"], figures)


def long_enough(facts, rules) -> Finding:
    least = int(Decimal(rules[CONTRACT].figure))
    short = [
        f"{one['contract']} ({one['months']})"
        for one in facts["apprentices"]
        if one["months"] < least
    ]
    return Finding(not short, {"least": least, "who": short})


def has_papers(facts, rules) -> Finding:
    return of_each(facts, lambda one: not one["has_file"])


def covers_plan(facts, rules) -> Finding:
    return of_each(facts, lambda one: one["from"] > facts["first"] or one["until"] < facts["last"])


def is_employed(facts, rules) -> Finding:
    return of_each(facts, lambda one: not one["is_employed"])


def has_two_mentors(facts, rules) -> Finding:
    return of_each(facts, lambda one: one["mentors"] < 2)


def is_free(facts, rules) -> Finding:
    return of_each(facts, lambda one: one["is_elsewhere"])


def whose(figures) -> str:
    """The contracts a condition is about."""
    if not figures["who"]:
        return ""
    return _("contract %(numbers)s") % {"numbers": enumerated(figures["who"])}


def months_words(figures) -> str:
    least = _("at least %(least)d months") % figures
    return itemised([least, whose(figures)]) if figures["who"] else least


PLAN = Process(
    "apprenticeship plan",
    1,
    (
        Condition(
            "apprentices",
            "apprentices_missing",
            gettext_lazy("At least one apprentice"),
            has_apprentices,
            inputs=("apprentices",),
            clause="app §2",
            detail=lambda f: _("%(number)d in the plan") % f,
            remedy=lambda f: _("Add your employees with their contracts and mentors."),
        ),
        Condition(
            "institution",
            "accreditation_missing",
            gettext_lazy("The training institution is accredited"),
            is_accredited,
            inputs=("is_accredited",),
            clause="gen §9",
            remedy=lambda f: _("Choose an accredited institution of the directory."),
        ),
        Condition(
            "begin",
            "plan_begun",
            gettext_lazy("Filed before it begins"),
            not_begun,
            inputs=("first", "today"),
            clause="app §2",
            applies="is_filing",
            detail=lambda f: _("first day %(first)s; today is %(today)s") % f,
            remedy=lambda f: _("Change the first day of the plan."),
        ),
        Condition(
            "contract",
            "contract_too_short",
            gettext_lazy("Every training contract is long enough"),
            long_enough,
            inputs=("apprentices",),
            rule=CONTRACT,
            detail=months_words,
            remedy=lambda f: _("Extend these contracts, or take the apprentices off the plan."),
        ),
        Condition(
            "covers",
            "contract_outside_plan",
            gettext_lazy("Every contract covers the days of the plan"),
            covers_plan,
            inputs=("apprentices", "first", "last"),
            clause="app §2",
            detail=whose,
            remedy=lambda f: _("Correct the days of these contracts or of the plan."),
        ),
        Condition(
            "papers",
            "contract_paper_missing",
            gettext_lazy("Every contract is there as a file"),
            has_papers,
            inputs=("apprentices",),
            clause="app §2",
            detail=whose,
            remedy=lambda f: _("Add the signed contracts of these apprentices."),
        ),
        Condition(
            "employed",
            "apprentice_not_employed",
            gettext_lazy("Everybody is employed by you for the whole contract"),
            is_employed,
            inputs=("apprentices",),
            clause="app §2",
            detail=whose,
            remedy=lambda f: _("Bring the employments up to date in your list of employees."),
        ),
        Condition(
            "mentors",
            "mentors_missing",
            gettext_lazy("Two mentors for everybody: one of each unit"),
            has_two_mentors,
            inputs=("apprentices",),
            clause="app §2",
            detail=whose,
            remedy=lambda f: _("Choose members who act as mentors; each unit invites its own."),
        ),
        Condition(
            "once",
            "apprenticed_already",
            gettext_lazy("Nobody is in another apprenticeship"),
            is_free,
            inputs=("apprentices",),
            clause="gen §3",
            detail=whose,
            remedy=lambda f: _("Take these apprentices off the plan until the other one is over."),
        ),
    ),
    title=gettext_lazy("Apprenticeship plan"),
)


def plan_decided(plan, *, is_filing=False) -> Decided:
    """Every condition as it stands today, for the enterprise and its district alike."""
    facts = {
        "is_filing": is_filing,
        "today": f"{clock.today():{DAY}}",
        "first": f"{plan.starts_on:{DAY}}",
        "last": f"{plan.ends_on:{DAY}}",
        "is_accredited": may_teach(plan.institution),
        "apprentices": apprentice_facts(plan),
    }
    return decide(PLAN, facts, {CONTRACT: cite(value_on(CONTRACT, clock.today()))})


def may_teach(unit) -> bool:
    """Whether a unit is an institution that is accredited."""
    return unit.kind == OrganizationKind.INSTITUTION and unit.standing == Standing.ACCREDITED


def apprentice_facts(plan) -> list[dict]:
    """Of each apprentice what the conditions need, in few queries however many there are."""
    rows = list(plan.apprentices.counting().select_related("employment"))
    mentors, elsewhere = mentors_of(plan), busy_elsewhere(plan)
    periods = list(
        Employment.objects.counting().filter(
            organization_id=plan.organization_id, trainee__in=[row.trainee_id for row in rows]
        )
    )
    return [
        {
            "contract": row.contract_number,
            "from": f"{row.contract_from:{DAY}}",
            "until": f"{row.contract_until:{DAY}}",
            "months": whole_months(row.contract_from, row.contract_until),
            "has_file": row.contract_id is not None,
            "is_employed": any(
                holds(period, row) for period in periods if period.trainee_id == row.trainee_id
            ),
            "mentors": len(valid_mentors(row, mentors)),
            "is_elsewhere": row.pk in elsewhere,
        }
        for row in rows
    ]


def holds(period, row) -> bool:
    """Whether an employment lasts from the first day of a contract to its last."""
    return period.since <= row.contract_from and (
        period.until is None or period.until >= row.contract_until
    )


def valid_mentors(row, mentors) -> set[int]:
    """Those of the two named who are mentors of their unit today, and not the apprentice."""
    named = {
        (row.enterprise_mentor_id, row.organization_id),
        (row.institution_mentor_id, row.institution_id),
    }
    return {person for person, unit in named & set(mentors)} - {row.trainee_user_id}


def mentors_of(plan) -> dict[tuple[int, int], str]:
    """Names of whoever is a mentor in one of the two units of a plan, by (user id, unit id).

    A listed function: a unit reads no members of another, but those it trains with.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT person, unit, called FROM mentors_of_plan(%s)", [plan.pk])
        return {(person, unit): name for person, unit, name in cursor.fetchall()}


def busy_elsewhere(plan) -> set[int]:
    """Keys of apprentices who are in another live plan; a listed function, across enterprises."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT apprenticed_elsewhere(%s)", [plan.pk])
        return {row[0] for row in cursor.fetchall()}
