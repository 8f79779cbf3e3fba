"""A unit registers, proves its phone and follows the answer; all of it without an account."""

from django import forms
from django.http import HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from core import clock
from core.identifiers import mask_phone
from core.limits import last_moment
from core.pages import FormPage
from core.pages.refusing import add_refusal
from core.refusals import Refused
from organizations.forms import PhoneCodeForm
from organizations.queries import district_bureau
from organizations.registration_forms import RegistrationForm, TrackingForm
from organizations.services import registrations
from organizations.throttles import Registering, Tracking, check_rate
from organizations.tracking import followed
from organizations.views.registration_shown import facts_of, next_step, steps_of

TICKET = "registration_ticket"  # in the session: the ticket, and the masked number


@method_decorator(never_cache, name="dispatch")
class Open(FormPage):
    """Asked as the public; what was typed stands in no address and in no cache."""

    face = "portal"
    success_message = ""


class Register(Open):
    """What the unit states; nothing is stored before its phone is proven."""

    title = _("Register a unit")
    template_name = "organizations/register.html"
    form_class = RegistrationForm
    submit_label = _("Send the code to the phone")
    success_url = reverse_lazy("registration-code")

    @property
    def lead(self):
        words = _(
            "For training institutions, enterprises and evaluation agencies. The bureau of your "
            "district checks what you state, today's registrations by %(day)s; then you get the "
            "link to your account."
        )
        return words % {"day": f"{last_moment('tl_registration_reply', clock.today()):%Y-%m-%d}"}

    def save(self, form):
        check_rate(self.request, Registering)
        facts = form.facts(site=self.request.build_absolute_uri("/"))
        ticket = registrations.ask_code(facts=facts)
        self.request.session[TICKET] = [ticket, mask_phone(facts["phone"])]

    def get_context_data(self, **kwargs):
        return super().get_context_data(steps=way("current", "ahead", "ahead"), **kwargs)


def way(*stages) -> list[dict]:
    """The three steps of a registration, for components/steps.html."""
    labels = (_("State the unit"), _("Type the code"), _("The district answers"))
    pairs = zip(labels, stages, strict=True)
    return [{"label": label, "stage": stage} for label, stage in pairs]


class OfTicket(Open):
    """Whoever has a draft that waits for its code; others begin at the beginning."""

    def dispatch(self, request, *args, **kwargs):
        if TICKET not in request.session:
            return HttpResponseRedirect(reverse("registration-create"))
        self.ticket, self.masked = request.session[TICKET]
        return super().dispatch(request, *args, **kwargs)

    def trail(self):
        return [(Register.title, reverse("registration-create"))]


class Code(OfTicket):
    """The code that was sent; the answer is the only page that shows the tracking code."""

    title = _("Type the code")
    template_name = "organizations/registration_code.html"
    form_class = PhoneCodeForm
    submit_label = _("Hand in the registration")

    @property
    def lead(self):
        sent = _("A code was sent to %(phone)s. It holds five minutes.")
        return sent % {"phone": self.masked}

    def get_context_data(self, **kwargs):
        kwargs.setdefault("steps", way("done", "current", "ahead"))
        return super().get_context_data(**kwargs)

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        if not form.is_valid():
            return self.render(form, 422)
        try:
            row, code = registrations.submit(ticket=self.ticket, typed=form.cleaned_data["code"])
        except Refused as refused:
            add_refusal(form, refused)
            return self.render(form, 409)
        del request.session[TICKET]
        return self.handed_in(row, code)

    def handed_in(self, row, code):
        """The registration is with the district."""
        self.template_name = "organizations/registration_received.html"
        bureau = district_bureau(row.district_id)
        context = self.get_context_data(
            row=row, code=code, steps=steps_of(row), next_step=next_step(row, bureau)
        )
        context |= {"title": _("Your registration is handed in"), "intro": "", "breadcrumbs": []}
        return self.render_to_response(context, status=201)


class CodeAgain(OfTicket):
    """A message that did not come, or came too late."""

    title = _("Send a new code")
    submit_label = _("Send a new code")
    form_class = forms.Form
    success_url = reverse_lazy("registration-code")

    @property
    def lead(self):
        return _("It goes to %(phone)s; the code before holds no more.") % {"phone": self.masked}

    def cancel_url(self):
        return reverse("registration-code")

    def save(self, form):
        check_rate(self.request, Registering)
        registrations.send_again(self.ticket)


class Track(Open):
    """State, next step, due day and reason, for whoever holds tracking code and phone."""

    title = _("Follow a registration")
    lead = _("With the tracking code of your text message and the phone you registered with.")
    template_name = "organizations/track.html"
    form_class = TrackingForm
    submit_label = _("Show where it stands")

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        if not form.is_valid():
            return self.render(form, 422)
        act = registrations.withdraw if "withdraw" in request.POST else followed
        try:
            check_rate(request, Tracking)
            found = act(**form.cleaned_data)
        except Refused as refused:
            add_refusal(form, refused)
            return self.render(form, 409)
        return self.render_to_response(self.get_context_data(form=form, found=found))

    def get_context_data(self, *, found=None, **kwargs):
        if found is None:
            return super().get_context_data(**kwargs)
        bureau = district_bureau(found.district_id)
        return super().get_context_data(
            found=found,
            facts=facts_of(found, bureau),
            steps=steps_of(found),
            next_step=next_step(found, bureau),
            **kwargs,
        )
