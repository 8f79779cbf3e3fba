"""Forms about a person: by the document, registering, at the counter, the phone, the language."""

import re

from django import forms
from django.contrib.auth.password_validation import (
    password_validators_help_text_html,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms import PLEASE_CHOOSE, ConsentField
from core.identifiers import DocumentType, IdentifierError, check_document, check_phone
from organizations.forms import PhoneForm
from organizations.models import District, User
from trainees.enums import Education
from trainees.services.people import Account, Person, account_of

STATED = ("name", "document_type", "number", "phone", "education")
SIGNED_IN_BY = ("username", "password", "email")
LONG_NUMBER = re.compile(r"\d{11}")  # a phone, an identity number, a card


def filled_in(purpose, widget=forms.TextInput):
    """A field a browser may fill in with what it knows of the person (WCAG 1.3.5)."""
    return widget(attrs={"autocomplete": purpose})


def accepted(check, value):
    """The normal form of an identifier, or a form error with its words."""
    try:
        return check(value)
    except IdentifierError as error:
        raise ValidationError(error.message) from None


class PersonForm(forms.Form):
    """A person by the identity document; the number is read by checksum and date (GB 11643)."""

    name = forms.CharField(label=_("Name"), max_length=60, widget=filled_in("name"))
    document_type = forms.ChoiceField(label=_("Document"), choices=DocumentType)
    number = forms.CharField(
        label=_("Identity number"),
        max_length=30,
        help_text=_("18 characters, as on the document. It is stored encrypted."),
    )
    phone = forms.CharField(
        label=_("Mobile phone"), max_length=20, widget=filled_in("tel", forms.TelInput)
    )

    def clean_phone(self):
        return accepted(check_phone, self.cleaned_data["phone"])

    def clean(self):
        data = super().clean()
        if data.get("number") and data.get("document_type"):
            try:
                data["number"] = check_document(data["document_type"], data["number"]).number
            except IdentifierError as error:
                self.add_error("number", error.message)
        return data


class ResidentForm(PersonForm):
    """A person who registers as at home in a district."""

    education = forms.ChoiceField(
        label=_("Education"), choices=[("", PLEASE_CHOOSE), *Education.choices], required=False
    )
    consent = ConsentField(
        short_label=_("Consent"),
        label=_(
            "I agree that the bureau keeps and uses these data to run training and subsidies, "
            "as the law on the protection of personal information allows."
        ),
    )

    def at_home_in(self, district_id: int) -> Person:
        """What was stated, as the service takes it."""
        stated = {name: self.cleaned_data.get(name, "") for name in STATED}
        return Person(**stated, district_id=district_id, consented=True)


class OwnRecordForm(ResidentForm):
    """The record of somebody who signs in already."""

    district = forms.ModelChoiceField(
        label=_("Home district"),
        queryset=District.objects.active(),
        help_text=_("Where you live now, whatever your household register says."),
    )
    field_order = (*STATED[:-1], "district", "education", "consent")

    def person(self) -> Person:
        return self.at_home_in(self.cleaned_data["district"].pk)

    def account(self) -> None:
        """There is one."""


class RegistrationForm(OwnRecordForm):
    """A worker's own registration."""

    email = forms.EmailField(
        label=_("E-mail"), required=False, widget=filled_in("email", forms.EmailInput)
    )
    username = forms.CharField(
        label=_("User name"),
        max_length=60,
        help_text=_("You can also sign in with the phone."),
        widget=filled_in("username"),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=password_validators_help_text_html,
        widget=filled_in("new-password", forms.PasswordInput),
    )
    field_order = (
        *STATED[:-1], "district", "education", "email", "username", "password", "consent",
    )  # fmt: skip

    def clean_username(self):
        username = self.cleaned_data["username"]
        if LONG_NUMBER.search(username):
            raise ValidationError(_("A user name is seen by others: take none with such a number."))
        if User.objects.filter(username__iexact=username).exists():
            raise ValidationError(_("This user name is taken."))
        return username

    def clean_email(self):
        email = self.cleaned_data["email"]
        if email and User.objects.filter(email__iexact=email).exists():
            raise ValidationError(_("This e-mail is used by another account."))
        return email

    def clean_password(self):
        validate_password(self.cleaned_data["password"])
        return self.cleaned_data["password"]

    def account(self) -> Account:
        """What one wants to sign in by."""
        return account_of(*(self.cleaned_data[name] for name in SIGNED_IN_BY))


class DocumentForm(forms.Form):
    """The number of the document in the officer's hand."""

    number = forms.CharField(
        label=_("Identity number"),
        max_length=30,
        help_text=_("From the document in your hand; it is compared with the record."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class CounterRegistrationForm(ResidentForm):
    """Somebody who stands at the counter with the document; a phone is proven by its code later."""

    phone = None
    consent = ConsentField(
        short_label=_("Consent"),
        label=_(
            "The person has signed on paper that the bureau keeps and uses these data to run "
            "training and subsidies; the paper is with me."
        ),
    )


class NewPhoneForm(PhoneForm):
    """A worker's new number, which institutions of the own classes read."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["phone"].help_text = _(
            "A code is sent to it. Institutions of the classes one is in can read it."
        )


class CounterPhoneForm(DocumentForm, NewPhoneForm):
    """The number of the document, as it is read from it, and the new phone."""

    field_order = ("number", "phone")


class LanguageForm(forms.Form):
    """The language in which messages are written to a person."""

    language = forms.ChoiceField(
        label=_("Language of messages"), choices=[("zh-hans", "简体中文"), ("en", "English")]
    )
