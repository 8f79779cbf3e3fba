"""Forms of workers and of institutions about their trainees."""

import re

from django import forms
from django.contrib.auth.password_validation import (
    password_validators_help_text_html,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core import clock
from core.files.fields import UploadField
from core.forms import PLEASE_CHOOSE, ConsentField
from core.identifiers import DocumentType, IdentifierError, check_document, check_phone
from organizations.enums import OrganizationKind
from organizations.forms import PhoneForm
from organizations.models import District, Organization, User
from programs.enums import CourseType, TrainingType
from programs.filters import TAUGHT_LEVELS
from programs.models import Occupation
from programs.models.programme_terms import HIGH_LEVELS
from trainees.enums import Education
from trainees.models import KeyGroup
from trainees.services.people import Person

LONG_NUMBER = re.compile(r"\d{11}")  # a phone, an identity number, a card


def filled_in(purpose, widget=forms.TextInput):
    """A field a browser may fill in with what it knows of the person (WCAG 1.3.5)."""
    return widget(attrs={"autocomplete": purpose})


class RegistrationForm(forms.Form):
    """A worker's own registration; identity by checksum and date alone (GB 11643)."""

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
    district = forms.ModelChoiceField(label=_("Home district"), queryset=District.objects.active())
    education = forms.ChoiceField(
        label=_("Education"), choices=[("", PLEASE_CHOOSE), *Education.choices], required=False
    )
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
    consent = ConsentField(
        short_label=_("Consent"),
        label=_(
            "I agree that the bureau keeps and uses these data to run training and subsidies, "
            "as the law on the protection of personal information allows."
        ),
    )

    def clean_phone(self):
        return accepted(check_phone, self.cleaned_data["phone"])

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

    def clean(self):
        data = super().clean()
        if data.get("number") and data.get("document_type"):
            try:
                identity = check_document(data["document_type"], data["number"])
                data["number"], self.birth_on = identity.number, identity.birth_on
            except IdentifierError as error:
                self.add_error("number", error.message)
        return data

    def person(self) -> Person:
        """What was stated, as the service takes it."""
        data = self.cleaned_data
        return Person(
            document_type=data["document_type"],
            number=data["number"],
            name=data["name"],
            phone=data["phone"],
            district_id=data["district"].pk,
            education=data["education"],
            consented=True,
        )


def accepted(check, value):
    """The normal form of an identifier, or a form error with its words."""
    try:
        return check(value)
    except IdentifierError as error:
        raise ValidationError(error.message) from None


class ConsentForm(forms.Form):
    """The one thing to tick when enrolling."""

    consent = ConsentField(
        short_label=_("Undertaking"),
        label=_("I take part in person, in all sessions, and my statements are true."),
    )


class NewPhoneForm(PhoneForm):
    """A worker's new number, which institutions of the own classes read."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["phone"].help_text = _(
            "A code is sent to it. Institutions of the classes one is in can read it."
        )


class CounterPhoneForm(NewPhoneForm):
    """The number of the document, as it is read from it, and the new phone."""

    number = forms.CharField(
        label=_("Identity number"),
        max_length=30,
        help_text=_("From the document in your hand; it is compared with the record."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    field_order = ("number", "phone")


class EndEmploymentForm(forms.Form):
    """The last day of an employment."""

    until = forms.DateField(
        label=_("Last day of the employment"),
        initial=clock.today,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class EnrolForm(ConsentForm):
    """With a voucher that is good for the class, whether it is used."""

    uses_voucher = forms.BooleanField(required=False, initial=True)

    def __init__(self, *args, voucher, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["uses_voucher"]
        field.label = _("Use voucher %(number)s for this class") % {"number": voucher.number}
        self.order_fields(["uses_voucher", "consent"])


class VoucherIssueForm(forms.Form):
    """Which group gets vouchers, and what they are good for."""

    group = forms.ModelChoiceField(
        label=_("Key group"), queryset=KeyGroup.objects.filter(is_active=True)
    )
    training_type = forms.ChoiceField(
        label=_("Training type"),
        choices=[("", _("any")), *TrainingType.choices],
        required=False,
    )
    occupation = forms.ModelChoiceField(
        label=_("Occupation"),
        queryset=Occupation.objects.order_by("sort_key"),
        empty_label=_("any"),
        required=False,
    )
    level = forms.ChoiceField(
        label=_("Skill level"), choices=[("", _("any")), *TAUGHT_LEVELS], required=False
    )
    institutions = forms.ModelMultipleChoiceField(
        label=_("Institutions"),
        queryset=Organization.objects.accredited()
        .exclude(kind=OrganizationKind.AGENCY)
        .order_by("sort_key"),
        to_field_name="number",
        required=False,
        help_text=_("None chosen: every accredited institution."),
    )

    def clean(self):
        """Nothing that no class could be."""
        data = super().clean()
        kind, level = data.get("training_type"), data.get("level")
        if kind == TrainingType.ENTREPRENEURSHIP and (data.get("occupation") or level):
            words = _("Entrepreneurship training has no occupation and no level.")
            self.add_error("training_type", words)
        if kind == TrainingType.HIGH_SKILLED and level and level not in HIGH_LEVELS:
            self.add_error("level", _("High-skilled training begins at level 3."))
        return data

    def content(self) -> dict:
        """Group and content in the shape of `issue_vouchers`."""
        data = self.cleaned_data
        return {**data, "institutions": [unit.number for unit in data["institutions"]]}


class EligibilityForm(forms.Form):
    """What somebody wants to learn, as one of which group."""

    subject = forms.ChoiceField(label=_("What you want to learn"))
    level = forms.ChoiceField(
        label=_("Level"),
        choices=[("", "–"), *TAUGHT_LEVELS],
        required=False,
        help_text=_("Of an occupation; start-up courses have none."),
    )
    group = forms.ModelChoiceField(
        label=_("Key group"),
        queryset=KeyGroup.objects.filter(is_active=True),
        to_field_name="code",
        required=False,
        empty_label=_("Whichever I have proven"),
        help_text=_("A group counts once your home district has confirmed it."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        occupations = [(row.code, str(row)) for row in Occupation.objects.order_by("code")]
        self.fields["subject"].choices = [
            ("", PLEASE_CHOOSE),
            (_("Occupations"), occupations),
            (_("Start-up courses"), CourseType.choices),
        ]

    def clean(self):
        """An occupation is asked for at a level, a course has none."""
        data = super().clean()
        subject, is_course = data.get("subject"), data.get("subject") in CourseType.values
        if is_course:
            data["level"] = ""
        elif subject and not data.get("level"):
            self.add_error("level", _("Choose the level you want to reach."))
        return data


class GroupChoiceForm(forms.Form):
    """As one of which group somebody asks about a class."""

    group = EligibilityForm.base_fields["group"]


class CodeForm(forms.Form):
    """The code on the teacher's screen."""

    code = forms.CharField(
        label=_("Code on the teacher's screen"),
        max_length=6,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class GroupForm(forms.Form):
    """A key group with the paper that proves it."""

    group = forms.ModelChoiceField(
        label=_("Key group"), queryset=KeyGroup.objects.filter(is_active=True)
    )
    proof = UploadField(
        purpose="group_proof",
        label=_("Proof"),
        help_text=_("A photo or a PDF of the paper. You and your home district can open it."),
    )


class GroupProofForm(forms.Form):
    """What was missing."""

    proof = UploadField(
        purpose="group_proof",
        label=_("Proof"),
        required=False,
        help_text=_("Choose a file if it has changed; else the one before is kept."),
    )


class RosterForm(forms.Form):
    """A roster file."""

    file = UploadField(
        purpose="roster",
        label=_("Roster file"),
        help_text=_("XLSX or CSV, up to 100,000 rows. Nothing is stored before you confirm."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )


class LanguageForm(forms.Form):
    """The language in which messages are written to a person."""

    language = forms.ChoiceField(
        label=_("Language of messages"), choices=[("zh-hans", "简体中文"), ("en", "English")]
    )
