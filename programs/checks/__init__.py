"""The conditions of a class filing, each with its figures, its clause and what would change it."""

from programs.checks.facts import lessons_of, local_day, online_lessons
from programs.checks.filing import (
    FILING,
    decide_filing,
    decide_planned,
    filing_checks,
    online_check,
)
from programs.holidays import is_holiday

__all__ = [
    "FILING",
    "decide_filing",
    "decide_planned",
    "filing_checks",
    "is_holiday",
    "lessons_of",
    "local_day",
    "online_check",
    "online_lessons",
]
