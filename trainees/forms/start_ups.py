"""The form by which a founder links a business."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core import clock
from core.identifiers import check_uscc
from organizations.registration_forms import accepted, typed
from trainees.models import StartUp


class BusinessForm(forms.ModelForm):
    """As they stand on the business licence."""

    class Meta:
        model = StartUp
        fields = ("uscc", "name", "registered_on")
        widgets = {
            "uscc": typed(autocapitalize="characters", spellcheck="false"),
            "registered_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "uscc": _("18 digits and capital letters, as on the business licence."),
            "name": _("As on the business licence."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["registered_on"].widget.attrs["max"] = f"{clock.today():%Y-%m-%d}"

    def clean_uscc(self):
        return accepted(check_uscc, self.cleaned_data["uscc"])
