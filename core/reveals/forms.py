"""The form that asks to see data in clear."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.enums import RevealPurpose


class RevealForm(forms.Form):
    """Which fields, what for; the records are those the page was opened for."""

    fields_wanted = forms.MultipleChoiceField(
        label=_("What you need to see"), widget=forms.CheckboxSelectMultiple
    )
    purpose = forms.ChoiceField(
        label=_("Purpose"), choices=lambda: [("", "—"), *RevealPurpose.choices]
    )
    explanation = forms.CharField(
        label=_("Case and reason"),
        max_length=500,
        help_text=_("Name the case by its number. Do not write personal data here."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, choices=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["fields_wanted"].choices = choices
