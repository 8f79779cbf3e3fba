"""The published rules of online study: which figure and which clause stand behind each reason."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from core import clock
from core.refusals import listed
from policies.models import Clause
from policies.queries import value_on
from trainees.effective_minutes import MINUTE, SECOND, Rules
from trainees.enums import StudyReason as R

# Of each reason the clause and, where it has one, the dated figure, in the order people read them.
BASES = {
    R.GAP: ("onl §2", "study_gap_max"),
    R.PAUSED: ("onl §2", ""),
    R.IDLE: ("onl §2", "study_idle_max"),
    R.HIDDEN: ("onl §3", ""),
    R.SPEED: ("onl §4", "study_speed_max"),
    R.SEEK: ("onl §4", "study_drift_max"),
    R.SEEN: ("onl §4", ""),
    R.PARALLEL: ("onl §5", ""),
    R.ORDER: ("onl §5", ""),
    R.REGULAR: ("onl §5", "study_regular_beats"),
    R.DAY: ("onl §6", "study_day_max"),
}
ACCEPTED = "onl §1"
HOW_LONG = 3  # heartbeats that may be lost in the longest gap

WORDS = {
    R.GAP: _("The page reports every few seconds. Without a report for longer than this, the "
             "time between two reports does not count."),
    R.PAUSED: _("Only time in which the item runs counts."),
    R.IDLE: _("Touch the page now and then. After this long without a touch nothing counts until "
              "the next one."),
    R.HIDDEN: _("Only time with the page in front counts."),
    R.SPEED: _("You may play faster up to this speed; the time that passed counts. Faster than "
               "that nothing counts."),
    R.SEEK: _("What you jump over does not count. The item may be ahead of the clock by this much "
              "at most."),
    R.SEEN: _("What has counted once counts no second time."),
    R.PARALLEL: _("Two devices or items at one moment count once."),
    R.ORDER: _("Reports that arrive in the wrong order do not count."),
    R.REGULAR: _("So many reports in a row at equal intervals come from a program, and do not "
                 "count."),
    R.DAY: _("More than this does not count on one day."),
}  # fmt: skip


class Published(NamedTuple):
    """One rule as people read it; `row` is its dated figure or None."""

    title: str
    words: str
    row: object
    clause: Clause


def figures_on(day) -> dict:
    """The dated figures in force, by their codes."""
    codes = [code for _clause, code in BASES.values() if code] + ["study_regular_spread"]
    return {code: value_on(code, day) for code in codes}


def rules_on(day) -> Rules:
    """The figures in force on a day, as the engine takes them."""
    found = {code: row.value for code, row in figures_on(day).items()}
    return Rules(
        gap_max=int(found["study_gap_max"] * SECOND),
        speed_max=float(found["study_speed_max"]),
        drift_max=int(found["study_drift_max"] * SECOND),
        idle_max=int(found["study_idle_max"] * MINUTE),
        day_max=int(found["study_day_max"] * MINUTE),
        regular_beats=int(found["study_regular_beats"]),
        regular_spread=int(found["study_regular_spread"] * SECOND),
    )


def beat_seconds() -> int:
    """How often a player reports: some reports may be lost before the longest gap is over."""
    return int(value_on("study_gap_max", clock.today()).value) // HOW_LONG


def clause_of(reason: str) -> str:
    """The label of the clause by which a stretch counts or not."""
    return BASES[reason][0] if reason else ACCEPTED


def clauses() -> dict[str, Clause]:
    """The clauses of these rules by their labels."""
    wanted = {ACCEPTED, *(clause for clause, _code in BASES.values())}
    found = Clause.objects.filter(label__in=wanted).select_related("document")
    return {row.label: row for row in found}


def published(day) -> list[Published]:
    """Every rule with its figure and clause, for the page that everybody reads."""
    figures = figures_on(day)
    found = clauses()
    return [
        Published(listed(reason), WORDS[reason], figures.get(code), found[label])
        for reason, (label, code) in BASES.items()
    ]
