"""Forms of online study."""

from django import forms

from trainees.models import StudyItem


class StudyItemForm(forms.ModelForm):
    class Meta:
        model = StudyItem
        fields = ("title", "minutes", "body")
