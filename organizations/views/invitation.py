"""Answering an invitation: the one-time link, with or without an account."""

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from core.pages import FormPage
from organizations.accounts import has_second_factor
from organizations.forms import NewAccountForm
from organizations.queries import FACE_KEY
from organizations.services import invitations

TOKEN_KEY = "invitation"  # in the session, so that the link leaves the address bar
BACKEND = "organizations.accounts.SignIn"


@login_not_required
@never_cache
def open_link(request, token):
    """Keep the token in the session and show the invitation."""
    request.session[TOKEN_KEY] = token
    return HttpResponseRedirect(reverse("invitation"))


@method_decorator([login_not_required, never_cache], name="dispatch")
class Answer(FormPage):
    """Accept with the account one is signed in to, with a new one, or decline.

    The address is asked as `app_auth`: who holds the link may have no account yet.
    """

    face = "portal"
    template_name = "organizations/invitation.html"
    title = _("Invitation")
    submit_label = _("Open an account and accept")
    form_class = NewAccountForm
    success_message = ""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.token = request.session.get(TOKEN_KEY, "")

    def dispatch(self, request, *args, **kwargs):
        self.invitation = invitations.open_invitation(self.token)
        return super().dispatch(request, *args, **kwargs)

    def initial(self):
        return {"name": self.invitation.name}

    @property
    def lacks_second_factor(self) -> bool:
        return settings.SECOND_FACTOR_REQUIRED and not has_second_factor(self.request)

    def post(self, request, *args, **kwargs):
        if "decline" in request.POST:
            invitations.decline_invitation(self.token, user=request.user)
            del request.session[TOKEN_KEY]
            return HttpResponseRedirect(f"{reverse('invitation-answered')}")
        if request.user.is_authenticated:
            return self.accept()
        return super().post(request, *args, **kwargs)

    def accept(self):
        """Begin the membership and act in it; without a second factor it is set up first."""
        if self.lacks_second_factor:
            return HttpResponseRedirect(reverse("mfa_index"))
        user = self.request.user
        membership = invitations.accept_invitation(self.token, user=user, has_second_factor=True)
        del self.request.session[TOKEN_KEY]
        self.request.session[FACE_KEY] = str(membership.pk)
        return HttpResponseRedirect(reverse("start"))

    def save(self, form):
        """A new account, signed in; the invitation is accepted in the same step where it may be."""
        data = form.cleaned_data
        user = invitations.open_account(
            self.token, username=data["username"], name=data["name"], password=data["password"]
        )
        login(self.request, user, backend=BACKEND)
        record_authentication(self.request, user, "password", reauthenticated=True)
        return user

    def next_url(self, obj):
        return self.accept()["Location"]

    def get_context_data(self, **kwargs):
        if self.request.user.is_authenticated:
            kwargs["form"] = None
        return super().get_context_data(
            invitation=self.invitation,
            lacks_second_factor=self.request.user.is_authenticated and self.lacks_second_factor,
            **kwargs,
        )


@method_decorator(login_not_required, name="dispatch")
class Answered(FormPage):
    """After declining."""

    face = "portal"
    template_name = "organizations/declined.html"
    title = _("Declined")

    def get_form(self):
        return None
