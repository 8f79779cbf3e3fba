"""The one page that makes moves: it asks for what the move needs and calls `perform`."""

from django import forms
from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core import clock, refusals
from core.forms import PLEASE_CHOOSE, ConsentField
from core.pages.parts import Fact, facts_of
from core.pages.registry import sections
from core.pages.views import FormPage
from core.refusals import Refused
from core.workflow import available_moves, perform

FIELDS = {
    "reason": lambda move: forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    ),
    "reason_code": lambda move: forms.ChoiceField(
        label=_("Reason from the list"),
        choices=lambda: [("", PLEASE_CHOOSE), *refusals.choices(*move.reasons)],
    ),
    "opinion": lambda move: forms.CharField(label=_("Opinion"), max_length=500),
    "publish_on": lambda move: forms.DateField(
        label=_("Public from"),
        initial=clock.today,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    ),
    "valid_until": lambda move: forms.DateField(
        label=_("Valid until"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    ),
    "ended_on": lambda move: forms.DateField(
        label=_("Last day of the employment"),
        initial=clock.today,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    ),
    "undertaking": lambda move: ConsentField(
        short_label=_("Undertaking"),
        label=_("We undertake that all statements are true and the lessons will be held as filed."),
    ),
}


def form_for(move):
    """A form class with one field for each input the move needs."""
    return type("MoveForm", (forms.Form,), {need: FIELDS[need](move) for need in move.needs})


class MovePage(FormPage):
    """`/moves/<model>/<pk>/<move>/`: the same for every process and every face."""

    face = "own"
    template_name = "pages/move.html"
    success_message = ""
    cancel_label = _("Go back")

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.object = self.find()
        self.move = self.object.MOVES[self.kwargs["name"]]

    def find(self):
        """The record, if the actor sees it and may ever make this move; else it is not there."""
        try:
            model = apps.get_model(self.kwargs["model"])
            found = model.objects.visible_to(self.request.actor).get(pk=self.kwargs["pk"])
        except (LookupError, ValueError, AttributeError, ObjectDoesNotExist):
            raise Http404 from None
        move = getattr(found, "MOVES", {}).get(self.kwargs["name"])
        if move is None or move.page or not move.rule(self.request.actor, found):
            raise Http404
        return found

    @property
    def title(self):
        return self.move.title or self.move.label

    @property
    def tone(self):
        return "bad" if self.move.tone == "danger" else "primary"

    @property
    def submit_label(self):
        return self.move.label

    @property
    def form_class(self):
        return form_for(self.move)

    def get(self, request, *args, **kwargs):
        if self.kwargs["name"] not in available_moves(self.object, self.actor):
            raise Refused("wrong_state", self.object.get_state_display())
        return super().get(request, *args, **kwargs)

    def save(self, form):
        return perform(self.object, self.kwargs["name"], actor=self.actor, **form.cleaned_data)

    def next_url(self, obj):
        return self.back or obj.get_absolute_url()

    def cancel_url(self):
        return self.back

    @property
    def back(self) -> str:
        wanted = self.request.GET.get("next", "")
        return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else ""

    def facts(self):
        """What is about to move: its kind and state, and what its model calls KEY_FACTS."""
        row = self.object
        kind = Fact(_("Kind of record"), capfirst(row._meta.verbose_name))
        state = Fact(_("State"), row.get_state_display())
        return [kind, *facts_of(row, getattr(row, "KEY_FACTS", ())), state]

    def get_context_data(self, **kwargs):
        """With what the app of the record hangs on the place `move <model>`: what is judged."""
        row, explains = self.object, self.move.explains
        return super().get_context_data(
            subject=str(row),
            facts=self.facts(),
            sections=sections(f"move {row._meta.label_lower}", self.request, row),
            consequences=[explains] if explains else [],
            **kwargs,
        )
