"""A worker's own registration: who one is, then the code of the phone.

Asked as `app_auth`, because nobody is signed in yet; by who has an account for work already, in
the face of the worker.
"""

from allauth.account.internal.flows.login import record_authentication
from django import forms
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext_lazy as _

from core.enums import Role
from core.identifiers import mask_phone
from core.pages import FormPage
from organizations.forms import PhoneCodeForm
from organizations.throttles import RegisteringWorker, check_rate
from trainees.ages import is_minor
from trainees.forms.people import OwnRecordForm, RegistrationForm
from trainees.services import registering
from trainees.services.people import own_trainee

BACKEND = "organizations.accounts.SignIn"
TICKET = "worker_registration"  # in the session: the ticket, and the masked number


class Step(FormPage):
    """A step of the registration; where the person was going is kept in the address."""

    face = "portal"
    success_message = ""
    pages = ("register", "register-code", "register-code-again")
    done = _("Welcome. Your account is ready.")

    @property
    def wanted(self) -> str:
        """Where the person was going, such as the enrolment in a class; empty for nowhere."""
        page = self.request.GET.get("next", "")
        return page if url_has_allowed_host_and_scheme(page, allowed_hosts=None) else ""

    def step(self, place: int) -> str:
        """The address of a step: what is stated, the code, a new code."""
        query = f"?{urlencode({'next': self.wanted})}" if self.wanted else ""
        return reverse(self.pages[place]) + query


class Stating(Step):
    """Who one is; a code goes to the phone."""

    submit_label = _("Send the code to the phone")

    def post(self, request, *args, **kwargs):
        """Every try counts: whoever asks again and again shall not learn which names are taken."""
        check_rate(request, RegisteringWorker)
        return super().post(request, *args, **kwargs)

    def save(self, form):
        person = form.person()
        ticket = registering.ask_code(person=person, opens=form.account())
        self.request.session[TICKET] = [ticket, mask_phone(person.phone)]

    def next_url(self, obj):
        return self.step(1)


@method_decorator(login_not_required, name="dispatch")
class Register(Stating):
    template_name = "trainees/register.html"
    title = _("Register as a worker")
    lead = _("One account for life: classes, attendance, results.")
    form_class = RegistrationForm

    def get(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            return HttpResponseRedirect(reverse("start"))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        query = f"?{urlencode({'next': self.wanted})}" if self.wanted else ""
        url = reverse("account_login") + query
        return super().get_context_data(sign_in_url=url, **kwargs)


class OfTicket(Step):
    """Whoever has a draft that waits for its code; others begin at the beginning."""

    def dispatch(self, request, *args, **kwargs):
        if TICKET not in request.session:
            return HttpResponseRedirect(self.step(0))
        self.ticket, self.masked = request.session[TICKET]
        return super().dispatch(request, *args, **kwargs)

    def cancel_url(self):
        return self.step(0)


@method_decorator(login_not_required, name="dispatch")
class Code(OfTicket):
    """The code that was sent; the account is there once it is typed."""

    title = _("Type the code")
    template_name = "trainees/register_code.html"
    form_class = PhoneCodeForm
    submit_label = _("Register")

    @property
    def lead(self):
        sent = _("A code was sent to %(phone)s. It holds five minutes.")
        return sent % {"phone": self.masked}

    @property
    def success_message(self):
        return self.done

    def save(self, form):
        row = self.prove(self.ticket, form.cleaned_data["code"])
        self.request.session.pop(TICKET, None)
        return row

    def prove(self, ticket, typed):
        user, birth_on = registering.open_account(ticket=ticket, typed=typed)
        login(self.request, user, backend=BACKEND)
        record_authentication(self.request, user, "password", reauthenticated=True)
        self.is_minor = is_minor(birth_on)
        return user

    def next_url(self, obj):
        """A minor asks a guardian first; everybody else goes on."""
        if self.is_minor:
            return reverse("account:guardian-list")
        return self.wanted or reverse("account:home")

    def get_context_data(self, **kwargs):
        return super().get_context_data(again_url=self.step(2), **kwargs)


@method_decorator(login_not_required, name="dispatch")
class CodeAgain(OfTicket):
    """A message that did not come, or came too late."""

    title = _("Send a new code")
    submit_label = _("Send a new code")
    form_class = forms.Form

    @property
    def lead(self):
        return _("It goes to %(phone)s; the code before holds no more.") % {"phone": self.masked}

    def cancel_url(self):
        return self.step(1)

    def save(self, form):
        check_rate(self.request, RegisteringWorker)
        registering.send_again(self.ticket)

    def next_url(self, obj):
        return self.step(1)


class Own:
    """The same by who has an account for work and learns for the first time."""

    face = "account"
    roles = {Role.WORKER}
    pages = ("account:own-record", "account:own-record-code", "account:own-record-code-again")
    done = _("Your record is ready: now you can enrol.")

    def dispatch(self, request, *args, **kwargs):
        if request.actor.role in self.roles and own_trainee(request.actor) is not None:
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class OwnRecord(Own, Stating):
    title = _("Your own record")
    lead = _(
        "You work here with this account. To learn yourself, state once who you are; your work and "
        "your own classes stay apart, and you switch between them in the menu."
    )
    form_class = OwnRecordForm

    def initial(self):
        return {"name": self.request.user.name}

    def cancel_url(self):
        return self.wanted or reverse("account:home")


class OwnRecordCode(Own, Code):
    submit_label = _("Confirm the number")

    def prove(self, ticket, typed):
        trainee = registering.record_oneself(actor=self.actor, ticket=ticket, typed=typed)
        self.is_minor = is_minor(trainee.birth_on)
        return trainee


class OwnRecordCodeAgain(Own, CodeAgain):
    pass
