"""The own bank account: what is in use and was, another one, and what an institution has stated."""

from django import forms
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.enums import Role
from core.pages import Column, DetailPage, Fact, FormPage, ListPage, facts_of
from core.refusals import Refused
from organizations.accounts import proof_address
from trainees.forms.accounts import BankAccountForm
from trainees.models import BankAccount
from trainees.services.accounts import confirm_account, end_account, set_account
from trainees.services.people import own_trainee

WORKER = {Role.WORKER}


def account_trail():
    return [(_("My bank account"), reverse("account:bank-account-list"))]


class BankAccountList(ListPage):
    """The account in use, what is to be confirmed, and those there were: the last digits alone."""

    face = "account"
    roles = WORKER
    model = BankAccount
    title = _("My bank account")
    lead = _(
        "Money for you goes to the account in use. Its number is sealed: you, institutions and "
        "officers read the last four digits."
    )
    columns = (
        Column("masked_number", _("Account number"), is_nowrap=True),
        Column("bank", _("Bank")),
        Column("confirmed_at", _("In use since"), is_nowrap=True),
        Column("state", _("State"), is_badge=True),
    )
    empty = {
        "title": _("No bank account yet"),
        "text": _("State an account of your own, so that money for you can be paid."),
    }

    def actions(self):
        if own_trainee(self.actor) is None:
            return []
        url = reverse("account:bank-account-create")
        return [{"label": _("State an account"), "url": url, "icon": "plus", "tone": "primary"}]


class BankAccountDetail(DetailPage):
    face = "account"
    roles = WORKER
    model = BankAccount
    slug_field = "pk"

    def trail(self):
        return account_trail()

    def heading(self, obj):
        return obj.bank

    def facts(self, obj):
        times = [name for name in ("confirmed_at", "ended_at") if getattr(obj, name)]
        return [
            Fact(_("Account number"), obj.masked_number),
            *facts_of(obj, ("account_type",)),
            Fact(_("Account holder"), obj.masked_holder),
            *facts_of(obj, ("source", "stated_at", *times, "name_check")),
        ]


class AfterProof(FormPage):
    """A page that changes where money goes: only after proving again who it is.

    Who signs in by code alone has nothing to prove it by, and reads how to get a password.
    """

    face = "account"
    roles = WORKER

    def dispatch(self, request, *args, **kwargs):
        if request.actor.role in self.roles:
            if not request.user.has_usable_password():
                raise Refused("password_missing")
            address = proof_address(request)
            if address:
                return HttpResponseRedirect(address)
        return super().dispatch(request, *args, **kwargs)

    def trail(self):
        return account_trail()

    def cancel_url(self):
        return reverse("account:bank-account-list")


class BankAccountCreate(AfterProof):
    """Another account from now on."""

    title = _("State an account")
    lead = _(
        "It replaces the account in use. You are told on every channel that it was changed, never "
        "with the number."
    )
    submit_label = _("Use this account")
    success_message = _("The account is in use.")
    form_class = BankAccountForm

    def initial(self):
        trainee = own_trainee(self.actor)
        return {"holder": trainee.name if trainee else ""}

    def save(self, form):
        return set_account(actor=self.actor, **form.cleaned_data)


class OfOneAccount(AfterProof):
    """A question about one account, answered by one button."""

    form_class = forms.Form

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.object = get_object_or_404(BankAccount.objects.visible_to(request.actor), **kwargs)

    def trail(self):
        return [*account_trail(), (str(self.object), self.object.get_absolute_url())]

    def cancel_url(self):
        return self.object.get_absolute_url()


class BankAccountConfirm(OfOneAccount):
    title = _("This is my account")
    lead = _(
        "An institution has stated it with your enrolment. Compare bank and last digits with your "
        "card: if they are yours, money for you goes there from now on."
    )
    submit_label = _("This is my account")
    success_message = _("The account is in use.")

    def save(self, form):
        return confirm_account(self.object, actor=self.actor)


class BankAccountEnd(OfOneAccount):
    title = _("Take the account out of use")
    lead = _("Nothing can be paid to you until you state another one.")
    submit_label = _("Take the account out of use")
    success_message = _("The account is out of use.")
    tone = "bad"

    def save(self, form):
        return end_account(self.object, actor=self.actor)
