"""Conditions that a reference list decides: one for each kind that bars from a subsidy."""

from datetime import date

from django.utils.translation import gettext as _

from core.calendar import span_words
from policies.decisions import NOT_CHECKED, Condition, Finding, cite
from policies.queries import value_on
from trainees.list_answers import last_day, own_answers
from trainees.list_kinds import ListKind, excluding


def listed(kind: ListKind) -> Condition:
    """Not on the newest list of a kind; open where that is too old to say anything."""

    def judge(facts, rules) -> Finding:
        found = facts[kind.code]
        return too_old(kind, facts, rules) or Finding(not found["is_on"], named(found))

    return Condition(
        kind.code, kind.excludes, kind.condition, judge, inputs=("asked_on",), source=kind.code,
        rule=kind.days.value, clause="gen §1", detail=list_words, remedy=list_remedy,
    )  # fmt: skip


def named(found: dict) -> dict:
    """Which list it was."""
    return {"as_of": found["as_of"], "number": found["number"]}


def too_old(kind: ListKind, facts, rules) -> Finding | None:
    """The step is open where the newest list of a kind is too old to say anything."""
    found, rule = facts[kind.code], rules[kind.days]
    last = last_day(date.fromisoformat(found["as_of"]), int(rule.figure))
    if facts["asked_on"] <= last.isoformat():
        return None
    old = {"figure": rule.figure, "unit": rule.unit}
    return Finding(None, named(found) | old, code=NOT_CHECKED)


def list_words(figures) -> str:
    words = _("list of %(as_of)s (%(number)s)") % figures
    if "figure" not in figures:
        return words
    told = {"list": words, "span": span_words(figures["figure"], figures["unit"])}
    return _("%(list)s: older than %(span)s, so it says nothing") % told


def list_remedy(figures) -> str:
    if "figure" in figures:
        return _("Wait until a newer list is loaded.")
    return _("If this is wrong, ask the authority that keeps the list.")


def excluded() -> tuple[Condition, ...]:
    """The conditions of all kinds, in the order of their declaration."""
    return tuple(map(listed, excluding()))


def list_facts(trainee, on: date) -> dict[str, dict]:
    """What the lists say of the acting person, as facts; a kind nobody loaded is left out."""
    answers = own_answers(trainee, on)
    return {
        kind.code: {"as_of": f"{found.as_of}", "number": found.number, "is_on": found.is_on}
        for kind in excluding()
        if (found := answers.get(kind.code))
    }


def list_rules(today: date) -> dict:
    """How old a list may be, as it holds today."""
    return {kind.days.value: cite(value_on(kind.days, today)) for kind in excluding()}
