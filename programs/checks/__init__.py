"""The conditions of a listing and of a filing: figures, clause, what would change them."""

from programs.checks.facts import lessons_of, local_day, online_lessons
from programs.checks.filing import FILING, decide_filing, filing_checks
from programs.checks.listing import LISTING
from programs.checks.programme_facts import decide_listing, listing_checks, sums_of
from programs.holidays import is_holiday

__all__ = [
    "FILING",
    "LISTING",
    "decide_filing",
    "decide_listing",
    "filing_checks",
    "is_holiday",
    "lessons_of",
    "listing_checks",
    "local_day",
    "online_lessons",
    "sums_of",
]
