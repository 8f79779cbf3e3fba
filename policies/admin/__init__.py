"""The library, figures, rule sets and decisions in the bureau's admin."""

from policies.admin.decisions import DecisionAdmin
from policies.admin.figures import DatedValueAdmin, TimeLimitAdmin
from policies.admin.library import ClauseAdmin, PolicyDocumentAdmin
from policies.admin.rule_sets import RuleSetAdmin

__all__ = [
    "ClauseAdmin",
    "DatedValueAdmin",
    "DecisionAdmin",
    "PolicyDocumentAdmin",
    "RuleSetAdmin",
    "TimeLimitAdmin",
]
