"""Pages of a reveal: asking, and looking once."""

from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from core.admin_urls import changelist_url, record_url
from core.enums import Role
from core.models import DataReveal
from core.models.reveal import GRANTERS, MOST_SUBJECTS, VIEWERS
from core.pages.parts import Fact, shown
from core.pages.views import DetailPage, FormPage
from core.refusals import Refused
from core.reveals.forms import RevealForm
from core.reveals.registry import revealable_of, revealable_or_404, second_factor_address
from core.reveals.services import request_reveal, view
from core.workflow import available_moves

IDENTITY = _("Show the identity number")


def reveal_links(request, obj, label=IDENTITY) -> list[dict]:
    """The button on a record's page for whoever may ask to see its numbers."""
    kind = revealable_of(obj._meta.label_lower)
    if kind is None or request.actor.role not in VIEWERS & _askers(kind):
        return []
    return [
        {
            "label": label,
            "url": request_url(obj._meta.label_lower, [obj.pk]),
            "tone": "plain",
        }
    ]


def request_url(label: str, keys) -> str:
    """The page that asks for records; it names keys, never a value."""
    return f"{reverse('reveal-request')}?kind={label}&ids={','.join(map(str, keys))}"


def _askers(kind):
    return frozenset().union(*(field.roles for field in kind.fields))


class RequestReveal(FormPage):
    """Which fields of these records, and what for."""

    face = "portal"
    roles = VIEWERS
    title = _("View full personal data")
    lead = _(
        "A person in your own open case is shown at once; anyone else must be granted by another "
        "officer. Every view is recorded; a person with an account can see it."
    )
    submit_label = _("Submit request")
    cancel_label = _("Go back")
    success_message = ""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.kind = revealable_or_404(request.GET.get("kind", ""))
        ids = request.GET.get("ids", "").split(",")
        if not all(item.isdecimal() for item in ids):
            raise Http404
        self.ids = [int(item) for item in ids]
        self.allowed = self.kind.fields_for(request.actor.role)

    def get_form(self):
        choices = [(field.name, field.label) for field in self.allowed.values()]
        return RevealForm(self.request.POST or None, choices=choices)

    def dispatch(self, request, *args, **kwargs):
        """Somebody who sees none of the records learns nothing of them."""
        visible = self.kind.model.objects.visible_to(request.actor)
        self.records = list(visible.filter(pk__in=self.ids)[: MOST_SUBJECTS + 1])
        all_seen = len(self.records) == len(set(self.ids))
        if request.method == "GET" and not (self.allowed and all_seen):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def facts(self):
        """Whose data: the records by their masked names, each with the way to it."""
        names = format_html_join(
            "、", '<a href="{}">{}</a>', ((record_url(row), row) for row in self.records)
        )
        return [Fact(_("Person"), names)]

    def cancel_url(self):
        """Back to the record, or to the list where several were chosen."""
        one = self.records[0] if len(self.records) == 1 else None
        return record_url(one) if one else changelist_url(self.kind.model)

    def get_context_data(self, **kwargs):
        return super().get_context_data(facts=self.facts(), **kwargs)

    def save(self, form):
        data = form.cleaned_data
        return request_reveal(
            actor=self.actor,
            subject=self.kind.model._meta.label_lower,
            ids=self.ids,
            fields=data["fields_wanted"],
            purpose=data["purpose"],
            explanation=data["explanation"],
            session=self.request.session.session_key or "",
        )


class RevealDetail(DetailPage):
    """One request; whoever asked looks here, by a post, once."""

    face = "portal"
    roles = VIEWERS | GRANTERS | {Role.AUDITOR}
    template_name = "pages/reveal.html"
    model = DataReveal
    slug_field = "pk"

    def dispatch(self, request, *args, **kwargs):
        """Nothing of these pages is kept by a browser or a proxy."""
        response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        response["Cache-Control"] = "no-store, private"
        return response

    def post(self, request, *args, **kwargs):
        reveal = self.get_object()
        if "view" not in available_moves(reveal, self.actor):
            raise Refused("wrong_state", reveal.get_state_display())
        prove = second_factor_address(request)
        if prove:
            return HttpResponseRedirect(prove)
        session = request.session.session_key or ""
        records = view(reveal, actor=self.actor, session=session, has_factor=True)
        return self.render_to_response(self.get_context_data(records=records))

    def facts(self, obj):
        kind = revealable_of(obj.subject)
        labels = {field.name: field.label for field in kind.fields} if kind else {}
        fields = "、".join(str(labels.get(name, name)) for name in obj.fields)
        return [
            Fact(_("Fields"), fields),
            Fact(_("Records"), len(obj.subject_ids)),
            *(
                Fact(obj._meta.get_field(name).verbose_name, shown(obj, name))
                for name in ("purpose", "explanation", "requested_role", "requested_at")
            ),
            Fact(_("Expires"), shown(obj, "expires_at")),
            Fact(_("Looked at"), shown(obj, "viewed_at")),
            Fact(_("Answer due"), obj.answer_due_on),
        ]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        may_look = "view" in available_moves(self.object, self.actor)
        others = [link for link in context["actions"] if link["url"] != self.request.path]
        return context | {"may_look": may_look, "actions": others}
