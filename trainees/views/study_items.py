"""Learning items in the workspace, and how far the learners of a class have come."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.enums import UNIT_ADMINS
from core.pages import Column, DetailPage, Fact, FormPage, ListPage, facts_of
from programs.models import Session, TrainingClass
from programs.views.classes import class_trail
from trainees.forms.study import StudyItemForm
from trainees.models import Enrolment, StudyItem
from trainees.services.study import add_study_item
from trainees.study_ledger import in_minutes, learners_of


def session_trail(session):
    url = reverse("workspace:session-detail", args=[session.pk])
    return [*class_trail(session.training_class), (session.title, url)]


class StudyItemCreate(FormPage):
    roles = UNIT_ADMINS
    title = _("New learning item")
    lead = _("It can be studied from the start of the class until the session is sealed.")
    form_class = StudyItemForm

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        seen = Session.objects.visible_to(request.actor).select_related("training_class")
        self.session = get_object_or_404(seen, pk=kwargs["pk"])

    def trail(self):
        return session_trail(self.session)

    def save(self, form):
        return add_study_item(actor=self.actor, session=self.session, **form.cleaned_data)

    def next_url(self, obj):
        return self.cancel_url()

    def cancel_url(self):
        return reverse("workspace:session-detail", args=[self.session.pk])


class StudyItemDetail(DetailPage):
    roles = UNIT_ADMINS
    model = StudyItem
    slug_field = "pk"

    def get_queryset(self):
        return super().get_queryset().select_related("session__training_class")

    def trail(self):
        return session_trail(self.object.session)

    def facts(self, obj):
        return [
            Fact(_("Session"), str(obj.session)),
            *facts_of(obj, ("minutes",)),
        ]

    def sections(self, obj):
        context = {"parts": obj.parts}
        return [
            {"title": _("Content"), "template": "trainees/study_parts.html", "context": context}
        ]


class StudyOfClass(ListPage):
    """Accepted and refused minutes of every learner."""

    roles = UNIT_ADMINS
    model = Enrolment
    title = _("Online study")
    columns = (
        Column("name", _("Name")),
        Column(
            "accepted",
            _("Minutes that count"),
            is_numeric=True,
            value=lambda row: in_minutes(row.accepted),
        ),
        Column(
            "refused",
            _("Minutes that do not count"),
            is_numeric=True,
            value=lambda row: in_minutes(row.refused),
        ),
        Column("days", _("Days"), is_numeric=True),
        Column("state", _("State"), is_badge=True),
    )
    empty = {
        "title": _("Nobody yet"),
        "text": _("Workers enrol themselves, or you import a roster."),
    }
    page_size = 60

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        own = TrainingClass.objects.visible_to(request.actor)
        self.training_class = get_object_or_404(own, number=kwargs["number"])

    def trail(self):
        return class_trail(self.training_class)

    def get_queryset(self):
        return learners_of(self.actor, self.training_class).order_by("enrolled_at", "id")

    def row_url(self, obj):
        return reverse("workspace:study-ledger", args=[obj.pk])
