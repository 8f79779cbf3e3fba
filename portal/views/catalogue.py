"""The demand catalogue: what is needed, how long it is taught, and what is paid for it on a day."""

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.pages import Column, ListPage
from core.pages.parts import lessons
from core.punctuation import sentences
from portal.as_of import asked_day, files, notice
from portal.files import public_file
from programs.catalogue import Entry
from programs.catalogue_filters import DemandFilter
from programs.directory import recorded_since
from programs.models import DirectoryEntry
from programs.terms import money


def clauses(entry: Entry, rows):
    """The clauses of dated rows by their place, under the number of their document."""
    by_document: dict = {}
    for clause in dict.fromkeys(row.cited_clause for row in rows if row.cited_clause):
        by_document.setdefault(entry.sources[clause.document_id].number, []).append(clause)
    html = '<span class="cited">[{}] {}</span>'
    marked = ((number, linked(found)) for number, found in by_document.items())
    return format_html_join("", html, marked)


def linked(found):
    """Links to clauses; whoever cannot see the number of the document hears its title."""
    html = '<a href="{}" aria-label="{}">{}</a>'
    links = ((clause.get_absolute_url(), clause.name, clause.place) for clause in found)
    return format_html_join(" ", html, links)


def name_cell(entry: Entry):
    """The occupation or course with its code."""
    html = '<span>{} <span class="text-quiet nowrap">{}</span></span>'
    return format_html(html, entry.name, entry.what)


def standard_cell(entry: Entry):
    """Lessons and shares, and under which clause."""
    words = [_("%(lessons)s at least") % {"lessons": lessons(entry.lessons)}]
    if entry.practice:
        words.append(_("practice at least %(share)s") % {"share": entry.practice})
    if entry.online:
        words.append(_("online at most %(share)s") % {"share": entry.online})
    figures = format_html_join(" · ", '<span class="nowrap">{}</span>', ((one,) for one in words))
    return format_html("<span>{}{}</span>", figures, clauses(entry, entry.standards.values()))


def rate_cell(entry: Entry):
    """The amount for a person, how it is made, and under which clauses."""
    if entry.rate is None:
        return format_html('<span class="text-quiet">{}</span>', _("no rate on this day"))
    words = _("%(amount)s CNY per person") % {"amount": money(entry.rate.amount)}
    html = "<span><strong>{}</strong>{}{}</span>"
    return format_html(html, words, made_of(entry), clauses(entry, entry.rate.rows))


def made_of(entry: Entry) -> str:
    """Base and share, where something is added for shortage."""
    if not entry.rate.added:
        return ""
    return f" = {money(entry.rate.base.value)} + {entry.rate.added.figure}"


def count_cell(entry: Entry, number: int | None, url: str):
    """A number, leading on where that stands there now; nothing where nothing was recorded."""
    if not number or not entry.leads_on:
        return number
    return format_html('<a href="{}">{}</a>', url, number)


class Catalogue(ListPage):
    """Occupations by level and the start-up courses, as they held on a day."""

    face = "portal"
    template_name = "portal/catalogue.html"
    model = DirectoryEntry
    title = gettext_lazy("Demand catalogue of training")
    filterset_class = DemandFilter
    page_size = 30
    empty = {
        "title": gettext_lazy("Nothing of the catalogue fits"),
        "text": gettext_lazy("Change or clear the filters, or choose another day."),
    }
    columns = (
        Column("name", gettext_lazy("Occupation or course"), value=name_cell),
        Column("level_name", gettext_lazy("Level")),
        Column("grade_name", gettext_lazy("Shortage")),
        Column("standard", gettext_lazy("Standard"), value=standard_cell),
        Column("rate", gettext_lazy("Subsidy"), value=rate_cell),
        Column(
            "programmes", gettext_lazy("Programmes"), is_numeric=True,
            value=lambda entry: count_cell(entry, entry.programmes, entry.programmes_url),
        ),
        Column(
            "classes", gettext_lazy("Classes enrolling"), is_numeric=True,
            value=lambda entry: count_cell(entry, entry.classes, entry.classes_url),
        ),
    )  # fmt: skip

    def found(self, filterset):
        return filterset.lines()

    def row_url(self, obj):
        return ""

    def actions(self):
        programmes = {
            "label": _("Training programmes"), "url": reverse("programme-list"), "icon": "school",
            "tone": "plain",
        }  # fmt: skip
        return [programmes, *files(self.request, "catalogue-file")]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        lines = context["objects"]
        sources = lines[0].sources.values() if lines else ()
        as_of = notice(self.request, asked_day(self.request))
        return context | {
            "intro": intro(context["filter"].day),
            "sources": sources,
            "as_of": as_of,
        }


def intro(day) -> str:
    """What the page says, and of which day."""
    words = _(
        "Standard lessons, subsidy and shortage list as they held on %(day)s, each with its clause;"
        " programmes and classes as they stood on it. A class keeps the rate of the day it was"
        " filed."
    )
    since = recorded_since()
    if day >= since:
        return words % {"day": f"{day:%Y-%m-%d}"}
    recorded = _("Programmes and classes are recorded since %(since)s.")
    return sentences(words % {"day": f"{day:%Y-%m-%d}"}, recorded % {"since": f"{since:%Y-%m-%d}"})


def catalogue_file(request, form):
    """What the page shows for its filters, as a file: some hundred lines at most."""
    asked = DemandFilter(request.GET, queryset=DirectoryEntry.objects.all(), request=request)
    return public_file(
        request, form, asked, reverse("catalogue"), name="catalogue", title=Catalogue.title,
        day=asked.day, headers=headers(), rows=map(line, asked.lines()), identifiers={1},
    )  # fmt: skip


def headers() -> tuple[str, ...]:
    return (
        _("Occupation or course"), _("Code"), _("Level"), _("Shortage"), _("Lessons at least"),
        _("Share of practice at least"), _("Share of online lessons at most"),
        _("Rate (CNY per person)"), _("Added for shortage"), _("Subsidy (CNY per person)"),
        _("Clauses"), _("Basis"), _("Programmes"), _("Classes enrolling"),
    )  # fmt: skip


def line(entry: Entry) -> tuple:
    """One line of the file."""
    rate, rows = entry.rate, entry.rows
    return (
        entry.name, entry.what, entry.level_name, entry.grade_name, entry.lessons, entry.practice,
        entry.online, rate.base.value if rate else "",
        rate.added.figure if rate and rate.added else "", rate.amount if rate else "",
        "; ".join(dict.fromkeys(row.clause_name for row in rows)),
        "; ".join(dict.fromkeys(row.standing_name for row in rows)),
        entry.programmes, entry.classes,
    )  # fmt: skip
