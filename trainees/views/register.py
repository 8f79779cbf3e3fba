"""A worker's own registration; asked as `app_auth`, because nobody is signed in yet."""

from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext_lazy as _

from core.pages import FormPage
from trainees.ages import is_minor
from trainees.forms import RegistrationForm
from trainees.services.people import register_worker

BACKEND = "organizations.accounts.SignIn"


@method_decorator(login_not_required, name="dispatch")
class Register(FormPage):
    face = "portal"
    template_name = "trainees/register.html"
    title = _("Register as a worker")
    lead = _("One account for life: classes, attendance, results.")
    submit_label = _("Register")
    success_message = _("Welcome. Your account is ready.")
    form_class = RegistrationForm

    def get(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            return HttpResponseRedirect(reverse("start"))
        return super().get(request, *args, **kwargs)

    def save(self, form):
        data = form.cleaned_data
        user = register_worker(
            person=form.person(),
            username=data["username"],
            password=data["password"],
            email=data["email"],
        )
        login(self.request, user, backend=BACKEND)
        record_authentication(self.request, user, "password", reauthenticated=True)
        self.is_minor = is_minor(form.birth_on)
        return user

    @property
    def wanted(self) -> str:
        """Where the person was going, such as the enrolment in a class; empty for nowhere."""
        page = self.request.GET.get("next", "")
        return page if url_has_allowed_host_and_scheme(page, allowed_hosts=None) else ""

    def next_url(self, obj):
        """A minor asks a guardian first; everybody else goes on."""
        if self.is_minor:
            return reverse("account:guardian-list")
        return self.wanted or reverse("account:home")

    def get_context_data(self, **kwargs):
        query = f"?{urlencode({'next': self.wanted})}" if self.wanted else ""
        url = reverse("account_login") + query
        return super().get_context_data(sign_in_url=url, **kwargs)
