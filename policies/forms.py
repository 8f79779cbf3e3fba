"""The rows of a rule set as an author edits them: one line for each figure."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.calendar import Unit as ClockUnit
from policies.enums import Unit
from policies.models import PolicyDocument, RuleChange, RuleSet
from policies.rows import kinds, unit_until_now

LARGEST_FILE = 4 * 1024 * 1024
UNITS = [("", _("as until now")), *Unit.choices, *ClockUnit.choices]


def choices() -> list:
    """(kind, [(kind:code, name)]) of everything a set may change."""
    return [
        ("", "—"),
        *(
            (one.label, [(f"{one.name}:{code}", name) for code, name in one.codes().items()])
            for one in kinds().values()
        ),
    ]


def shorter(groups, chosen: str) -> list:
    """The choices of a row that is written already: of a long list only what it is about."""
    long = {one.label for one in kinds().values() if one.is_long}
    return [
        (label, [one for one in rows if label not in long or one[0] == chosen])
        if isinstance(rows, list)
        else (label, rows)
        for label, rows in groups
    ]


class ChangeForm(forms.ModelForm):
    """One row; the unit may be left to what it is until now."""

    what = forms.ChoiceField(label=_("What"), choices=[])
    unit = forms.ChoiceField(label=_("unit"), choices=UNITS, required=False)

    class Meta:
        model = RuleChange
        fields = ("what", "figure", "unit", "clause", "valid_from", "valid_to", "is_dropped")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.code:
            self.initial["what"] = f"{self.instance.kind}:{self.instance.code}"
            self.fields["what"].choices = shorter(self.fields["what"].choices, self.initial["what"])

    def clean(self):
        data = super().clean()
        name, _colon, code = data.get("what", "").partition(":")
        if code:
            self.instance.kind, self.instance.code = name, code
            data["unit"] = data.get("unit") or unit_until_now(name, code)
        return data


class RuleFileForm(forms.Form):
    """A workbook with the rows of a set."""

    file = forms.FileField(
        label=_("Workbook of the rows"),
        help_text=_("XLSX or CSV as exported, up to 2,000 rows."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 4 MB."))
        return file


class NewSetFileForm(RuleFileForm):
    """The same for a new set: what it is called, and under which document it stands."""

    field_order = ("title", "document", "correction_reason", "file")
    title = forms.CharField(label=_("Title"), max_length=120)
    document = forms.ModelChoiceField(
        label=_("Policy document"),
        queryset=PolicyDocument.objects.filter(clauses__isnull=False).distinct(),
    )
    correction_reason = forms.CharField(
        label=_("Reason of a correction"),
        max_length=300,
        required=False,
        help_text=RuleSet._meta.get_field("correction_reason").help_text,
    )
