"""A new phone: by the worker, or at the counter of the home district for who lost the old one."""

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _

from core.admin_urls import record_url
from core.enums import Role
from core.identifiers import mask_phone
from core.pages import FormPage
from organizations.accounts import proof_address
from organizations.forms import PhoneCodeForm
from trainees.forms.people import CounterPhoneForm, NewPhoneForm
from trainees.models import Trainee
from trainees.services.people import own_trainee
from trainees.services.phones import ask_at_counter, ask_new_phone, confirm_new_phone

TICKET = "new_phone"  # in the session: the ticket, the masked number, and whose it is


class NewPhone(FormPage):
    """The new number, to which a code goes."""

    face = "account"
    roles = {Role.WORKER}
    title = _("Change the phone")
    lead = _(
        "A code is sent to the new number. Text messages then go to it, and you sign in by it."
    )
    submit_label = _("Send the code")
    form_class = NewPhoneForm
    success_message = ""
    code_url = reverse_lazy("account:phone-code")

    def dispatch(self, request, *args, **kwargs):
        self.person = self.find() if request.actor.role in self.roles else None
        if self.person is None or not request.user.has_usable_password():
            raise Http404
        address = proof_address(request)
        if address:
            return HttpResponseRedirect(address)
        return super().dispatch(request, *args, **kwargs)

    def find(self) -> Trainee | None:
        return own_trainee(self.request.actor)

    def save(self, form):
        ticket = self.ask(form.cleaned_data)
        masked = mask_phone(form.cleaned_data["phone"])
        self.request.session[TICKET] = [ticket, masked, self.person.pk]

    def ask(self, given) -> str:
        return ask_new_phone(actor=self.actor, phone=given["phone"])

    def next_url(self, obj):
        return str(self.code_url)

    def cancel_url(self):
        return reverse("account:privacy")


class NewPhoneCode(NewPhone):
    """The code that was sent; it holds five minutes."""

    title = _("Type the code")
    submit_label = _("Confirm the number")
    form_class = PhoneCodeForm
    success_message = _("Text messages go to this number from now on.")
    done_url = reverse_lazy("account:privacy")

    def get(self, request, *args, **kwargs):
        if self.kept is None:
            return HttpResponseRedirect(self.again)
        return super().get(request, *args, **kwargs)

    @property
    def kept(self) -> list | None:
        """What the session knows, if it is of this person."""
        kept = self.request.session.get(TICKET)
        return kept if kept and kept[2] == self.person.pk else None

    @property
    def again(self) -> str:
        return reverse("account:phone")

    @property
    def lead(self):
        masked = self.kept[1] if self.kept else ""
        return _("A code was sent to %(phone)s. It holds five minutes.") % {"phone": masked}

    def save(self, form):
        ticket = self.kept[0] if self.kept else ""
        code = form.cleaned_data["code"]
        confirm_new_phone(self.person, actor=self.actor, ticket=ticket, typed=code)
        self.request.session.pop(TICKET, None)

    def next_url(self, obj):
        return str(self.done_url)


class AtCounter:
    """The same for a resident, by the officer who has the person and the document before them."""

    face = "bureau"
    roles = {Role.DISTRICT_REVIEWER}

    def find(self):
        seen = Trainee.objects.visible_to(self.request.actor)
        return get_object_or_404(seen, pk=self.kwargs["pk"])

    def cancel_url(self):
        return record_url(self.person)


class CounterPhone(AtCounter, NewPhone):
    title = _("New phone at the counter")
    lead = _(
        "For somebody who has lost the phone and shows the identity document. Type its number from "
        "the document; the code goes to the new phone, which the person has along."
    )
    form_class = CounterPhoneForm

    @property
    def code_url(self):
        return reverse("counter-phone-code", args=[self.person.pk])

    def ask(self, given) -> str:
        return ask_at_counter(self.person, actor=self.actor, **given)


class CounterPhoneCode(AtCounter, NewPhoneCode):
    success_message = _("The phone is changed; the person is signed out everywhere and told.")

    @property
    def again(self):
        return reverse("counter-phone", args=[self.person.pk])

    @property
    def done_url(self):
        return record_url(self.person)
