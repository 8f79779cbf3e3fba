"""Forms of a unit: its rosters and its employees."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core import clock
from core.files.fields import UploadField
from trainees.models import BusinessPlan


class RosterForm(forms.Form):
    """A roster file."""

    file = UploadField(
        purpose="roster",
        label=_("Roster file"),
        help_text=_("XLSX or CSV, up to 100,000 rows. Nothing is stored before you confirm."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )


class BusinessPlanForm(forms.ModelForm):
    """What became of the business plan of a trainee."""

    class Meta:
        model = BusinessPlan
        fields = ("result", "remark")
        widgets = {"remark": forms.Textarea(attrs={"rows": 3})}


class EndEmploymentForm(forms.Form):
    """The last day of an employment."""

    until = forms.DateField(
        label=_("Last day of the employment"),
        initial=clock.today,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
