"""A member's own phone for text messages: the number, its code, and taking it away."""

from django import forms
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _

from core.identifiers import mask_phone
from core.pages import FormPage
from organizations.accounts import proof_address
from organizations.forms import PhoneCodeForm, PhoneForm
from organizations.services.phones import ask_phone_code, confirm_phone, remove_phone

TICKET = "phone_ticket"  # in the session: the ticket, and the masked number


class OfOwnPhone(FormPage):
    """For members, in the frame of the face they act in, after a fresh proof of who they are."""

    face = "own"
    title = _("Phone for text messages")
    success_url = reverse_lazy("phone")
    success_message = ""

    def dispatch(self, request, *args, **kwargs):
        if request.actor.organization_id is None:
            raise Http404
        address = proof_address(request)
        if address:
            return HttpResponseRedirect(address)
        return super().dispatch(request, *args, **kwargs)

    def cancel_url(self):
        return reverse("phone")


class OwnPhone(OfOwnPhone):
    """The number there is, and a new one."""

    submit_label = _("Send the code")
    form_class = PhoneForm
    success_url = reverse_lazy("phone-code")

    @property
    def lead(self):
        masked = self.request.user.masked_phone
        if masked:
            return _("Text messages go to %(phone)s. Type another number to change it.") % {
                "phone": masked
            }
        return _(
            "No number yet: text messages do not reach you. It is for messages alone; it cannot be "
            "used to sign in."
        )

    def actions(self):
        if not self.request.user.phone:
            return []
        return [{"label": _("Remove the number"), "url": reverse("phone-remove"), "tone": "bad"}]

    def cancel_url(self):
        return ""

    def save(self, form):
        phone = form.cleaned_data["phone"]
        ticket = ask_phone_code(actor=self.actor, phone=phone)
        self.request.session[TICKET] = [ticket, mask_phone(phone)]


class PhoneCode(OfOwnPhone):
    """The code that was sent; it holds five minutes."""

    title = _("Type the code")
    submit_label = _("Confirm the number")
    form_class = PhoneCodeForm
    success_message = _("Text messages go to this number from now on.")

    def dispatch(self, request, *args, **kwargs):
        if TICKET not in request.session:
            return HttpResponseRedirect(reverse("phone"))
        return super().dispatch(request, *args, **kwargs)

    @property
    def lead(self):
        masked = self.request.session[TICKET][1]
        return _("A code was sent to %(phone)s. It holds five minutes.") % {"phone": masked}

    def save(self, form):
        ticket = self.request.session[TICKET][0]
        confirm_phone(actor=self.actor, ticket=ticket, typed=form.cleaned_data["code"])
        del self.request.session[TICKET]


class RemovePhone(OfOwnPhone):
    title = _("Remove the number")
    lead = _("Text messages do not reach you any more; messages in the product and e-mail stay.")
    submit_label = _("Remove the number")
    tone = "bad"
    form_class = forms.Form
    success_message = _("The number is removed.")

    def save(self, form):
        remove_phone(actor=self.actor)
