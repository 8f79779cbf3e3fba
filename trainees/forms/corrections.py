"""What is wrong, what it should be, why, and the paper that shows it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.files.fields import UploadField
from core.forms import PLEASE_CHOOSE
from trainees.enums import CorrectionField, Education
from trainees.models import Enrolment
from trainees.models.correction_request import NAMES, OF_ENROLMENT
from trainees.services.corrections import PURPOSE

PROOF = _("A photo or a PDF, for example of the identity document. Whoever checks it can open it.")


class CorrectionForm(forms.Form):
    """`field` is what is wrong; `actor` chooses among the own enrolments where it is of one."""

    enrolment = forms.ModelChoiceField(label=_("Class"), queryset=Enrolment.objects.none())
    value = forms.CharField(label=_("What it should be"), max_length=60)
    grounds = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("At most 500 characters."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    proof = UploadField(purpose=PURPOSE, label=_("Proof"), required=False, help_text=PROOF)

    def __init__(self, *args, actor, field, **kwargs):
        super().__init__(*args, **kwargs)
        if field in OF_ENROLMENT:
            own = Enrolment.objects.visible_to(actor).select_related("training_class")
            self.fields["enrolment"].queryset = own
            self.fields["enrolment"].label_from_instance = lambda row: row.training_class.name
        else:
            del self.fields["enrolment"]
        if field in (CorrectionField.EDUCATION, CorrectionField.ENROLMENT_EDUCATION):
            choices = [("", PLEASE_CHOOSE), *Education.choices]
            label = self.fields["value"].label
            self.fields["value"] = forms.ChoiceField(label=label, choices=choices)
        elif field in NAMES:
            self.fields["value"].help_text = _("As it stands in the identity document.")


class CorrectionProofForm(forms.Form):
    """What was missing."""

    proof = UploadField(purpose=PURPOSE, label=_("Proof"), help_text=PROOF)
