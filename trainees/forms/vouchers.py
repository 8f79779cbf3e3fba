"""The form that issues vouchers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.enums import OrganizationKind
from organizations.models import Organization
from programs.enums import TrainingType
from programs.filters import TAUGHT_LEVELS
from programs.models import Occupation
from programs.models.programme_terms import HIGH_LEVELS
from trainees.models import KeyGroup


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
