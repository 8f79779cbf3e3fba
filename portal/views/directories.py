"""The directories of institutions and programmes."""

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.pages import Column, ListPage, Page
from organizations.enums import OrganizationKind
from organizations.filters import InstitutionFilter
from organizations.models import Organization
from programs.filters import ListedProgrammeFilter
from programs.models import AccreditationScope, Programme, TrainingClass
from programs.terms import fee_words, lesson_facts, term_facts


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

    def actions(self):
        url = reverse("criteria")
        return [{"label": _("How to be accredited"), "url": url, "icon": "list-check"}]

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
        scope = AccreditationScope.objects.visible_to(self.actor).filter(organization=unit)
        programmes = Programme.objects.visible_to(self.actor).filter(organization=unit)
        return super().get_context_data(
            unit=unit,
            scope=scope.on(clock.today()).select_related("occupation"),
            programmes=programmes.select_related("occupation"),
            classes=classes.for_cards().order_by("-starts_on")[:20],
            **kwargs,
        ) | {"title": unit.name}


class ProgrammeList(ListPage):
    """Listed programmes, each leading to a page of its own; of several versions the newest."""

    face = "portal"
    model = Programme
    title = _("Training programmes")
    filterset_class = ListedProgrammeFilter
    empty = {
        "title": _("No programme fits"),
        "text": _("Change or clear the filters and search again."),
    }
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
        listed = super().get_queryset().current().select_related("occupation", "organization")
        return listed.order_by("training_type", "sort_key", "pk")

    def row_url(self, obj):
        return reverse("programme-detail", args=[obj.number])

    def actions(self):
        url = reverse("catalogue")
        words = _("Demand catalogue")
        return [{"label": words, "url": url, "icon": "list-details", "tone": "plain"}]


class ProgrammeDetail(Page):
    """A listed programme: what is learned, how long, who pays, and its classes."""

    face = "portal"
    template_name = "portal/programme.html"

    def trail(self):
        return [(_("Training programmes"), reverse("programme-list"))]

    def crumb(self):
        return self.kwargs["number"]

    def get_context_data(self, **kwargs):
        seen = Programme.objects.visible_to(self.actor).select_related("occupation", "organization")
        row = get_object_or_404(seen, number=self.kwargs["number"])
        classes = TrainingClass.objects.visible_to(self.actor).filter(programme=row)
        return super().get_context_data(
            programme=row,
            facts=[*term_facts(row), *lesson_facts(row)],
            fee=fee_words(row),
            units=row.units.held(),
            newer=row.followers.listed().first(),
            classes=classes.for_cards().order_by("-starts_on")[:12],
            **kwargs,
        ) | {"title": row.name}
