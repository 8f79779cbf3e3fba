"""Forms about guardians: asking one, the answer, taking it back, and the own income."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core import clock
from core.files.fields import UploadField
from core.forms import PLEASE_CHOOSE, ConsentField
from core.identifiers import check_phone
from core.pages.moves import LONGEST
from trainees.enums import Relation
from trainees.forms.people import accepted
from trainees.services.guardians import PURPOSE


class GuardianForm(forms.Form):
    """Who the guardian is, and the phone the link goes to."""

    name = forms.CharField(
        label=_("Name of the guardian"),
        max_length=60,
        help_text=_("As on the guardian's identity document: the answer has to come under it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=_("Mobile phone of the guardian"),
        max_length=20,
        help_text=_("A text message with a link goes to it. It is stored encrypted."),
        widget=forms.TelInput(attrs={"autocomplete": "off"}),
    )

    def clean_phone(self):
        return accepted(check_phone, self.cleaned_data["phone"])


class GuardianAnswerForm(forms.Form):
    """What the guardian is to the ward, a paper that shows it, and the consent."""

    relation = forms.ChoiceField(
        label=_("I am the ward's"), choices=[("", PLEASE_CHOOSE), *Relation.choices]
    )
    paper = UploadField(
        purpose=PURPOSE,
        label=_("Household register or birth certificate"),
        required=False,
        help_text=_("A photo or a PDF; you and the ward's home district can open it."),
    )
    consent = ConsentField(
        short_label=_("Consent as a guardian"), label=_("I have read the above and consent.")
    )


class EndConsentForm(forms.Form):
    """Why, and which enrolments that have not begun shall end with it."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST,
        help_text=_("The ward and, of classes that are withdrawn, the institution read it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    withdraw = forms.MultipleChoiceField(
        label=_("Withdraw from these classes, too"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Classes that have not begun. What you do not tick goes on."),
    )

    def __init__(self, *args, classes=(), **kwargs):
        super().__init__(*args, **kwargs)
        choices = [
            (str(row.enrolment), f"{row.name} · {row.starts_on:%Y-%m-%d}") for row in classes
        ]
        if choices:
            self.fields["withdraw"].choices = choices
        else:
            del self.fields["withdraw"]

    def chosen(self) -> list[int]:
        return [int(key) for key in self.cleaned_data.get("withdraw", ())]


class IncomeForm(forms.Form):
    """What somebody lives on, and since when."""

    employer = forms.CharField(
        label=_("Employer, or the own work"),
        max_length=120,
        help_text=_("Such as the name of the enterprise, or the stall you run."),
    )
    since = forms.DateField(
        label=_("Working there since"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    consent = ConsentField(
        short_label=_("Statement of the own income"), label=_("I state the above.")
    )

    def clean_since(self):
        day = self.cleaned_data["since"]
        if day > clock.today():
            raise ValidationError(_("The day lies in the future."))
        return day
