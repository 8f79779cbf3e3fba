"""Parts of the pages of an accreditation that unit and bureaus see alike."""

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from organizations.criteria import criteria_of
from organizations.enums import AccreditationState as S
from organizations.enums import ChangeKind, ChangeState
from organizations.services.changes import present

BEFORE = {S.DRAFT, S.SUBMITTED, S.SITE_VISIT}


def visit_part(row) -> list[dict]:
    """What the officers found, once the visit is over."""
    found = {each.criterion: each for each in row.visitfindings.all()}
    if row.state in BEFORE or not found:
        return []
    return [
        {
            "title": _("Findings of the visit"),
            "template": "organizations/findings.html",
            "context": {"rows": finding_rows(row, found), "report": row.report},
        }
    ]


def finding_rows(row, found) -> list[dict]:
    """Every criterion of the unit's kind with its finding."""
    return [
        {"criterion": one, "finding": found.get(one.code)}
        for one in criteria_of(row.organization.kind)
    ]


def changes_part(row, changes) -> list[dict]:
    """What was asked for since, and the ways to ask."""
    may_ask = row.state == S.ACCREDITED
    if not changes and not may_ask and row.state != S.SUSPENDED:
        return []
    kinds = list(ChangeKind) if may_ask else [ChangeKind.REMOVAL] * (row.state == S.SUSPENDED)
    waiting = {change.kind for change in changes if change.state == ChangeState.REQUESTED}
    kinds = [kind for kind in kinds if kind not in waiting]
    return [
        {
            "title": _("Changes"),
            "template": "organizations/changes.html",
            "context": {"changes": changes, "kinds": kinds, "accreditation": row},
        }
    ]


def compared(change) -> list[dict]:
    """What is, beside what is wanted, for the kinds that are facts."""
    labels = {
        "name": _("Name of the unit"),
        "legal_person": _("Legal person"),
        "premises_address": _("Address of the premises"),
        "premises_area": _("Area in m²"),
    }
    now = present(change.accreditation, change.kind)
    return [
        {"label": labels[name], "now": now.get(name), "wanted": value}
        for name, value in change.wanted.items()
        if name in labels
    ]


def html(part: dict) -> dict:
    """A part as the bureau's admin takes it."""
    return {"title": part["title"], "html": render_to_string(part["template"], part["context"])}
