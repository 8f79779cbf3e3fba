"""Asking for a report, and appealing against a decision."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core import clock
from core.files.fields import FilesField, FilesInput
from core.forms import PLEASE_CHOOSE
from organizations.enums import OrganizationKind
from organizations.models import District, Organization
from supervision.enums import AppealGround
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


class CorrectionForm(forms.Form):
    """What is thought to be wrong with a locked report."""

    reason = forms.CharField(
        label=_("What is wrong"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        help_text=_("It is recorded with the new edition."),
    )


class ReasonsForm(forms.Form):
    """A reason for each corrected indicator; what was stated before stands in it already."""

    def __init__(self, *args, corrections, **kwargs):
        super().__init__(*args, **kwargs)
        self.corrected = {item.indicator.id: item for item in reversed(corrections)}
        for key in sorted(self.corrected):
            item = self.corrected[key]
            self.fields[key] = forms.CharField(
                label=str(item.indicator),
                initial=item.reason,
                required=False,
                max_length=500,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text=_("%(before)s before, %(now)s now") % shown_in(item),
            )

    @property
    def reasons(self) -> dict[str, str]:
        return {key: self.cleaned_data[key] for key in self.corrected}


class AppealForm(forms.Form):
    """A ground of the list, what is wrong in words, and what proves it."""

    ground = forms.ChoiceField(
        label=_("Ground"), choices=[("", PLEASE_CHOOSE), *AppealGround.choices]
    )
    text = forms.CharField(
        label=_("Why the decision is wrong"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=2000,
        help_text=_("Say what can be checked: which fact, which clause, which paper."),
    )
    evidence = FilesField(
        purpose="evidence",
        label=_("Evidence"),
        required=False,
        widget=FilesInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
        help_text=_("Up to five files: PDF, JPEG or PNG."),
    )


def shown_in(correction) -> dict[str, str]:
    """Both figures of a correction in words."""
    cells = {"before": correction.before, "now": correction.now}
    return {name: correction.indicator.shown(cell.value) for name, cell in cells.items()}


def full_quarters() -> list[Quarter]:
    """The last quarters that have ended, newest first."""
    quarters = [Quarter.last_full(clock.today())]
    while len(quarters) < OFFERED:
        quarters.append(quarters[-1].previous)
    return quarters
