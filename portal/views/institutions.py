"""The institution directory: its list and its units, as they stand and as they stood on a day."""

from decimal import Decimal

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core import clock
from core.pages import Column, ListPage, Page
from core.pages.parts import Fact, lessons
from core.pages.registry import sections
from organizations.enums import Standing
from organizations.models import Organization
from portal.as_of import asked_day, files, notice
from portal.files import MOST_ROWS, public_file
from programs.directory import classes_on, institutions, line_of, programmes_on, scope_on
from programs.directory_changes import changes_of
from programs.directory_filters import InstitutionFilter
from programs.models import DirectoryEntry, Programme, TrainingClass
from programs.terms import fee_words

COLUMNS = (
    Column("name", _("Institution")),
    Column("kind", _("Kind"), is_nowrap=True),
    Column("district", _("District"), is_nowrap=True),
    Column("address", _("Address")),
    Column("programmes", _("Programmes"), is_numeric=True),
    Column("classes", _("Classes enrolling"), is_numeric=True),
    Column("accredited_until", _("Accredited until"), is_nowrap=True),
)
NEWEST_CLASSES = 20
HEADERS = (
    _("Number"), _("Institution"), _("Short name"), _("Kind"), _("District"), _("Address"),
    _("Unified social credit code"), _("Licence number"), _("Licence valid until"),
    _("Accredited until"), _("Licensed scope"), _("Programmes"), _("Classes enrolling"),
)  # fmt: skip
IDENTIFIERS = {0, 6, 7}


class InstitutionList(ListPage):
    """Units in the directory, with how many programmes, and how many classes are enrolling."""

    face = "portal"
    template_name = "portal/directory.html"
    model = DirectoryEntry
    title = _("Training institutions")
    lead = _("Accredited institutions, training centres of enterprises and evaluation agencies.")
    filterset_class = InstitutionFilter
    columns = COLUMNS
    empty = {
        "title": _("No institution fits"),
        "text": _("Change or clear the filters and search again."),
    }

    @property
    def day(self):
        """The past day that is asked for; None for today."""
        return asked_day(self.request)

    def get_queryset(self):
        return institutions(self.actor).listed().order_by("sort_key", "number")

    def row_url(self, obj):
        query = {"on": self.day.isoformat()} if self.day else None
        return reverse("institution-detail", args=[obj.number], query=query)

    def actions(self):
        url = reverse("criteria")
        join = {"label": _("How to be accredited"), "url": url, "icon": "list-check"}
        url, words = reverse("registration-create"), _("Register a unit")
        register = {"label": words, "url": url, "icon": "building", "tone": "plain"}
        return [join, register, *files(self.request, "institution-file")]

    def get_context_data(self, **kwargs):
        return super().get_context_data(as_of=notice(self.request, self.day), **kwargs)


class InstitutionDetail(Page):
    """One unit as it stands or stood; one that is not listed says since when and why."""

    face = "portal"
    template_name = "portal/institution.html"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.day = asked_day(request)
        versions = institutions(self.actor).filter(number=kwargs["number"])
        self.entry = versions.on(self.day or clock.today()).first()
        self.is_listed = bool(self.entry and self.entry.is_listed)
        self.last = self.entry if self.is_listed else self.last_listed(versions)

    def last_listed(self, versions):
        """The version to show where none is listed: the last one, or the first to come."""
        listed = versions.listed()
        if self.entry is None:
            return listed.order_by("shown_from").first()
        earlier = listed.filter(shown_from__lt=self.entry.shown_from)
        return earlier.order_by("-shown_from").first()

    def get(self, request, *args, **kwargs):
        if self.last is None:
            raise Http404
        return super().get(request, *args, **kwargs)

    def trail(self):
        url = reverse("institution-list", query=dict(self.asked))
        return [(_("Training institutions"), url)]

    @property
    def asked(self) -> list[tuple[str, str]]:
        return [("on", self.day.isoformat())] if self.day else []

    def crumb(self):
        return self.kwargs["number"]

    @property
    def shown_day(self):
        """The day whose scope and programmes are shown."""
        if self.is_listed or not self.last.shown_to:
            return self.day or clock.today()
        return timezone.localtime(self.last.shown_to).date()

    def get_context_data(self, **kwargs):
        is_now = self.is_listed and not self.day
        return super().get_context_data(
            unit=self.last,
            facts=facts_of(self.last),
            scope=grouped(scope_on(self.last.facts, self.shown_day)),
            programmes=[worded(row) for row in self.programmes()],
            open_then=None if is_now or not self.is_listed else self.classes(),
            changes=changes_of(self.last.number),
            as_of=notice(self.request, self.day),
            today=clock.today(),
            why_not="" if self.is_listed else why_not(self.entry, self.last),
            **(self.of_today() if is_now else {}),
            **kwargs,
        ) | {"title": self.last.name}

    def programmes(self):
        return programmes_on(self.shown_day, unit=self.last.number) if self.is_listed else []

    def classes(self):
        return list(classes_on(self.shown_day, unit=self.last.number))

    def of_today(self) -> dict:
        """What belongs to no entry: its classes, and what other apps know of it."""
        unit = Organization.objects.visible_to(self.actor).get(number=self.last.number)
        classes = TrainingClass.objects.visible_to(self.actor).filter(organization=unit)
        return {
            "is_now": True,
            "classes": classes.for_cards().order_by("-starts_on")[:NEWEST_CLASSES],
            "sections": sections("institution", self.request, unit),
        }


def institution_file(request, form):
    """The list as it is filtered, with the scope of each unit."""
    rows = institutions(request.actor).listed().order_by("sort_key", "number")
    asked = InstitutionFilter(request.GET, queryset=rows, request=request)
    day = asked_day(request) or clock.today()
    return public_file(
        request, form, asked, reverse("institution-list"), name="institutions",
        title=InstitutionList.title, day=day, headers=HEADERS,
        rows=(line(row, day) for row in asked.qs[:MOST_ROWS]), identifiers=IDENTIFIERS,
    )  # fmt: skip


def line(row, day) -> tuple:
    """One line of the file."""
    facts = row.facts
    scope = "; ".join(f"{held.kind} · {held.name}" for held in scope_on(facts, day))
    return (
        row.number, row.name, facts["short_name"], row.get_kind_display(), row.district,
        row.address, facts["uscc"], facts["licence_number"], facts["licence_valid_until"],
        row.accredited_until, scope, row.programmes, row.classes,
    )  # fmt: skip


def facts_of(entry) -> list[Fact]:
    """What the directory says of a unit itself."""
    facts = entry.facts
    licence = " · ".join(filter(None, (facts["licence_number"], facts["licence_issuer"])))
    return [
        Fact(_("Kind"), entry.get_kind_display()),
        Fact(_("District"), entry.district),
        Fact(_("Address"), entry.address),
        Fact(_("Unified social credit code"), facts["uscc"]),
        Fact(_("Licence"), licence),
        Fact(_("Licence valid until"), facts["licence_valid_until"]),
        Fact(_("Accredited from"), facts["accredited_from"]),
        Fact(_("Accredited until"), entry.accredited_until),
    ]


def grouped(lines) -> list[tuple[str, list[str]]]:
    """The lines of a scope by training type."""
    kinds: dict[str, list[str]] = {}
    for line in lines:
        kinds.setdefault(line.kind, []).append(line.name)
    return list(kinds.items())


def worded(row) -> dict:
    """A programme as the directory said it."""
    paid = {name: Decimal(row.facts[name]) for name in ("fee", "trainee_pays")}
    return {
        "name": row.name,
        "number": row.number,
        "line": line_of(row.facts),
        "length": lessons(row.facts["lessons"]),
        "fee": fee_words(Programme(**paid, payer=row.facts["payer"])) if paid["fee"] else "",
    }


def why_not(entry, last) -> str:
    """Why a unit is not listed on the day that is asked for."""
    if entry is None:
        day = timezone.localtime(last.shown_from).date()
        return gettext("It was not in the directory on this day. It was entered on %(day)s.") % {
            "day": day
        }
    day = {"day": timezone.localtime(last.shown_to or entry.shown_from).date()}
    words = {
        Standing.SUSPENDED: gettext("Suspended since %(day)s: it may file no new classes."),
        Standing.REMOVED: gettext("Removed from the directory on %(day)s."),
        Standing.EXPIRED: gettext("Its accreditation has run out and was not renewed (%(day)s)."),
    }
    return words.get(entry.standing, gettext("No longer in the directory since %(day)s.")) % day
