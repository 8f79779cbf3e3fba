"""Appeals of a unit: its list, one of them, a new one; evidence and paper for all who read it."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from core.pages import DetailPage, Fact, FormPage, ListPage, facts_of
from core.pages.history import reason_of
from core.pages.parts import paper_button
from core.refusals import Refused
from core.views.files import handed_out
from core.views.papers import paper
from supervision.appeal_pages import appeal_section, create_url, decision_part
from supervision.appealable import KINDS, decision_on
from supervision.filters import AppealFilter
from supervision.forms import AppealForm
from supervision.models import AppealEvidence, DecisionAppeal
from supervision.papers import appeal_letter, has_appeal_paper
from supervision.permissions import APPELLANTS
from supervision.queries.appeals import open_decisions
from supervision.services.appeals import FURTHER, submit_appeal
from supervision.tables import APPEALS


class AppealList(ListPage):
    model = DecisionAppeal
    roles = APPELLANTS
    template_name = "supervision/appeals.html"
    title = _("Appeals")
    columns = APPEALS
    filterset_class = AppealFilter
    export = "appeals"
    empty = {
        "title": _("No appeal yet"),
        "text": _(
            "A decision you may appeal against stands above, and its record has a button for it."
        ),
    }

    def get_context_data(self, **kwargs):
        found = open_decisions(self.actor)
        shown = [{"decision": one, "url": create_url(one)} for one in found]
        return super().get_context_data(open=shown, **kwargs)


class AppealDetail(DetailPage):
    model = DecisionAppeal
    roles = APPELLANTS

    def trail(self):
        return [(AppealList.title, reverse("workspace:appeal-list"))]

    def heading(self, obj):
        return obj.record_name

    def facts(self, obj):
        return [
            *facts_of(obj, ("number", "decided_at", "appeal_until", "ground", "submitted_at")),
            Fact(_("Answer due"), obj.still_due_on),
            *facts_of(obj, ("taken_up_at", "answered_at")),
        ]

    def sections(self, obj):
        return [decision_part(obj, self.actor), appeal_section(obj, self.actor)]

    def object_actions(self, obj):
        has_one = has_appeal_paper(obj, self.actor)
        return [paper_button("appeal-paper", obj.number)] if has_one else []


class AppealCreate(FormPage):
    """Against the decision that stands on one record of the unit."""

    roles = APPELLANTS
    title = _("New appeal")
    form_class = AppealForm
    lead = FURTHER
    submit_label = _("Appeal")
    success_message = _("The appeal is submitted.")

    def setup(self, request, *args, kind, number, **kwargs):
        super().setup(request, *args, **kwargs)
        if kind not in KINDS or request.actor.role not in APPELLANTS:
            raise Http404
        own = KINDS[kind].model.objects.visible_to(request.actor)
        own = own.filter(organization_id=request.actor.organization_id)
        self.record = get_object_or_404(own, number=number)
        self.paper = KINDS[kind].paper

    def actions(self):
        """What was decided, to read beside."""
        return [paper_button(self.paper, self.record.number)]

    def trail(self):
        return [
            (AppealList.title, reverse("workspace:appeal-list")),
            (str(self.record), self.cancel_url()),
        ]

    def get_context_data(self, **kwargs):
        decision = decision_on(self.record, self.actor)
        if decision is None:
            raise Refused("nothing_to_appeal", self.record.get_state_display())
        facts = [
            Fact(_("Record"), str(self.record)),
            Fact(_("Decision delivered"), decision.delivered_on),
            Fact(_("Reason"), reason_of(decision.entry)),
            Fact(_("Last day to appeal"), decision.until),
        ]
        return super().get_context_data(facts=facts, **kwargs)

    def save(self, form):
        return submit_appeal(actor=self.actor, record=self.record, **form.cleaned_data)

    def cancel_url(self):
        return self.record.get_absolute_url()


@require_safe
def appeal_evidence(request, number, pk):
    """A file handed in with an appeal, for whoever reads the appeal."""
    seen = AppealEvidence.objects.visible_to(request.actor).select_related("file")
    found = get_object_or_404(seen, pk=pk, appeal__number=number)
    return handed_out(request.actor, found.file)


@require_safe
def appeal_paper(request, number):
    """The answer to an appeal; there is none before it was given."""
    seen = DecisionAppeal.objects.visible_to(request.actor).select_related("organization")
    letter = appeal_letter(get_object_or_404(seen, number=number), request.actor)
    if letter is None:
        raise Http404
    return paper(letter, number)
