"""The decision engine: facts and rule rows in, every step with its figures and clause out.

A higher app declares a `Process`, collects its facts (plain JSON values) and calls `decide`, which
is pure. What it gives is shown by `checks_of`, enforced by `require_met`, kept by `store`, and
decided again, to the byte, by `replay`.
"""

from policies.decisions.checks import Check, failed, require
from policies.decisions.engine import (
    NOT_CHECKED,
    Condition,
    Decided,
    Finding,
    Process,
    RuleRow,
    Step,
    check_one,
    checks_of,
    cite,
    decide,
    require_met,
    titles,
    without,
)
from policies.decisions.records import as_decided, replay, store
from policies.decisions.sources import gather, provide

__all__ = [
    "NOT_CHECKED",
    "Check",
    "Condition",
    "Decided",
    "Finding",
    "Process",
    "RuleRow",
    "Step",
    "as_decided",
    "check_one",
    "checks_of",
    "cite",
    "decide",
    "failed",
    "gather",
    "provide",
    "replay",
    "require",
    "require_met",
    "store",
    "titles",
    "without",
]
