"""Forms of a unit that registers, and of its contact person who follows it."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms import PLEASE_CHOOSE, ConsentField
from core.identifiers import IdentifierError, check_phone, check_uscc
from organizations.models import District, UnitRegistration
from organizations.models.registration import KINDS


def typed(purpose="off", widget=forms.TextInput, **attrs):
    """A field a browser may fill in with what it knows of the person (WCAG 1.3.5)."""
    return widget(attrs={"autocomplete": purpose, **attrs})


class RegistrationForm(forms.ModelForm):
    """What a unit states of itself, and who speaks for it."""

    field_order = (
        "kind", "name", "short_name", "uscc", "district", "address", "contact_name", "phone",
        "email", "consent",
    )  # fmt: skip

    kind = forms.ChoiceField(label=_("Kind of unit"), choices=[("", PLEASE_CHOOSE), *KINDS])
    district = forms.ModelChoiceField(label=_("District"), queryset=District.objects.active())
    phone = forms.CharField(
        label=_("Mobile phone of the contact person"),
        max_length=20,
        help_text=_("A code is sent to it now, and later the link to the account."),
        widget=typed("tel", forms.TelInput),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("The link is sent here, too."),
        widget=typed("email", forms.EmailInput),
    )
    consent = ConsentField(
        short_label=_("Consent"),
        label=_(
            "I act for this unit. I agree that the bureau keeps the name of the contact person "
            "and, encrypted, phone and e-mail, to check the registration and to send the link; "
            "what is stated of the unit itself becomes public once it is confirmed."
        ),
    )

    class Meta:
        model = UnitRegistration
        fields = ("kind", "name", "short_name", "uscc", "district", "address", "contact_name")
        labels = {"address": _("Address of the unit"), "contact_name": _("Contact person")}
        help_texts = {
            "name": _("As on the certificate of registration."),
            "short_name": _("Used in messages; 20 characters at most."),
            "uscc": _("18 digits and capital letters, as on the certificate."),
        }
        widgets = {
            "name": typed("organization"),
            "address": typed("street-address"),
            "contact_name": typed("name"),
        }

    def clean_uscc(self):
        return accepted(check_uscc, self.cleaned_data["uscc"])

    def clean_phone(self):
        return accepted(check_phone, self.cleaned_data["phone"])

    def _post_clean(self):
        """No row is made of it here, so none is checked: the service and the database do."""

    def facts(self, *, site: str) -> dict:
        """What was stated, as the service takes it."""
        stated = {k: v for k, v in self.cleaned_data.items() if k not in ("consent", "district")}
        return {**stated, "district_id": self.cleaned_data["district"].pk, "site": site}


class TrackingForm(forms.Form):
    """The two things only the contact person has."""

    code = forms.CharField(
        label=_("Tracking code"),
        max_length=20,
        help_text=_("Eight letters and digits, from the text message."),
        widget=typed(autocapitalize="characters", spellcheck="false"),
    )
    phone = forms.CharField(
        label=_("Mobile phone"), max_length=20, widget=typed("tel", forms.TelInput)
    )


def accepted(check, value):
    """The normal form of an identifier, or a form error with its words."""
    try:
        return check(value)
    except IdentifierError as error:
        raise ValidationError(error.message) from None
