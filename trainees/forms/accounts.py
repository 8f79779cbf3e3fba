"""The form of a bank account."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.identifiers import AccountType
from trainees.models import BankAccount

OF_PEOPLE = (AccountType.PERSONAL_CARD, AccountType.PASSBOOK)


class BankAccountForm(forms.Form):
    """Number, bank and holder as they stand on the card; the number is shown to nobody again."""

    account_type = forms.ChoiceField(
        label=_("Kind of account"), choices=[(kind.value, kind.label) for kind in OF_PEOPLE]
    )
    number = forms.CharField(
        label=_("Account number"),
        max_length=40,
        help_text=_("16 to 19 digits on a card. It is stored encrypted."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    holder = forms.CharField(
        label=_("Account holder"),
        max_length=60,
        help_text=_("Yourself; a minor may use an account of a guardian who has consented."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    bank = forms.CharField(
        label=_("Bank"),
        max_length=BankAccount._meta.get_field("bank").max_length,
        required=False,
        help_text=_("May stay empty for most cards: their first digits tell the bank."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
