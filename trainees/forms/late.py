"""The form of a late enrolment: who comes late, and why."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PLEASE_CHOOSE
from trainees.enums import Education
from trainees.forms.people import PersonForm
from trainees.services.people import Person


class LateForm(PersonForm):
    """One person and the grounds, which the district reads."""

    education = forms.ChoiceField(
        label=_("Education"), choices=[("", PLEASE_CHOOSE), *Education.choices], required=False
    )
    grounds = forms.CharField(
        label=_("Why the person comes late"),
        max_length=500,
        help_text=_("The district and the person read it. At most 500 characters."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def person(self, district_id: int) -> Person:
        """What was stated, as the service takes it; who is new is at home where the unit is."""
        data = self.cleaned_data
        names = ("document_type", "number", "name", "phone")
        return Person(*(data[name] for name in names), district_id, data["education"])
