"""The form of the completion scores of a class: one field for each trainee, one reason."""

from django import forms
from django.utils.translation import gettext_lazy as _

from trainees.models.enrolment import FULL_MARKS

PREFIX = "score-"


class ScoresForm(forms.Form):
    """`enrolments` are those whose outcome is open; an empty field leaves a score as it is."""

    reason = forms.CharField(
        label=_("Reason of a correction"),
        max_length=200,
        required=False,
        help_text=_("Only where a score that stands already is changed."),
    )

    def __init__(self, *args, enrolments, **kwargs):
        super().__init__(*args, **kwargs)
        self.enrolments = list(enrolments)
        for row in self.enrolments:
            self.fields[f"{PREFIX}{row.pk}"] = forms.DecimalField(
                label=row.name, required=False, min_value=0, max_value=FULL_MARKS,
                max_digits=4, decimal_places=1, initial=row.score,
            )  # fmt: skip

    def lines(self):
        """(enrolment, bound field) of each trainee, for the table."""
        return [(row, self[f"{PREFIX}{row.pk}"]) for row in self.enrolments]

    @property
    def is_correction(self) -> bool:
        """Whether there is anything that could be corrected."""
        return any(row.score is not None for row in self.enrolments)

    def scores(self) -> dict:
        """Enrolment id → score, of the fields that are filled in."""
        given = {row.pk: self.cleaned_data[f"{PREFIX}{row.pk}"] for row in self.enrolments}
        return {pk: score for pk, score in given.items() if score is not None}
