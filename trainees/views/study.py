"""Online study on a phone: the item that is studied, the ledger, and the rules for everybody."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.enums import UNIT_ADMINS, Role
from core.pages import Page
from programs.views.classes import class_trail
from trainees.effective_minutes import MINUTE, SECOND
from trainees.models import Enrolment, StudyItem
from trainees.services.study import is_open
from trainees.study_ledger import accepted_spans, first_unseen, ledger_of
from trainees.study_rules import beat_seconds, published, rules_on

WORKER = {Role.WORKER}
SPEEDS = (0.75, 1, 1.25, 1.5, 2)


class StudyPage(Page):
    """One item: it is shown part by part, and what counts grows beside it."""

    face = "account"
    roles = WORKER
    template_name = "trainees/study.html"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        seen = StudyItem.objects.visible_to(request.actor).select_related("session__training_class")
        self.object = get_object_or_404(seen, pk=kwargs["pk"])
        own = Enrolment.objects.visible_to(request.actor).select_related("training_class")
        own = own.filter(training_class=self.object.session.training_class_id)
        self.enrolment = own.order_by("-pk").first()
        if self.enrolment is None:
            raise Http404
        self.title = self.object.title

    def trail(self):
        name = self.enrolment.training_class.name
        url = reverse("account:enrolment-detail", args=[self.enrolment.pk])
        return [(_("My classes"), reverse("account:enrolment-list")), (name, url)]

    def get_context_data(self, **kwargs):
        seen, counted = accepted_spans(self.actor, self.enrolment, self.object)
        rules = rules_on(clock.today())
        return super().get_context_data(
            item=self.object,
            enrolment=self.enrolment,
            may_study=is_open(self.object, self.enrolment) and not self.actor.helper,
            counted=counted // SECOND,
            position=first_unseen(seen) // SECOND,
            seconds=self.object.minutes * MINUTE // SECOND,
            every=beat_seconds(),
            idle=rules.idle_max // SECOND,
            speeds=[speed for speed in SPEEDS if speed <= rules.speed_max],
            **kwargs,
        )


class LedgerPage(Page):
    """Every minute of one enrolment that counted or did not, as its own person reads it."""

    face = "account"
    roles = WORKER
    at_counter = True
    template_name = "trainees/study_ledger.html"
    title = _("My study time")
    empty = {
        "title": _("Nothing studied yet"),
        "text": _("Open a learning item of your class; what counts stands here a minute later."),
    }

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        own = Enrolment.objects.visible_to(request.actor).select_related("training_class")
        self.enrolment = get_object_or_404(own, pk=kwargs["pk"])

    def trail(self):
        name = self.enrolment.training_class.name
        return [(_("My classes"), reverse("account:enrolment-list")), (name, self.way_back())]

    def way_back(self):
        return reverse(f"{self.face}:enrolment-detail", args=[self.enrolment.pk])

    def get_context_data(self, **kwargs):
        empty = {**self.empty, "url": self.way_back(), "label": _("Go back")}
        return super().get_context_data(
            ledger=ledger_of(self.actor, self.enrolment),
            enrolment=self.enrolment,
            empty=empty,
            **kwargs,
        )


class LedgerOfLearner(LedgerPage):
    """The same for the institution, which reads it with the name."""

    face = "workspace"
    roles = UNIT_ADMINS
    at_counter = False
    title = _("Study time")
    empty = {
        "title": _("Nothing studied yet"),
        "text": _("What this person studies online stands here a minute later."),
    }

    def trail(self):
        row = self.enrolment.training_class
        return [*class_trail(row), (self.enrolment.name, self.way_back())]


class StudyRules(Page):
    """What counts as study time: every rule with its figure and its clause."""

    face = "portal"
    template_name = "trainees/study_rules.html"
    title = _("What counts as study time")
    lead = _("Time is taken by the server. These rules decide which of it counts.")

    def get_context_data(self, **kwargs):
        return super().get_context_data(rules=published(clock.today()), **kwargs)
