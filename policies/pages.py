"""Decisions of a record as a part of its page: every step in the words of the reader."""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from core.pages.returned import is_returned
from core.refusals import reasons
from policies.decisions import Check, as_decided, checks_of
from policies.enums import Outcome, Result
from policies.models import Decision

TONES = {Outcome.GRANTED: "good", Outcome.REFUSED: "bad", Outcome.UNDECIDED: "warn"}
TEMPLATE = "policies/decisions.html"
MOST = 5


@dataclass(frozen=True)
class Told:
    """One stored decision with its steps in words."""

    decision: Decision
    checks: list[Check]

    @property
    def tone(self) -> str:
        return TONES[self.decision.outcome]

    @property
    def reason(self) -> str:
        """The leading reason in the reader's language."""
        return str(reasons()[self.decision.reason]) if self.decision.reason else ""


def decisions_of(obj, actor) -> list[Told]:
    """The latest decisions about a record the actor may see. One query."""
    rows = Decision.objects.visible_to(actor).filter(model=obj._meta.label_lower, object_id=obj.pk)
    return [Told(row, words(row)) for row in rows[:MOST]]


def has_decision(obj, actor) -> bool:
    """Whether something was decided about the record."""
    rows = Decision.objects.visible_to(actor)
    return rows.filter(model=obj._meta.label_lower, object_id=obj.pk).exists()


def words(decision: Decision) -> list[Check]:
    decided = as_decided(decision)
    return checks_of(decided) if decided else []


def decision_rows(obj, actor) -> tuple[tuple[str, str, str, str], ...]:
    """The steps of the latest decision about a record as a paper shows them.

    Rows of condition, result, figures, clause; none when nothing was decided.
    """
    told = decisions_of(obj, actor)[:1]
    return tuple(
        (check.title, str(result_of(check).label), check.detail, check.clause)
        for one in told
        for check in one.checks
    )


def result_of(check: Check) -> Result:
    if check.is_open:
        return Result.OPEN
    return Result.PASSED if check.passed else Result.FAILED


def remedies(obj, actor) -> tuple[str, ...]:
    """What would change the latest decision about a record."""
    told = decisions_of(obj, actor)[:1]
    return tuple(check.remedy for one in told for check in one.checks if check.remedy)


def decisions_section(obj, actor) -> dict | None:
    """The section of a detail page, or None when nothing was decided.

    While a record is being completed its page shows what holds today; the rest is folded.
    """
    told = decisions_of(obj, actor)
    if not told:
        return None
    context = {"decisions": told, "is_folded": is_returned(obj)}
    return {"title": _("Automatic check"), "template": TEMPLATE, "context": context}


def decisions_html(obj, actor, *, beside_today=False) -> dict | None:
    """The same for the bureau's admin: title and html; folded beside the conditions of today."""
    part = decisions_section(obj, actor)
    if part is None:
        return None
    context = {**part["context"], "is_folded": beside_today}
    return {"title": part["title"], "html": render_to_string(TEMPLATE, context)}
