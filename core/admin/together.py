"""Pages about many records at once: one move with one reason, and who looks after them."""

from django import forms
from django.apps import apps
from django.contrib import messages
from django.http import Http404, QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.admin_site import site
from core.admin_urls import changelist_url, record_url
from core.assignments import assign, colleagues, with_assignee
from core.pages.history import overtaken
from core.pages.moves import form_for
from core.pages.parts import Fact
from core.pages.views import FormPage
from core.punctuation import with_colon
from core.refusals import Refused
from core.workflow import perform

BACK = "list"  # of an address: the query of the list somebody came from
MOST = 200  # records at once: each move is checked, recorded and told one by one


class Together(FormPage):
    """What was chosen in a list of the bureau's admin: `?record=<key>` for each."""

    face = "bureau"
    template_name = "pages/together.html"
    success_message = ""
    cancel_label = _("Go back")

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.model = self.find_model()
        self.records = list(self.chosen()[: MOST + 1])
        if not self.records:
            raise Http404

    def find_model(self):
        """The kind of record, if its list is open to the actor and has a queue or such a move."""
        try:
            model = apps.get_model(self.kwargs["model"])
        except (LookupError, ValueError):
            raise Http404 from None
        self.model_admin = site._registry.get(model)
        if self.model_admin is None or not self.model_admin.has_view_permission(self.request):
            raise Http404
        return model

    def chosen(self):
        keys = [key for key in self.request.GET.getlist("record") if key.isdecimal()]
        seen = self.model.objects.visible_to(self.actor).filter(pk__in=keys).order_by("pk")
        return seen.select_related("organization") if self.has_unit else seen

    @property
    def has_unit(self) -> bool:
        return any(field.name == "organization" for field in self.model._meta.concrete_fields)

    def lines(self) -> list[dict]:
        """What is chosen as the page lists it: with its unit, and its page to look at."""
        return [
            {
                "name": str(row),
                "url": record_url(row),
                "more": [*self.unit_of(row), *filter(None, [getattr(row, "assignee_name", "")])],
            }
            for row in self.records
        ]

    def unit_of(self, row) -> list[str]:
        """The unit, where the record's own name does not tell it."""
        unit = str(row.organization) if self.has_unit else ""
        return [unit] if unit and unit not in str(row) else []

    def cancel_url(self):
        """The list with the filters it had, or the record somebody came from."""
        if BACK not in self.request.GET and len(self.records) == 1:
            return record_url(self.records[0])
        query = QueryDict(self.request.GET.get(BACK, "")).urlencode()
        return f"{changelist_url(self.model)}{'?' if query else ''}{query}"

    def next_url(self, obj):
        return self.cancel_url()

    def post(self, request, *args, **kwargs):
        if len(self.records) > MOST:
            raise Refused("too_many_records", str(MOST))
        return super().post(request, *args, **kwargs)

    def facts(self):
        return [
            Fact(_("Kind of record"), capfirst(self.model._meta.verbose_name)),
            Fact(_("Number of records"), len(self.records)),
        ]

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            records=self.records, lines=self.lines(), facts=self.facts(), **kwargs
        )


class MoveTogether(Together):
    """One move on every chosen record, for one reason; what is refused is told record by record."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        name = self.kwargs["name"]
        if name not in self.model_admin.bulk_moves:
            raise Http404
        self.move = self.model.MOVES[name]
        if not any(self.move.rule(self.actor, row) for row in self.records):
            raise Http404

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

    def save(self, form):
        """Each record by itself: one that is refused holds up no other."""
        done = 0
        for row in self.records:
            try:
                perform(row, self.kwargs["name"], actor=self.actor, **form.cleaned_data)
                done += 1
            except Refused as refused:
                messages.error(self.request, with_colon(row, self.told(row, refused)))
        if done:
            told = ngettext("Done for %(count)d record.", "Done for %(count)d records.", done)
            messages.success(self.request, told % {"count": done})

    def told(self, row, refused) -> str:
        """Of what is over already, who dealt with it and when."""
        quicker = overtaken(row, self.actor) if refused.code == "wrong_state" else ""
        return quicker or refused.message

    def get_context_data(self, **kwargs):
        found = [self.move.explains] if self.move.explains else []
        if self.move.needs and len(self.records) > 1:
            found.append(_("All of them get the same reason, each on its own page and letter."))
        return super().get_context_data(consequences=found, **kwargs)


class AssignForm(forms.Form):
    """Who is to look after the records."""

    assignee = forms.ModelChoiceField(
        label=_("Looked after by"),
        queryset=None,
        required=False,
        empty_label=_("Nobody: back to the queue"),
    )

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        people = colleagues(actor).order_by("name", "pk")
        self.fields["assignee"].queryset = people
        self.fields["assignee"].label_from_instance = lambda person: person.name


class Assign(Together):
    """Hand out work: to oneself, to a colleague in the same role, or back to the queue."""

    title = _("Who looks after it")
    submit_label = _("Hand out")
    success_message = _("Handed out.")
    form_class = AssignForm

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        if self.model_admin.waiting_rows(self.request) is None:
            raise Http404

    def chosen(self):
        return with_assignee(super().chosen(), self.actor)

    def initial(self):
        """Whom it has, where all have the same; else oneself."""
        held = {row.assignee for row in self.records}
        return {"assignee": (held.pop() if len(held) == 1 else None) or self.actor.user_id}

    def save(self, form):
        person = form.cleaned_data["assignee"]
        assign(self.records, actor=self.actor, to=person.pk if person else None)

    def get_context_data(self, **kwargs):
        told = _(
            "It orders the work only: whoever may decide still may. The officer gets a message."
        )
        return super().get_context_data(consequences=[told], **kwargs)
