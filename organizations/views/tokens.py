"""One's own API tokens as pages: the list, a new one shown once, and revoking."""

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.enums import Role
from core.pages import Column, FormPage, ListPage
from organizations.enums import TokenScope
from organizations.models import ApiToken
from organizations.services.tokens import LONGEST_DAYS, create_token, revoke_token

SIGNED_IN = frozenset(Role) - {Role.ANYONE, Role.SYSTEM}


class OfFace:
    """Shown among the pages of one's sign-in and security, in the face one acts in."""

    face = "reading"
    roles = SIGNED_IN

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"base": "allauth/layouts/settings.html"}


def standing(token) -> str:
    """Whether a token works, in a word."""
    if token.revoked_at:
        return _("Revoked")
    return _("Works") if token.expires_at > clock.now() else _("Over")


def may(token) -> str:
    """What a token may do, in words."""
    return " · ".join(str(TokenScope(scope).label) for scope in token.scopes)


def new_token() -> dict:
    """The way to the form that makes one."""
    return {"label": _("New token"), "url": reverse("token-create")}


class TokenList(OfFace, ListPage):
    model = ApiToken
    title = _("API tokens")
    lead = _("A program that holds a token acts for you, with your rights in this role.")
    columns = (
        Column("name", _("Token name")),
        Column("prefix", _("Begins with")),
        Column("membership", _("Acts for"), value=lambda t: t.membership or Role.WORKER.label),
        Column("scopes", _("Permission"), value=may),
        Column("expires_at", _("Works until")),
        Column("last_used_at", _("Last used")),
        Column("standing", _("State"), value=standing),
    )

    @property
    def empty(self):
        text = _("Make one when a program of yours is to use the interface.")
        return {"title": _("No token yet"), "text": text, **new_token()}

    def get_queryset(self):
        return super().get_queryset().select_related("membership__organization")

    def row_url(self, obj):
        return "" if obj.revoked_at else reverse("token-revoke", args=[obj.prefix])

    def actions(self):
        docs = {"label": _("How to use it"), "url": reverse("api-docs"), "icon": "book"}
        return [docs, {**new_token(), "icon": "plus", "tone": "primary"}]


class TokenForm(forms.Form):
    """What the token is for and how long it works."""

    name = forms.CharField(
        label=_("Token name"), max_length=60, help_text=_("Which program uses it, for example.")
    )
    scope = forms.ChoiceField(label=_("Permission"), choices=TokenScope)
    days = forms.IntegerField(
        label=_("Valid for (days)"), min_value=1, max_value=LONGEST_DAYS, initial=90
    )


class TokenCreate(OfFace, FormPage):
    """The answer to the form is the only page that ever shows the token."""

    title = _("New API token")
    form_class = TokenForm
    submit_label = _("Create token")

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        if not form.is_valid():
            return self.render(form, 422)
        data = form.cleaned_data
        row, clear = create_token(
            actor=self.actor, name=data["name"], scopes=[data["scope"]], days=data["days"]
        )
        self.template_name = "organizations/token.html"
        context = self.get_context_data(form=form, token=clear, row=row)
        answer = self.render_to_response(context, status=201)
        answer["Cache-Control"] = "no-store"
        return answer

    def trail(self):
        return [(_("API tokens"), reverse("token-list"))]

    def cancel_url(self):
        return reverse("token-list")


class TokenRevoke(OfFace, FormPage):
    title = _("Revoke the token")
    lead = _("Programs that use it are refused at once. This cannot be taken back.")
    submit_label = _("Revoke")
    success_message = _("The token is revoked.")
    form_class = forms.Form
    tone = "bad"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        own = ApiToken.objects.visible_to(request.actor)
        self.object = own.filter(prefix=kwargs["prefix"]).first()
        if self.object is None and not request.actor.is_anonymous:
            raise Http404

    def save(self, form):
        revoke_token(self.object, actor=self.actor)

    def next_url(self, obj):
        return reverse("token-list")

    def cancel_url(self):
        return reverse("token-list")

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"number": str(self.object)}
