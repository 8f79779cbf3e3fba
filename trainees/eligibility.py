"""May I, for what, how much, and why not: the training subsidy before anything is claimed.

The conditions stand in the order of the rules, section 3. What the bureau does not know yet is open
and never met: lists nobody has loaded, lines no app has paid, a proof the district still reads.
A later decision about a claim asks the same conditions, with more facts.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.access import Actor
from core.calendar import add_months
from core.identifiers import SkillLevel, is_high_skilled, rank
from policies.decisions import Condition, Decided, Finding, Process, cite, decide, gather
from policies.queries import limit_on, value_on
from programs.enums import CourseType, RatePart, TrainingType
from programs.standards import rate_on, subject_of
from trainees.ages import age_on
from trainees.checks import ENROLMENT
from trainees.completion_checks import THRESHOLD, threshold_code
from trainees.group_checks import GROUP, group_facts
from trainees.list_checks import excluded, list_facts, list_rules
from trainees.queries import own_proofs
from trainees.services.people import own_trainee

PAID = "paid_lines"
TRAINING_STREAMS = (
    "training_subsidy", "project_training_subsidy", "enterprise_training_subsidy",
)  # fmt: skip
FAMILY = (*TRAINING_STREAMS, "apprenticeship_subsidy", "upgrade_subsidy")
YEAR_LIMIT, ROLLING_LIMIT, ROLLING_MONTHS = (
    "count_limit_calendar_year", "count_limit_rolling", "count_window_rolling",
)  # fmt: skip
CLAIM = "tl_claim_training"
FEN = Decimal("0.01")


class Subject(NamedTuple):
    """What is asked about: an occupation at a level or a course, and the days that count."""

    what: str
    level: str
    needs_group: bool
    filed_on: date
    starts_on: date
    ends_on: date
    is_of_enterprise: bool = False
    threshold: str = THRESHOLD  # which dated value the attendance is measured by


def paid(facts, streams) -> list[dict]:
    return [line for line in facts[PAID] if line["stream"] in streams]


def not_paid_before(facts, rules) -> Finding:
    same = facts["what"], facts["level"]
    found = [line for line in paid(facts, FAMILY) if (line["what"], line["level"]) == same]
    figures = {"claimed": found[0]["claimed"]} if found else {}
    return Finding(not found, figures)


def no_higher_level(facts, rules) -> Finding:
    of_it = (line["level"] for line in paid(facts, FAMILY) if line["what"] == facts["what"])
    higher = [level for level in of_it if rank(level) > rank(facts["level"])]
    return Finding(not higher, {"level": max(higher, key=rank)} if higher else {})


def in_year(facts, rules, limit=YEAR_LIMIT, streams=TRAINING_STREAMS) -> Finding:
    most, year = int(rules[limit].figure), facts["claim_on"][:4]
    used = sum(line["claimed"][:4] == year for line in paid(facts, streams))
    figures = {"used": used, "most": most, "year": int(year)}
    return Finding(used < most, figures)


def in_window(facts, rules) -> Finding:
    """A line counts while its day and the months of the window lie after the new claim."""
    most, months = (int(rules[name].figure) for name in (ROLLING_LIMIT, ROLLING_MONTHS))
    day = date.fromisoformat(facts["claim_on"])
    claimed = (date.fromisoformat(line["claimed"]) for line in paid(facts, TRAINING_STREAMS))
    used = sum(add_months(one, months) > day for one in claimed)
    return Finding(used < most, {"used": used, "most": most, "months": months})


def has_rate(facts, rules) -> Finding:
    if "rate" not in rules:
        return Finding(False, {"day": facts["filed_on"]})
    base = Decimal(rules["rate"].figure)
    share = Decimal(rules["float"].figure) if "float" in rules else Decimal(0)
    amount = (base * (1 + share)).quantize(FEN, ROUND_HALF_UP)
    percent = f"{(share * 100).normalize():f}"
    return Finding(True, {"base": f"{base:.2f}", "share": percent, "amount": f"{amount:.2f}"})


def rate_words(figures) -> str:
    if "amount" not in figures:
        return _("no rate for this occupation and level on %(day)s") % figures
    money = {name: f"{Decimal(figures[name]):,.2f}" for name in ("base", "amount")}
    if figures["share"] == "0":
        return _("%(amount)s CNY") % money
    return _("%(base)s CNY + %(share)s%% for shortage = %(amount)s CNY") % (figures | money)


def count_words(figures) -> str:
    return _("%(used)d of %(most)d times") % figures


SUBSIDY = Process(
    "training subsidy",
    1,
    (
        Condition(
            "enterprise",
            "not_eligible",
            gettext_lazy("Paid for the person, not for an enterprise"),
            lambda facts, rules: Finding(False),
            clause="gen §1",
            applies="is_of_enterprise",
            remedy=lambda f: _("An enterprise claims what its classes are subsidised with."),
        ),
        ENROLMENT.condition("age"),
        *excluded(),
        GROUP,
        Condition(
            "same",
            "same_occupation_level_paid",
            gettext_lazy("This occupation and level not subsidised before"),
            not_paid_before,
            inputs=("what", "level"),
            source=PAID,
            clause="gen §2",
            detail=lambda f: _("claimed on %(claimed)s") % f if f else "",
            remedy=lambda f: _("Choose a higher level or another occupation."),
        ),
        Condition(
            "higher",
            "higher_level_held",
            gettext_lazy("No higher level of it subsidised before"),
            no_higher_level,
            inputs=("what", "level"),
            source=PAID,
            clause="gen §2",
            applies="level",
            detail=lambda f: str(SkillLevel(f["level"]).label) if f else "",
            remedy=lambda f: _("Choose a higher level or another occupation."),
        ),
        Condition(
            "year",
            "limit_calendar_year",
            gettext_lazy("Subsidised less often this year than allowed"),
            in_year,
            inputs=("claim_on",),
            source=PAID,
            rule=YEAR_LIMIT,
            detail=count_words,
            remedy=lambda f: _("Choose a class that ends in the next year."),
        ),
        Condition(
            "rolling",
            "limit_rolling",
            gettext_lazy("Subsidised less often in the rolling window than allowed"),
            in_window,
            inputs=("claim_on",),
            source=PAID,
            rule=ROLLING_LIMIT,
            detail=count_words,
        ),
        Condition(
            "rate",
            "no_rate",
            gettext_lazy("There is a rate for it"),
            has_rate,
            inputs=("filed_on",),
            rule="rate",
            detail=rate_words,
            remedy=lambda f: _("Choose an occupation and level of the demand catalogue."),
        ),
    ),
    title=gettext_lazy("Training subsidy"),
)


def subject_of_class(training_class) -> Subject:
    """A class: the rate is that of the filing day (rules, section 5)."""
    what, level = subject_of(training_class.programme)
    kind = training_class.programme.training_type
    filed = training_class.filed_on or clock.today()
    days = training_class.starts_on, training_class.ends_on
    is_of_enterprise, needs_group = kind == TrainingType.ENTERPRISE, kind == TrainingType.KEY_GROUP
    threshold = threshold_code(training_class.programme)
    return Subject(what, level, needs_group, filed, *days, is_of_enterprise, threshold)


def subject_today(what: str, level: str) -> Subject:
    """An occupation at a level, or a course, as if a class were filed and began today."""
    today = clock.today()
    needs_group = what not in CourseType.values and not is_high_skilled(level)
    return Subject(what, level, needs_group, today, today, today)


def subsidy_decided(
    trainee, subject: Subject, group: str, proofs: Iterable, lists: Mapping
) -> Decided:
    """The subsidy of one person for one subject, as known today.

    `group` is the code of the key group that is stated, or empty; `proofs` are the person's
    memberships of any state, of which those of the group count, all of them where none is stated.
    `lists` is what the newest list of each kind says (`list_checks.list_facts`).
    """
    facts = {
        "age": age_on(trainee.birth_on, subject.starts_on),
        "what": subject.what,
        "level": subject.level,
        "needs_group": subject.needs_group,
        "is_of_enterprise": subject.is_of_enterprise,
        **group_facts(proofs, [group] if group else [], subject.starts_on),
        "asked_on": f"{clock.today()}",
        "filed_on": f"{subject.filed_on}",
        "claim_on": f"{max(subject.ends_on, clock.today())}",
        **lists,
        **gather([PAID], [trainee.pk])[trainee.pk],
    }
    return decide(SUBSIDY, facts, rules_of(subject))


def own_subsidy(actor: Actor, subject: Subject, group: str = "") -> Decided | None:
    """The subsidy of the acting person; None for whoever has no trainee record."""
    trainee = own_trainee(actor)
    if trainee is None:
        return None
    lists = list_facts(trainee, subject.starts_on)
    proofs = own_proofs.rows(actor)
    return subsidy_decided(trainee, subject, group, proofs, lists)


def rules_of(subject: Subject) -> dict:
    """Every figure the conditions compare with, as it holds on its own day."""
    counted = clock.today()
    rules = {
        "min_age": value_on("min_age", subject.starts_on),
        **{name: value_on(name, counted) for name in (YEAR_LIMIT, ROLLING_LIMIT, ROLLING_MONTHS)},
    }
    found = rate_on(subject.what, subject.level, subject.filed_on)
    if found:
        rules["rate"] = found.base
        if found.added:
            rules[RatePart.FLOAT.value] = found.added
    return {name: cite(row) for name, row in rules.items()} | list_rules(counted)


def duties(subject: Subject) -> list:
    """What has to be kept to once enrolled: the figures, with their clauses."""
    return [value_on(subject.threshold, subject.starts_on), limit_on(CLAIM, clock.today())]


def amount_of(decided: Decided) -> str:
    """What would be paid, in CNY; empty without a rate."""
    return next((s.figures.get("amount", "") for s in decided.steps if s.name == "rate"), "")
