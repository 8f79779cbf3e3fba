"""What a certificate brings, asked before anybody learns for it.

The upgrade subsidy 技能提升补贴 is for who is insured long enough, in place of the training
subsidy: one certificate is paid once (upg §4). The evaluation subsidy 评价补贴 comes beside the
training subsidy. The conditions are those of the rules, section 3, for a certificate issued today;
a claim is decided by the same ones, with the certificate and its day.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.access import Actor
from policies.decisions import Condition, Decided, Finding, Process, cite, decide, gather
from policies.enums import Parameter
from policies.queries import limit_on, value_on
from trainees.eligibility import PAID, SUBSIDY, Subject, count_words, in_year, paid
from trainees.list_answers import months_insured
from trainees.list_checks import excluded, list_facts, list_rules, list_words, named, too_old
from trainees.list_kinds import INSURED
from trainees.services.people import own_trainee

CLAIM = "tl_claim_certificate"
UPGRADE_RATES = {"5": Parameter.UPGRADE_5, "4": Parameter.UPGRADE_4, "3": Parameter.UPGRADE_3}
EVALUATION_RATES = {
    "5": Parameter.EVALUATION_5, "4": Parameter.EVALUATION_4, "3": Parameter.EVALUATION_3,
}  # fmt: skip
MONTHS, YEAR_LIMIT = Parameter.UPGRADE_INSURED_MONTHS, Parameter.UPGRADE_LIMIT
LIFETIME_LIMIT = Parameter.EVALUATION_LIMIT


def in_lifetime(facts, rules) -> Finding:
    used, most = len(paid(facts, ["evaluation_subsidy"])), int(rules[LIFETIME_LIMIT].figure)
    return Finding(used < most, {"used": used, "most": most})


def insured_long_enough(facts, rules) -> Finding:
    found, least = facts[INSURED.code], int(rules[MONTHS].figure)
    figures = {**named(found), "months": found["months"], "least": least}
    return too_old(INSURED, facts, rules) or Finding(found["months"] >= least, figures)


def insured_words(figures) -> str:
    if "months" not in figures:
        return list_words(figures)
    return _("%(months)d of %(least)d months") % figures + " · " + list_words(figures)


def insured_remedy(figures) -> str:
    if "months" not in figures:
        return _("Wait until a newer list is loaded.")
    return _("Claim once enough months are paid in; the certificate counts for some time.")


RATE = replace(
    SUBSIDY.condition("rate"),
    title=gettext_lazy("There is an amount for this level"),
    remedy=lambda f: _("Paid for levels 5 to 3."),
)
UPGRADE = Process(
    "upgrade subsidy",
    1,
    (
        *excluded(),
        SUBSIDY.condition("same"),
        SUBSIDY.condition("higher"),
        Condition(
            "year",
            "limit_calendar_year",
            gettext_lazy("Upgrade subsidy paid less often this year than allowed"),
            partial(in_year, limit=YEAR_LIMIT, streams=("upgrade_subsidy",)),
            inputs=("claim_on",),
            source=PAID,
            rule=YEAR_LIMIT.value,
            detail=count_words,
        ),
        Condition(
            "insured",
            "insurance_months_short",
            gettext_lazy("Insured for long enough"),
            insured_long_enough,
            inputs=("asked_on",),
            source=INSURED.code,
            rule=MONTHS.value,
            detail=insured_words,
            remedy=insured_remedy,
        ),
        RATE,
    ),
    title=gettext_lazy("Upgrade subsidy"),
)
EVALUATION = Process(
    "evaluation subsidy",
    1,
    (
        *excluded(),
        Condition(
            "lifetime",
            "limit_lifetime",
            gettext_lazy("Evaluation subsidy paid less often than allowed"),
            in_lifetime,
            source=PAID,
            rule=LIFETIME_LIMIT.value,
            detail=count_words,
        ),
        RATE,
    ),
    title=gettext_lazy("Evaluation subsidy"),
)
RATES = {UPGRADE: UPGRADE_RATES, EVALUATION: EVALUATION_RATES}


def certificate_decided(process: Process, trainee, subject: Subject, lists: Mapping) -> Decided:
    """One of the two for one person, as if the certificate were issued today.

    `lists` as for `eligibility.subsidy_decided`, with the months insured where that is known.
    """
    today = clock.today()
    facts = {
        "what": subject.what,
        "level": subject.level,
        "asked_on": f"{today}",
        "filed_on": f"{today}",
        "claim_on": f"{max(subject.ends_on, today)}",
        **lists,
        **gather([PAID], [trainee.pk])[trainee.pk],
    }
    figures = (INSURED.days, MONTHS, YEAR_LIMIT, LIFETIME_LIMIT)
    rules = {name.value: cite(value_on(name, today)) for name in figures} | list_rules(today)
    if rate := RATES[process].get(subject.level):
        rules["rate"] = cite(value_on(rate, today))
    return decide(process, facts, rules)


def own_certificate_subsidies(actor: Actor, subject: Subject) -> list[Decided]:
    """Those of the acting person; none for a course, which ends without a level."""
    trainee = own_trainee(actor)
    if trainee is None or not subject.level:
        return []
    lists = list_facts(trainee, subject.starts_on) | insured_facts(trainee)
    return [certificate_decided(process, trainee, subject, lists) for process in RATES]


def insured_facts(trainee) -> dict:
    """How many months are paid in until today; nothing where nobody loaded the list."""
    found = months_insured(trainee, clock.today())
    return {INSURED.code: {**found, "as_of": f"{found['as_of']}"}} if found else {}


def claim_limit():
    """The time limit of the claim (upg §2, gen §5), from the issue of the certificate on."""
    return limit_on(CLAIM, clock.today())
