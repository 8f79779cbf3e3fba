"""Forms of two records of one person."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.files.fields import UploadField
from core.identifiers import DocumentType


class OtherRecordForm(forms.Form):
    """By which document or name the other record of a person is looked for."""

    document_type = forms.ChoiceField(label=_("Document"), choices=DocumentType)
    number = forms.CharField(
        label=_("Identity number"),
        max_length=30,
        required=False,
        help_text=_("Of the other document. That you looked is recorded."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    name = forms.CharField(
        label=_("Or the full name"),
        max_length=60,
        required=False,
        help_text=_("Among the residents of your district, exactly as it is written there."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean(self):
        data = super().clean()
        if not data.get("number") and not data.get("name"):
            self.add_error("number", _("Type a number or a name."))
        return data


class MergeForm(forms.Form):
    """Which of two records stays, and what shows that they are one person's."""

    kept = forms.TypedChoiceField(
        label=_("Record that stays"),
        coerce=int,
        widget=forms.RadioSelect,
        help_text=_("Its account goes on; the other one is closed."),
    )
    reason = forms.CharField(
        label=_("Why it is one person"),
        max_length=500,
        help_text=_("At most %(most)d characters.") % {"most": 500},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    proof = UploadField(
        purpose="merge_proof",
        label=_("Document that shows it"),
        help_text=_("A photo or a PDF, such as of both documents side by side."),
    )

    def __init__(self, *args, pair, **kwargs):
        super().__init__(*args, **kwargs)
        words = {pair.one: _("First record"), pair.other: _("Second record")}
        self.fields["kept"].choices = [
            (person.id, f"{label} · {person.masked_name} · {person.facts()['number']}")
            for person, label in words.items()
        ]
