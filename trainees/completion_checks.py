"""What completes a class: each requirement with its facts, its dated figure and its words.

Another requirement is one more `Requirement` in `REQUIREMENTS`: a condition of the process, where
its facts come from and which rule rows it cites. One that is not asked of a class gives no facts,
and its condition `applies` only with them. Nothing else has to know of it.
"""

from collections.abc import Callable
from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from policies.decisions import Condition, Decided, Finding, Process, RuleRow, cite, decide
from policies.queries import value_on
from programs.models import TrainingClass
from trainees.models import Enrolment
from trainees.queries import passed_plans
from trainees.study_minutes import attended_minutes

THRESHOLD, GRADUATE_THRESHOLD = "attendance_threshold", "attendance_threshold_graduates"
PASS_MARK = "completion_pass_mark"
GRADUATES = {"graduate_year", "unemployed_graduate", "next_year_graduate"}
"""A programme for these groups alone is conversion training 高校毕业生转换培训."""


class Requirement(NamedTuple):
    """A condition, its facts and its rules.

    `facts(training_class, ids)` gives enrolment id → plain values, in a constant number of
    queries; `rules(training_class)` the rule rows by the names the condition uses.
    """

    condition: Condition
    facts: Callable[[TrainingClass, list[int]], dict[int, dict]]
    rules: Callable[[TrainingClass], dict[str, RuleRow]]


def percent(share: Decimal) -> str:
    return f"{share * 100:.1f}"


def attendance(facts, rules) -> Finding:
    """Attended and scheduled minutes against the threshold, before rounding (rules, section 9).

    A class of which every session was voided completes nobody.
    """
    attended, scheduled = facts["attended"], facts["scheduled"]
    threshold = Decimal(rules[THRESHOLD].figure)
    passed = scheduled > 0 and Decimal(attended) >= threshold * scheduled
    needed = int((threshold * scheduled).to_integral_value(rounding=ROUND_CEILING))
    figures = {
        "attended": attended,
        "scheduled": scheduled,
        "share": percent(Decimal(attended) / scheduled if scheduled else Decimal(0)),
        "threshold": percent(threshold),
        "needed": needed,
        "more": max(0, needed - attended),
    }
    if "made_up" in facts:  # only where it is: earlier decisions know no such figure
        figures["made_up"] = facts["made_up"]
    return Finding(passed, figures, {"attended": needed} if scheduled else None)


def attendance_facts(training_class, ids) -> dict[int, dict]:
    """Minutes of the sessions that were held; how many were made up stands where any were."""
    sessions, first_day = training_class.sessions, training_class.starts_on
    scheduled = sessions.scheduled().aggregate(sum=Sum("minutes"))["sum"] or 0
    attended = attended_minutes(sessions.held(), ids, first_day)
    at_first = attended
    if sessions.held().filter(makes_up__isnull=False).exists():
        at_first = attended_minutes(sessions.scheduled(), ids, first_day)
    return {pk: minute_facts(attended.get(pk, 0), scheduled, at_first.get(pk, 0)) for pk in ids}


def minute_facts(attended: int, scheduled: int, at_first: int) -> dict:
    """The facts of attendance; `at_first` are the minutes without what was made up."""
    made_up = {"made_up": attended - at_first} if attended > at_first else {}
    return {"attended": attended, "scheduled": scheduled} | made_up


def threshold_code(programme) -> str:
    """Which dated value is the threshold of a programme."""
    is_conversion = programme.key_groups and set(programme.key_groups) <= GRADUATES
    return GRADUATE_THRESHOLD if is_conversion else THRESHOLD


def attendance_rules(training_class) -> dict[str, RuleRow]:
    """In force on the first day, as known on the day of the decision."""
    return {THRESHOLD: threshold_of_class(training_class)}


def threshold_of_class(training_class) -> RuleRow:
    return in_force(threshold_code(training_class.programme), training_class.starts_on)


def in_force(code: str, first_day) -> RuleRow:
    return cite(value_on(code, first_day, known_on=max(first_day, clock.today())))


def score(facts, rules) -> Finding:
    """The completion score against the pass mark; equal is enough."""
    mark = rules[PASS_MARK].figure
    figures = {"score": facts["score"], "mark": mark}
    return Finding(Decimal(facts["score"]) >= Decimal(mark), figures, {"score": mark})


def score_facts(training_class, ids) -> dict[int, dict]:
    """Of whoever has attended, where the programme has a final test."""
    if not training_class.programme.has_final_test:
        return {pk: {} for pk in ids}
    rows = Enrolment.objects.filter(pk__in=ids).values_list("pk", "score", "first_signed_in_at")
    return {
        pk: {"has_final_test": True, "score": points(given)} if began else {}
        for pk, given, began in rows
    }


def points(given) -> str | None:
    """A score as decisions keep it: `85`, `59.5`."""
    return None if given is None else f"{given.normalize():f}"


def score_rules(training_class) -> dict[str, RuleRow]:
    """In force on the first day; nothing where there is no final test."""
    if not training_class.programme.has_final_test:
        return {}
    return {PASS_MARK: in_force(PASS_MARK, training_class.starts_on)}


def plan_passed(facts, rules) -> Finding:
    """Where the programme asks for a business plan, it has passed (ent §3)."""
    return Finding(facts["plan_passed"], {}, {"plan_passed": True})


def plan_facts(training_class, ids) -> dict[int, dict]:
    """Whether each business plan has passed, where the programme asks for one."""
    passed = passed_plans(training_class)
    if passed is None:
        return {pk: {} for pk in ids}
    return {pk: {"needs_plan": True, "plan_passed": pk in passed} for pk in ids}


def with_made_up(words: str, figures: dict) -> str:
    """The minutes in words, and how many of them were made up."""
    if not figures.get("made_up"):
        return words % figures
    told = {"words": words % figures, "made_up": figures["made_up"]}
    return _("%(words)s; %(made_up)d of them made up") % told


ATTENDANCE = Requirement(
    Condition(
        "attendance",
        "attendance_below_threshold",
        gettext_lazy("Attendance"),
        attendance,
        inputs=("attended", "scheduled"),
        rule=THRESHOLD,
        detail=lambda f: with_made_up(
            _("%(attended)d of %(scheduled)d minutes, %(share)s%%; at least %(threshold)s%%"), f
        ),
        remedy=lambda f: (
            _(
                "With %(more)d more minutes (%(needed)d in all) the threshold is reached. Until "
                "the class is archived, make-up lessons of the institution can bring them."
            )
            % f
        ),
    ),
    attendance_facts,
    attendance_rules,
)
SCORE = Requirement(
    Condition(
        "score",
        "score_below_pass_mark",
        gettext_lazy("Completion score"),
        score,
        inputs=("score",),
        rule=PASS_MARK,
        applies="has_final_test",
        detail=lambda f: _("%(score)s points; at least %(mark)s") % f,
        remedy=lambda f: _(
            "The institution may offer the final test again, in a later class of the programme."
        ),
    ),
    score_facts,
    score_rules,
)
PLAN = Requirement(
    Condition(
        "business_plan",
        "business_plan_not_passed",
        gettext_lazy("The business plan has passed"),
        plan_passed,
        inputs=("plan_passed",),
        clause="ent §3",
        applies="needs_plan",
        remedy=lambda f: _("The plan has to pass before the class is completed."),
    ),
    plan_facts,
    lambda training_class: {},
)
REQUIREMENTS = (ATTENDANCE, SCORE, PLAN)
COMPLETION = Process(
    "completion",
    1,
    tuple(requirement.condition for requirement in REQUIREMENTS),
    title=gettext_lazy("Completion"),
)


def completion_of(training_class, ids: list[int]) -> dict[int, Decided]:
    """Enrolment id → what is decided now, for people of a class. A constant number of queries."""
    rules, facts = {}, {pk: {} for pk in ids}
    for requirement in REQUIREMENTS:
        rules |= requirement.rules(training_class)
        for pk, found in requirement.facts(training_class, ids).items():
            facts[pk] |= found
    return {pk: decide(COMPLETION, facts[pk], rules) for pk in ids}
