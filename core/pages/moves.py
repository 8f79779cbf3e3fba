"""The one page that makes moves: it asks for what the move needs and calls `perform`."""

from django import forms
from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core import clock, refusals
from core.admin_urls import changelist_url, record_url
from core.forms import PLEASE_CHOOSE, ConsentField
from core.limits import last_valid_day
from core.pages.history import overtaken
from core.pages.parts import Fact, facts_of
from core.pages.registry import sections
from core.pages.views import FormPage, Page
from core.punctuation import sentences
from core.refusals import Refused
from core.workflow import MOST_JOBS, available_moves, perform, suggested

LONGEST = 500  # characters of a reason, as the API takes them
DETAILS = _("Details (the applicant reads them)")
FIELDS = {
    "reason": lambda move: forms.CharField(
        label=reason_label(move),
        max_length=LONGEST,
        help_text=_("At most %(most)d characters.") % {"most": LONGEST},
        widget=forms.Textarea(attrs={"rows": 3}),
    ),
    "reason_code": lambda move: forms.ChoiceField(
        label=_("Kind of reason"),
        choices=lambda: [("", PLEASE_CHOOSE), *refusals.choices(*move.reasons)],
    ),
    "opinion": lambda move: forms.CharField(
        label=move.reason_label or _("Opinion"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    ),
    "publish_on": lambda move: forms.DateField(
        label=_("Public from"),
        initial=clock.today,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    ),
    "valid_from": lambda move: forms.DateField(
        label=_("Valid from"),
        initial=clock.today,
        help_text=_("The day from which the proof holds; it may lie in the past."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    ),
    "valid_until": lambda move: forms.DateField(
        label=_("Valid until"),
        help_text=_("No later than the proof says, and %(day)s at the latest.")
        % {"day": last_valid_day()},
        widget=forms.DateInput(attrs={"type": "date", "max": last_valid_day()}, format="%Y-%m-%d"),
    ),
    "enrol_until": lambda move: forms.DateField(
        label=_("To be enrolled until"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    ),
    "ended_on": lambda move: forms.DateField(
        label=_("Last day of the employment"),
        initial=clock.today,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    ),
    "jobs": lambda move: forms.IntegerField(
        label=_("People who work there"),
        min_value=1,
        max_value=MOST_JOBS,
        help_text=_("The founder included."),
    ),
    "undertaking": lambda move: ConsentField(
        short_label=_("Undertaking"),
        label=_("We undertake that all statements are true and the lessons will be held as filed."),
    ),
}


def reason_label(move) -> str:
    """What an officer writes to a reason of the list is for the applicant to read."""
    return move.reason_label or (DETAILS if "reason_code" in move.needs else _("Reason"))


def form_for(move):
    """A form class with one field for each input the move needs."""
    return type("MoveForm", (forms.Form,), {need: FIELDS[need](move) for need in move.needs})


class MovePage(FormPage):
    """`/moves/<model>/<pk>/<move>/`: the same for every process and every face."""

    face = "own"
    at_counter = True
    template_name = "pages/move.html"
    cancel_label = _("Go back")
    refused_with = ""

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
        if self.request.actor.helper and not getattr(found, "AT_COUNTER", False):
            raise Http404
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

    @property
    def success_message(self):
        """What was done, what follows, and the way back to the queue."""
        done = _("Done: %(move)s.") % {"move": self.move.label}
        return sentences(done, self.move.explains, queue_link(self.request, type(self.object)))

    @property
    def is_possible(self) -> bool:
        return self.kwargs["name"] in available_moves(self.object, self.actor)

    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs) if self.is_possible else self.over()

    def render(self, form, status):
        """Somebody may have been quicker while this was sent: then nothing can be corrected."""
        self.object = self.find()
        is_late = self.refused_with in ("", "wrong_state") and not self.is_possible
        return self.over() if is_late else super().render(form, status)

    def over(self):
        """In place of the form: who made which move, and when; 409."""
        row = self.object
        told = [_("It is now: %(state)s.") % {"state": row.get_state_display()}]
        if quicker := overtaken(row, self.actor):
            told.insert(0, quicker)
        if self.request.method == "POST":
            told.append(_("What you entered was not sent."))
        context = Page.get_context_data(
            self,
            subject=str(row),
            told=told,
            sections=self.judged(),
            record_url=self.back or page_of(row, self.actor),
            queue=queue_link(self.request, type(row)),
        )
        self.template_name = "pages/over.html"
        return self.render_to_response(context, status=409)

    def initial(self):
        return suggested(self.object, self.kwargs["name"])

    def save(self, form):
        try:
            return perform(self.object, self.kwargs["name"], actor=self.actor, **form.cleaned_data)
        except Refused as refused:
            self.refused_with = refused.code
            raise

    def next_url(self, obj):
        return self.back or obj.get_absolute_url()

    def cancel_url(self):
        return self.back

    @property
    def back(self) -> str:
        wanted = self.request.GET.get("next", "")
        return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else ""

    def judged(self) -> list[dict]:
        """What apps hang on the place `move <model>`: what the record is judged by."""
        return sections(f"move {self.object._meta.label_lower}", self.request, self.object)

    def facts(self):
        """What is about to move: its kind and state, and what its model calls KEY_FACTS."""
        row = self.object
        kind = Fact(_("Kind of record"), capfirst(row._meta.verbose_name))
        state = Fact(_("State"), row.get_state_display())
        return [kind, *facts_of(row, getattr(row, "KEY_FACTS", ())), state]

    def get_context_data(self, **kwargs):
        """With what is judged, and what follows."""
        row, explains = self.object, self.move.explains
        return super().get_context_data(
            subject=str(row),
            facts=self.facts(),
            sections=self.judged(),
            consequences=[explains] if explains else [],
            **kwargs,
        )


def page_of(row, actor) -> str:
    """Where this actor reads a record: the bureau in its admin, others where they work."""
    from core.admin_site import site

    is_listed = actor.is_bureau and type(row) in site._registry
    return record_url(row) if is_listed else row.get_absolute_url()


def queue_link(request, model) -> str:
    """The link to the queue of such records, for an officer who has one; else ""."""
    from core.admin_site import site

    model_admin = site._registry.get(model)
    if not request.actor.is_bureau or model_admin is None or not model_admin.waiting:
        return ""
    if model_admin.waiting_rows(request) is None:
        return ""
    name = model_admin.waiting_label or capfirst(model._meta.verbose_name_plural)
    words = _("To the queue: %(queue)s") % {"queue": name}
    address = f"{changelist_url(model)}?waiting=1"
    return format_html('<a class="underline" href="{}">{}</a>', address, words)
