"""What is shared by a link, for whom and until when."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core import timeline
from trainees.models import Enrolment
from trainees.services.shares import last_day, usual_day


class ShareForm(forms.Form):
    """Everything, some kinds, or what belongs to one class; `actor` chooses among the own."""

    kinds = forms.MultipleChoiceField(
        label=_("What is shown"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick nothing to show everything."),
    )
    enrolment = forms.ModelChoiceField(
        label=_("Only one class"),
        queryset=Enrolment.objects.none(),
        required=False,
        empty_label=_("All classes"),
    )
    valid_until = forms.DateField(label=_("Valid until"))
    note = forms.CharField(
        label=_("For whom"),
        max_length=60,
        required=False,
        help_text=_("Only you read it, for example the name of an employer."),
    )

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kinds"].choices = [(kind.value, kind.label) for kind in timeline.kinds()]
        own = Enrolment.objects.visible_to(actor).select_related("training_class")
        self.fields["enrolment"].queryset = own
        self.fields["enrolment"].label_from_instance = lambda row: row.training_class.name
        self.until()

    def until(self):
        """The days that may be chosen."""
        field, last = self.fields["valid_until"], f"{last_day():%Y-%m-%d}"
        field.initial = usual_day()
        field.help_text = _("At the latest %(day)s. You can revoke the link at any time.") % {
            "day": last
        }
        field.widget = forms.DateInput(attrs={"type": "date", "max": last}, format="%Y-%m-%d")
