"""Forms of key groups and their proofs."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.files.fields import UploadField
from trainees.models import KeyGroup


class GroupForm(forms.Form):
    """A key group with the paper that proves it, where no list does."""

    group = forms.ModelChoiceField(
        label=_("Key group"), queryset=KeyGroup.objects.filter(is_active=True)
    )
    proof = UploadField(
        purpose="group_proof",
        label=_("Proof"),
        required=False,
        help_text=_(
            "A photo or a PDF of the paper. You and your home district can open it. Not needed "
            "where a list of the authority already proves the group."
        ),
    )


class GroupProofForm(forms.Form):
    """What was missing."""

    proof = UploadField(
        purpose="group_proof",
        label=_("Proof"),
        required=False,
        help_text=_("Choose a file if it has changed; else the one before is kept."),
    )
