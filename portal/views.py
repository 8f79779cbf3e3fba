"""Public pages: home, class search, class page, the two directories, accessibility."""

from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.access import ANYONE
from core.enums import Role
from core.pages import Column, ListPage, Page
from core.pages.registry import sections
from organizations.enums import OrganizationKind
from organizations.filters import InstitutionFilter
from organizations.models import Organization
from policies.queries import last_moment, value_on
from portal.contacts import contacts
from portal.districts import counted_by, tiles
from portal.editorial import news
from programs.enums import ClassState, TrainingType
from programs.filters import CatalogueFilter, ClassFilter
from programs.models import Programme, TrainingClass

NEXT_CLASSES = 6


class Home(Page):
    """Search first; then the classes that are enrolling, by time, training type and district."""

    face = "portal"
    template_name = "portal/home.html"

    def get_context_data(self, **kwargs):
        enrolling = TrainingClass.objects.visible_to(self.actor).open()
        return super().get_context_data(
            classes=enrolling.for_cards().order_by("starts_on", "pk")[:NEXT_CLASSES],
            districts=tiles(enrolling),
            training_types=by_training_type(enrolling),
            **news(self.actor),
            **kwargs,
        )


def by_training_type(classes) -> list[dict]:
    """How many classes of each of the four training types are enrolling."""
    counts = counted_by(classes, "programme__training_type")
    return [
        {"value": kind.value, "label": kind.label, "count": counts.get(kind.value, 0)}
        for kind in TrainingType
    ]


class ClassList(ListPage):
    """The class search; classes one can still join come first."""

    face = "portal"
    template_name = "portal/classes.html"
    model = TrainingClass
    title = _("Training classes")
    filterset_class = ClassFilter
    page_size = 12
    empty = {
        "title": _("No class fits"),
        "text": _("Change or clear the filters, or look in another district."),
    }

    def get_queryset(self):
        return super().get_queryset().for_cards().joinable_first()

    def row_url(self, obj):
        return reverse("class-detail", args=[obj.number])

    def rows(self, objects):
        return objects

    def asked(self) -> str:
        """The filters of the address, without the page and whatever else hangs on it."""
        asked = self.request.GET
        return urlencode({n: asked[n] for n in self.filterset_class.base_filters if asked.get(n)})

    def districts(self) -> list[dict]:
        """The map; the template asks for it when none is kept."""
        enrolling = TrainingClass.objects.visible_to(self.actor).open()
        return tiles(enrolling, self.chosen())

    def chosen(self) -> str:
        """The district of the address."""
        return self.request.GET.get("district", "")

    def get_context_data(self, **kwargs):
        kept_for = settings.PUBLIC_PAGES_KEPT
        return super().get_context_data(
            asked=self.asked(),
            kept_for=kept_for,
            chosen=self.chosen(),
            districts=self.districts,
            **kwargs,
        )


class ClassDetail(Page):
    """All that a worker wants to know, and one clear button."""

    face = "portal"
    template_name = "portal/class.html"

    @property
    def reader(self):
        """Who is signed in; the page itself is asked as the public."""
        return getattr(self.request, "signed_in", ANYONE)

    def trail(self):
        return [(_("Training classes"), reverse("class-list"))]

    def crumb(self):
        return self.kwargs["number"]

    def get_context_data(self, **kwargs):
        seen = TrainingClass.objects.visible_to(self.actor).with_names()
        row = get_object_or_404(seen, number=self.kwargs["number"])
        return super().get_context_data(
            training_class=row,
            sessions=row.sessions.held().order_by("starts_at"),
            closes_on=last_moment("tl_enrolment_close", row.starts_on),
            may_enrol=may_enrol(row),
            enrols_here=self.reader.is_anonymous or self.reader.role == Role.WORKER,
            own_url=own_url(row, self.reader),
            why_not=why_not(row),
            min_age=int(value_on("min_age", row.starts_on).value),
            sections=sections("class-public", self.request, row),
            **kwargs,
        ) | {"title": row.name}


def own_url(training_class, reader) -> str:
    """The class in the workspace of the unit that holds it; empty for everybody else."""
    is_own = reader.is_unit and training_class.organization_id == reader.organization_id
    return training_class.get_absolute_url() if is_own else ""


def why_not(training_class):
    """Why nobody can enrol now; empty when one can."""
    if training_class.state != ClassState.OPEN:
        return training_class.get_state_display()
    if clock.today() > last_moment("tl_enrolment_close", training_class.starts_on):
        return _("Enrolment is closed: the class begins on %(day)s.") % {
            "day": training_class.starts_on
        }
    if training_class.seats_free < 1:
        return _("All seats are taken.")
    return ""


def may_enrol(training_class) -> bool:
    return not why_not(training_class)


def enrolling_of(path):
    """How many classes of a unit are enrolling, asked for the rows of a page alone."""
    open_now = TrainingClass.objects.order_by().open().filter(organization=OuterRef(path))
    counted = open_now.values("organization").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


class InstitutionList(ListPage):
    """Accredited institutions, and how many classes each is enrolling for."""

    face = "portal"
    model = Organization
    title = _("Training institutions")
    filterset_class = InstitutionFilter
    empty = {
        "title": _("No institution fits"),
        "text": _("Change or clear the filters and search again."),
    }
    columns = (
        Column("name", _("Institution")),
        Column("district", _("District"), is_nowrap=True),
        Column("address", _("Address")),
        Column("open", _("Classes enrolling"), is_numeric=True),
        Column("accredited_until", _("Accredited until"), is_nowrap=True),
    )

    def get_queryset(self):
        accredited = super().get_queryset().accredited()
        units = accredited.filter(kind=OrganizationKind.INSTITUTION).select_related("district")
        return units.annotate(open=enrolling_of("pk"))

    def row_url(self, obj):
        return reverse("institution-detail", args=[obj.number])


class InstitutionDetail(Page):
    face = "portal"
    template_name = "portal/institution.html"

    def trail(self):
        return [(_("Training institutions"), reverse("institution-list"))]

    def crumb(self):
        return self.kwargs["number"]

    def get_context_data(self, **kwargs):
        units = Organization.objects.visible_to(self.actor).accredited()
        unit = get_object_or_404(
            units.select_related("district"),
            number=self.kwargs["number"],
            kind=OrganizationKind.INSTITUTION,
        )
        classes = TrainingClass.objects.visible_to(self.actor).filter(organization=unit)
        programmes = Programme.objects.visible_to(self.actor).filter(organization=unit)
        return super().get_context_data(
            unit=unit,
            programmes=programmes.select_related("occupation"),
            classes=classes.for_cards().order_by("-starts_on")[:20],
            **kwargs,
        ) | {"title": unit.name}


class Catalogue(ListPage):
    """Listed programmes, each leading to its classes."""

    face = "portal"
    model = Programme
    title = _("Catalogue of programmes")
    filterset_class = CatalogueFilter
    columns = (
        Column("name", _("Programme")),
        Column("training_type", _("Training type")),
        Column("occupation", _("Occupation")),
        Column("occupation.code", _("Code"), is_nowrap=True),
        Column("level", _("Level")),
        Column("occupation.shortage_grade", _("Shortage"), is_nowrap=True),
        Column("lessons", _("Lessons"), is_numeric=True),
        Column("organization.name", _("Institution")),
    )

    def get_queryset(self):
        listed = super().get_queryset().select_related("occupation", "organization")
        return listed.order_by("training_type", "sort_key", "pk")

    def row_url(self, obj):
        return reverse("class-list") + f"?programme={obj.number}"

    def actions(self):
        url = reverse("occupation-list")
        return [{"label": _("Occupations"), "url": url, "icon": "tools", "tone": "plain"}]


class Accessibility(Page):
    face = "portal"
    template_name = "portal/accessibility.html"
    title = _("Accessibility")


class Complaints(Page):
    """Where to turn; nothing is taken here yet."""

    face = "portal"
    template_name = "portal/complaints.html"
    title = _("Complaints and advice")
    lead = _("Complaints are taken by phone, in person or by letter. This page takes none yet.")

    def get_context_data(self, **kwargs):
        rows = contacts()
        as_of, standing = min((row.as_of, row.standing) for row in rows)
        return super().get_context_data(contacts=rows, as_of=as_of, standing=standing, **kwargs)
