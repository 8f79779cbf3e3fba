"""Whether a minor may enrol: a guardian's consent stands, or the statement of the own income.

Asked of nobody else: an adult's age is known before, and costs no query.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from policies.decisions import Condition, Finding, cite
from policies.queries import value_on
from trainees.ages import MAJORITY, age_on, is_minor
from trainees.enums import GuardianshipState, StatementState
from trainees.models import Guardianship, IncomeStatement

CODE = "guardian_consent_missing"
LIVE = (GuardianshipState.INVITED, GuardianshipState.CONSENTED)


def is_agreed(facts, rules) -> Finding:
    """Met by the consent of one guardian, or by the own statement; the number is the evidence."""
    figures = {
        "age": facts["age_today"],
        "majority": rules[MAJORITY].figure,
        **{name: facts[name] for name in ("guardian", "statement", "asked_on")},
    }
    met = bool(facts["guardian"] or facts["statement"])
    return Finding(met, figures, {"guardian": {}})


def agreed_words(figures) -> str:
    """What it was found by, or who has not answered yet."""
    if figures["guardian"]:
        return _("consent %(number)s of %(on)s") % figures["guardian"]
    if figures["statement"]:
        return _("own statement %(number)s of %(on)s") % figures["statement"]
    if figures["asked_on"]:
        return _("your guardian was asked on %(asked_on)s and has not answered yet") % figures
    return _("%(age)d years today; from %(majority)s on nobody has to agree") % figures


def agreed_remedy(figures) -> str:
    if figures["asked_on"]:
        return _("Remind your guardian of the text message with the link, or ask again.")
    return _(
        "Ask your guardian under “My guardian”. If you live mainly on your own income, you can "
        "state that there instead."
    )


GUARDIAN = Condition(
    "guardian",
    CODE,
    gettext_lazy("A guardian agrees, or one lives on the own income"),
    is_agreed,
    inputs=("age_today", "guardian", "statement", "asked_on"),
    rule=MAJORITY,
    applies="is_minor",
    detail=agreed_words,
    remedy=agreed_remedy,
)
GUARDIAN_AGREES = Condition(
    "guardian",
    CODE,
    GUARDIAN.title,
    lambda facts, rules: Finding(facts["is_agreed"], {}, {"is_agreed": True}),
    inputs=("is_agreed",),
    rule=MAJORITY,
    applies="is_minor",
    remedy=lambda f: _("The person asks the guardian on the own phone first."),
)
"""What a unit is told of a minor: somebody agrees, or nobody; never who nor how."""


def own_guardian_facts(actor, trainee) -> dict:
    """The facts of the condition; two queries for a minor, none for anybody else."""
    if not is_minor(trainee.birth_on):
        return {"is_minor": False}
    asked = Guardianship.objects.visible_to(actor).of_ward(actor.user_id)
    live = {row.state: row for row in asked.filter(state__in=LIVE).order_by("pk")}
    consent, open_one = live.get(GuardianshipState.CONSENTED), live.get(GuardianshipState.INVITED)
    stated = IncomeStatement.objects.visible_to(actor).filter(
        trainee_user_id=actor.user_id, state=StatementState.STATED
    )
    statement = None if consent else stated.first()
    return {
        "is_minor": True,
        "age_today": age_on(trainee.birth_on, clock.today()),
        "guardian": evidence(consent, "answered_at"),
        "statement": evidence(statement, "stated_at"),
        "asked_on": f"{clock.local_day(open_one.invited_at)}" if open_one else "",
    }


def evidence(row, moment: str) -> dict:
    """The record a condition was met by, with its day; nothing for none."""
    return {"number": row.number, "on": f"{clock.local_day(getattr(row, moment))}"} if row else {}


def guardian_rules() -> dict:
    return {MAJORITY: cite(value_on(MAJORITY, clock.today()))}
