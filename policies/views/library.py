"""The policy library: documents and clauses, and the figures that hold on a chosen day."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.pages import Column, ListPage, Page
from policies.differences import published_differences
from policies.filters import ClauseFilter, DocumentFilter
from policies.models import Clause, DatedValue, PolicyDocument, RuleSet, TimeLimit
from policies.queries import found_clauses, in_force


class Library(ListPage):
    """Search first, then the documents, then the figures in force on a day."""

    face = "portal"
    model = PolicyDocument
    template_name = "policies/library.html"
    title = _("Policy library")
    lead = _("Documents, clauses, and every figure that holds on a day you choose.")
    filterset_class = DocumentFilter
    page_size = 20
    empty = {
        "title": _("No document fits"),
        "text": _("Change or clear the filters and search again."),
    }

    def rows(self, objects):
        return objects

    def actions(self):
        url = reverse("clause-list")
        return [{"label": ClauseList.title, "url": url, "icon": "list-search", "tone": "plain"}]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        asked = getattr(context["filter"].form, "cleaned_data", None) or {}
        today = clock.today()
        on, known = asked.get("on") or today, asked.get("known") or today
        return context | {
            "clauses": found_clauses(asked.get("q") or ""),
            "on": on,
            "known": known if known != today else None,
            "values": in_force(DatedValue, on, known),
            "limits": in_force(TimeLimit, on, known),
            "rule_sets": RuleSet.objects.visible_to(self.actor).filter(is_public=True)[:5],
        }


class ClauseList(ListPage):
    """Every clause, found by words."""

    face = "portal"
    model = Clause
    title = _("Clauses")
    filterset_class = ClauseFilter
    empty = {
        "title": _("No clause fits"),
        "text": _("Change or clear the filters and search again."),
    }
    columns = (
        Column("heading", _("Clause")),
        Column("name", _("Where it stands")),
    )

    def trail(self):
        return [(Library.title, reverse("policy-list"))]

    def get_queryset(self):
        rows = super().get_queryset().select_related("document")
        return rows.order_by("document__status", "-document__issued_on", "ordinal")


class DocumentPage(Page):
    """One document: its clauses, what it superseded and what superseded it."""

    face = "portal"
    template_name = "policies/document.html"

    def get_context_data(self, **kwargs):
        row = get_object_or_404(
            PolicyDocument.objects.visible_to(self.actor).select_related("supersedes"),
            number=self.kwargs["number"],
        )
        return super().get_context_data(
            document=row,
            clauses=list(row.clauses.order_by("ordinal")),
            later=list(row.superseded_by.order_by("issued_on")),
            rule_sets=list(row.rule_sets.filter(is_public=True).order_by("-known_from")),
            **kwargs,
        ) | {"title": row.title}


class ClausePage(Page):
    """One clause under its permanent address, and every figure that cites it, by version."""

    face = "portal"
    template_name = "policies/clause.html"

    def get_context_data(self, **kwargs):
        row = get_object_or_404(
            Clause.objects.visible_to(self.actor).select_related("document__supersedes"),
            document__number=self.kwargs["number"],
            slug=self.kwargs["slug"],
        )
        return super().get_context_data(
            clause=row,
            later=list(row.document.superseded_by.order_by("issued_on")),
            versions=[*versions(DatedValue, row), *versions(TimeLimit, row)],
            **kwargs,
        ) | {"title": f"{row.name} {row.heading}"}


def versions(model, clause) -> list:
    """Every row that cites a clause: each code with its latest figure first."""
    rows = model.objects.filter(cited_clause=clause).select_related("rule_set")
    return list(rows.order_by("code", "-valid_from", "-known_from"))


class RuleSetPage(Page):
    """A published set: what changed, from which day, by which clause."""

    face = "portal"
    template_name = "policies/rule_set.html"

    def get_context_data(self, **kwargs):
        seen = RuleSet.objects.visible_to(self.actor).select_related("document", "superseded_by")
        row = get_object_or_404(seen, number=self.kwargs["number"])
        if not row.is_public:
            raise Http404
        return super().get_context_data(
            rule_set=row, differences=published_differences(row), **kwargs
        ) | {"title": row.title}
