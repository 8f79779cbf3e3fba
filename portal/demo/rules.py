"""A rule set of the demo that waits for its publisher, so that publishing can be shown."""

from datetime import date
from decimal import Decimal

from core import clock
from core.access import Actor
from core.enums import Face, Role
from core.workflow import perform
from policies.models import PolicyDocument, RuleChange
from policies.services.rule_sets import create_rule_set, update_rule_set

# kind, code, figure, unit, clause of the general conditions
ROWS = (
    ("dated_value", "class_size_max", "45", "persons", "7"),
    ("dated_value", "attendance_threshold", "0.85", "share", "4"),
    ("time_limit", "tl_filing_lead", "12", "wd", "7"),
)


def make_rule_set(author, city) -> None:
    """A validated set of the demo's author; its rows hold from the second next year on."""
    actor = Actor(author.pk, city.pk, Role.POLICY_AUTHOR, city.district_id, Face.CITY)
    document = PolicyDocument.objects.get(short="gen")
    clauses = {clause.slug: clause for clause in document.clauses.all()}
    first_day = date(clock.today().year + 2, 1, 1)
    rule_set = create_rule_set(
        actor=actor, title="开班规模与出勤标准调整（演示）", document=document
    )
    rows = [
        RuleChange(
            kind=kind,
            code=code,
            figure=Decimal(figure),
            unit=unit,
            clause=clauses[slug],
            valid_from=first_day,
        )
        for kind, code, figure, unit, slug in ROWS
    ]
    update_rule_set(rule_set, actor=actor, changes=rows)
    perform(rule_set, "validate", actor=actor)
