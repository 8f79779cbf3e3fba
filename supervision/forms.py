"""Asking for a report."""

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.models import District, Organization


class ScheduleForm(forms.Form):
    """A quarter, and a district or an institution; without both it is the whole city."""

    quarter = forms.RegexField(
        r"^20\d\dQ[1-4]$", label=_("Quarter"), help_text=_("Such as 2026Q3.")
    )
    district = forms.ModelChoiceField(
        label=_("District"), queryset=District.objects.active(), required=False
    )
    institution = forms.ModelChoiceField(
        label=_("Institution"),
        queryset=Organization.objects.filter(kind="institution"),
        required=False,
    )
