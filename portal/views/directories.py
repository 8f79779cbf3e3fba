"""The public lists of programmes, and one of them."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.pages import Column, ListPage, Page
from programs.enums import ClassState
from programs.filters import ListedProgrammeFilter
from programs.models import Programme, TrainingClass
from programs.terms import fee_words, lesson_facts, term_facts


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
        Column("organization.name", _("Held by")),
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
        newest = list(classes.for_cards().order_by("-starts_on")[:12])
        return super().get_context_data(
            programme=row,
            facts=[*term_facts(row), *lesson_facts(row)],
            fee=fee_words(row),
            units=row.units.held(),
            newer=row.followers.listed().first(),
            enrolling=[each for each in newest if each.state == ClassState.OPEN],
            classes=[each for each in newest if each.state != ClassState.OPEN],
            **kwargs,
        ) | {"title": row.name}
