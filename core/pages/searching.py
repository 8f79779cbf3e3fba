"""The site's search: one box that finds the rows of every public list, and pages by their words.

An app says in its `searchable.py` what is found:

    searchable(Library, "policy-list", title=_("Policy documents"), everything=_("All …"), …)
    findable("accessibility", _("Accessibility"), by="无障碍 大字 screen reader")

A kind is a public list: its own filter `q` finds the rows, so a group shows the first rows of the
list its last link leads to, in the same order, and nothing the list does not show.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from core.pages.views import ListPage, Page
from core.search import searchable as stored
from core.search import terms

MOST = 6  # hits of a group
LONGEST = 60  # characters of a question


@dataclass(frozen=True)
class Kind:
    """`page` is a public `ListPage` at `url_name`; `name(row)` and `note(row)` describe a hit."""

    page: type[ListPage]
    url_name: str
    title: str
    everything: str
    name: Callable
    note: Callable
    has_state: bool
    order: int

    def group(self, request, text: str) -> dict:
        """What the words find of this kind, by one query or those of the list's own filter."""
        page = self.page()
        page.setup(request)
        rows = page.get_queryset()
        rows = self.page.filterset_class({"q": text}, queryset=rows, request=request).qs[:MOST]
        return {
            "title": self.title,
            "hits": [self.hit(page, row) for row in rows],
            "all_url": reverse(self.url_name, query={"q": text}),
            "all_label": self.everything,
        }

    def hit(self, page, row) -> dict:
        return {
            "name": self.name(row),
            "url": page.row_url(row),
            "note": " · ".join(str(part) for part in self.note(row) if part),
            "state_of": row if self.has_state else None,
        }


@dataclass(frozen=True)
class Findable:
    """One page, found by its title in both languages and by further words."""

    url_name: str
    title: str
    note: str
    by: str

    @cached_property
    def text(self) -> str:
        """What it is found by, as the columns of rows are stored."""
        return stored(
            f"{in_language(self.title, 'zh-hans')} {self.by}", in_language(self.title, "en")
        )

    def has(self, words) -> bool:
        return all(word in self.text for word in words)


def in_language(text, language) -> str:
    with override(language):
        return str(text)


_kinds: list[Kind] = []
_findable: list[Findable] = []


def searchable(page, url_name, *, title, everything, name, note, has_state=False, order=100):
    """Let the site's search find the rows of a public list; see `Kind`."""
    _kinds.append(Kind(page, url_name, title, everything, name, note, has_state, order))
    _kinds.sort(key=lambda kind: kind.order)


def findable(url_name, title, *, note="", by=""):
    """Let the site's search find a page, by its title and by the words of `by`."""
    _findable.append(Findable(url_name, title, note, by))


def registered_kinds() -> list[str]:
    """The lists that are searched, in the order of the groups; pinned by a test."""
    return [kind.url_name for kind in _kinds]


def groups(request, text: str) -> list[dict]:
    """What the words find, kind by kind; kinds without a hit are left out."""
    found = [kind.group(request, text) for kind in _kinds]
    return [group for group in [*found, pages(text)] if group["hits"]]


def pages(text: str) -> dict:
    """The pages that have every word; few enough to need no list of their own."""
    words = terms(text)
    found = [page for page in _findable if page.has(words)][:MOST]
    hits = [
        {"name": page.title, "url": reverse(page.url_name), "note": page.note} for page in found
    ]
    return {"title": _("Service pages"), "hits": hits}


class Question(forms.Form):
    q = forms.CharField(required=False, max_length=LONGEST)


class SearchPage(Page):
    """What is found, kind by kind; without words or hits, what to do instead."""

    face = "portal"
    template_name = "pages/search.html"
    title = _("Search")

    def get_context_data(self, **kwargs):
        form = Question(self.request.GET)
        text = form.cleaned_data["q"] if form.is_valid() else ""
        return super().get_context_data(
            text=text,
            is_too_long=not form.is_valid(),
            longest=LONGEST,
            groups=groups(self.request, text) if terms(text) else [],
            browse=[{"label": kind.title, "url": reverse(kind.url_name)} for kind in _kinds],
            **kwargs,
        )
