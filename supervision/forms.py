"""Asking for a report."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core import clock
from organizations.enums import OrganizationKind
from organizations.models import District, Organization
from supervision.periods import Quarter

OFFERED = 8  # quarters back


class ScheduleForm(forms.Form):
    """A quarter, and a district or an institution; without both it is the whole city."""

    quarter = forms.ChoiceField(label=_("Quarter"))
    district = forms.ModelChoiceField(
        label=_("District"),
        queryset=District.objects.none(),
        required=False,
        empty_label=_("Whole city"),
    )
    institution = forms.ModelChoiceField(
        label=_("Institution"),
        queryset=Organization.objects.none(),
        required=False,
        empty_label=_("All institutions"),
        help_text=_("Only to have a report of one institution alone."),
    )

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["quarter"].choices = [(str(q), q.words) for q in full_quarters()]
        self.fields["district"].queryset = District.objects.active().visible_to(actor)
        units = Organization.objects.visible_to(actor).filter(kind=OrganizationKind.INSTITUTION)
        self.fields["institution"].queryset = units

    def clean(self):
        found = super().clean()
        if found.get("district") and found.get("institution"):
            self.add_error("institution", _("Choose a district or an institution, not both."))
        return found

    @property
    def code(self) -> str:
        """The chosen place, as `place_of` understands it."""
        unit, district = self.cleaned_data["institution"], self.cleaned_data["district"]
        return unit.number if unit else district.code if district else ""


def full_quarters() -> list[Quarter]:
    """The last quarters that have ended, newest first."""
    quarters = [Quarter.last_full(clock.today())]
    while len(quarters) < OFFERED:
        quarters.append(quarters[-1].previous)
    return quarters
