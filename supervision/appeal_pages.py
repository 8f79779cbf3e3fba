"""The parts of pages that tell of appeals: on the record decided on, and of an appeal itself."""

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core import clock
from core.admin_urls import record_url
from core.models import AuditEntry
from core.pages.history import reason_of, timeline_entry
from core.pages.parts import Fact
from core.refusals import listed
from policies.queries import limit_on
from supervision.appealable import KINDS, LIMIT, decision_on, kind_of
from supervision.enums import AppealState
from supervision.models.appeal import ANSWERED, COUNTED, LIVE
from supervision.papers import then
from supervision.permissions import APPELLANTS, CHIEF, OFFICERS
from supervision.queries.appeals import able_to, appeals_of
from supervision.services.appeal_answers import NOBODY
from supervision.services.appeals import FURTHER

CITY = _("The municipal bureau answers this appeal; nothing is to be done by you.")
PART = _("You had a part in this case, so another reviewer or chief takes it up and answers.")


def record_section(record, actor) -> dict | None:
    """The decision on a record, until when one may appeal, and what was appealed."""
    appeals = list(appeals_of(kind_of(record), record, actor))
    decision = decision_on(record, actor)
    if not appeals and decision is None:
        return None
    return {
        "title": _("Appeal"),
        "template": "supervision/record_appeal.html",
        "context": {
            "appeals": [{"row": row, "url": page_of(row, actor)} for row in appeals],
            **standing(decision, appeals, actor),
        },
    }


def standing(decision, appeals, actor) -> dict:
    """What the section says of the decision and its time."""
    if decision is None:
        return {}
    limit = limit_on(LIMIT, decision.delivered_on)
    is_over = clock.today() > decision.until
    is_used = any(row.entry_id == decision.entry.pk and row.state in COUNTED for row in appeals)
    may = actor.role in APPELLANTS and not is_over and not is_used
    return {
        "decision": decision,
        "reason": reason_of(decision.entry),
        "is_over": is_over and not is_used,
        "clause": limit.clause_name,
        "clause_url": limit.clause_url,
        "further": FURTHER,
        "create_url": create_url(decision) if may else "",
    }


def create_url(decision) -> str:
    return reverse("workspace:appeal-create", args=[decision.kind, decision.record.number])


def page_of(appeal, actor) -> str:
    """Where this actor reads an appeal."""
    return record_url(appeal) if actor.is_bureau else appeal.get_absolute_url()


def appeal_section(appeal, actor) -> dict:
    """What an appeal says, its evidence, and the answer."""
    return {
        "title": _("The appeal"),
        "template": "supervision/appeal.html",
        "context": {
            "appeal": appeal,
            "evidence": appeal.evidence.select_related("file"),
            "notes": notes(appeal, actor),
            "reason": listed(appeal.reason_code),
            "then": then(appeal) if appeal.state == AppealState.UPHELD else "",
            "further": FURTHER if appeal.state in ANSWERED[1:] else "",
        },
    }


def decision_part(appeal, actor) -> dict:
    """What is appealed against: who decided it when and why, with the way to the record."""
    entry = AuditEntry.objects.visible_to(actor).filter(pk=appeal.entry_id).first()
    told = timeline_entry(entry) if entry else {"at": appeal.decided_at, "actor": "", "reason": ""}
    decision = KINDS[appeal.kind].model.MOVES[KINDS[appeal.kind].decision]
    facts = [
        Fact(_("Record"), record_link(appeal, actor)),
        Fact(_("Decision"), decision.label),
        Fact(_("Time of the decision"), f"{timezone.localtime(told['at']):%Y-%m-%d %H:%M}"),
        Fact(_("Decided by"), told["actor"]),
        Fact(_("Reason"), told["reason"]),
    ]
    template = "components/facts.html"
    return {"title": _("The decision"), "template": template, "context": {"facts": facts}}


def record_link(appeal, actor) -> str:
    """The record decided on by number and name; a link for whoever sees it."""
    record, words = record_of(appeal, actor), f"{appeal.record_number} {appeal.record_name}"
    if record is None:
        return words
    url = record_url(record) if actor.is_bureau else record.get_absolute_url()
    return format_html('<a href="{}">{}</a>', url, words)


def notes(appeal, actor) -> list:
    """What an officer must know before acting: an own part, or that nobody without one is left."""
    if appeal.state not in LIVE or not actor.is_bureau:
        return []
    able = able_to(appeal, OFFICERS if appeal.state == AppealState.SUBMITTED else CHIEF)
    is_officer = actor.role in OFFICERS
    own = [PART] if is_officer and actor.persons & set(appeal.involved) else []
    others = [] if is_officer else [CITY]
    return [*others, *own, *([] if able else [NOBODY])]


def html_of(part: dict) -> dict:
    """A section as the admin shows it."""
    html = render_to_string(part["template"], part["context"])
    return {"title": part["title"], "html": html}


def record_of(appeal, actor):
    """The record decided on, if the actor sees it."""
    return KINDS[appeal.kind].model.objects.visible_to(actor).filter(pk=appeal.record_id).first()
