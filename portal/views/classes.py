"""The class search, and one class with all a worker wants to know."""

from urllib.parse import urlencode

from django.conf import settings
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.access import ANYONE
from core.enums import Role
from core.pages import ListPage, Page
from core.pages.registry import sections
from policies.queries import last_moment, value_on
from portal.districts import tiles
from programs.enums import ClassState
from programs.filters import ClassFilter
from programs.models import TrainingClass
from programs.terms import fee_words, term_facts


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
            sessions=row.sessions.scheduled().order_by("starts_at"),
            closes_on=last_moment("tl_enrolment_close", row.starts_on),
            fee=fee_words(row.programme),
            terms=term_facts(row.programme),
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
    if training_class.seats_free < 1 and not training_class.has_waiting_list:
        return _("All seats are taken.")
    return ""


def may_enrol(training_class) -> bool:
    return not why_not(training_class)
