"""What this app stores: the library, dated rows, sets that publish them, decisions."""

from policies.models.dated import DatedRow, DatedValue, RulesVersion, TimeLimit
from policies.models.decision import Decision
from policies.models.library import Clause, PolicyDocument
from policies.models.rule_set import RuleChange, RuleSet

__all__ = [
    "Clause",
    "DatedRow",
    "DatedValue",
    "Decision",
    "PolicyDocument",
    "RuleChange",
    "RuleSet",
    "RulesVersion",
    "TimeLimit",
]
