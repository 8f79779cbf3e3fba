"""Taking the whole account along: which form, then the job that writes it."""

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import jobs
from core.enums import Role
from core.pages import FormPage
from trainees.jobs import FORMS, KIND


class FormOfFile(forms.Form):
    form = forms.ChoiceField(
        label=_("Form of the file"), choices=FORMS.items(), widget=forms.RadioSelect, initial="pdf"
    )


class TakeOut(FormPage):
    face = "account"
    roles = {Role.WORKER}
    title = _("Download everything")
    lead = _(
        "The PDF is your timeline. The JSON holds every record about you, with your papers, "
        "for another platform to read."
    )
    submit_label = _("Prepare the file")
    success_message = _("The file is being made. You are told when it is ready.")
    form_class = FormOfFile

    def trail(self):
        return [(_("Learning account"), reverse("account:timeline"))]

    def save(self, form):
        return jobs.start(KIND, actor=self.actor, form=form.cleaned_data["form"])

    def cancel_url(self):
        return reverse("account:timeline")
