"""The rows of a rule set as an author edits them: one line for each figure."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.calendar import Unit as ClockUnit
from policies.enums import Unit
from policies.models import RuleChange
from policies.rows import kind, kinds

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

    def clean(self):
        data = super().clean()
        name, _colon, code = data.get("what", "").partition(":")
        if code:
            self.instance.kind, self.instance.code = name, code
            data["unit"] = data.get("unit") or unit_until_now(name, code)
        return data


def unit_until_now(name: str, code: str) -> str:
    """The unit of the newest row of a code, or the only one it can have."""
    newest = kind(name).model.objects.filter(code=code, known_to=None).order_by("known_from").last()
    return newest.unit if newest else next(iter(kind(name).units(code)))
