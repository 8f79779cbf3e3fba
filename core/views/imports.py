"""Sending a file of a declared import, and the empty workbook to fill in."""

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import imports
from core.files.fields import UploadField
from core.files.types import XLSX
from core.pages import FormPage
from core.pages.context import FACES
from core.spreadsheets import template


class ImportForm(forms.Form):
    file = UploadField(
        purpose="import",
        label=_("File"),
        help_text=_("XLSX or CSV. One wrong row, and nothing of the file is stored."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    only_check = forms.BooleanField(label=_("Only check the file, store nothing"), required=False)


class ImportPage(FormPage):
    """The file is read by a job, whose page shows every error of every row."""

    form_class = ImportForm
    submit_label = _("Import")
    lead = _("Fill in the template. The file is read in the background; you see every error.")
    success_message = ""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.wanted = wanted(kwargs["name"])
        self.roles = self.wanted.roles

    @property
    def face(self):
        return FACES.get(self.actor.face, "portal")

    @property
    def title(self):
        return _("Import: %(list)s") % {"list": self.wanted.title}

    def actions(self):
        url = reverse("import-template", args=[self.wanted.name])
        return [{"label": _("Download the template"), "url": url, "icon": "download"}]

    def save(self, form):
        data = form.cleaned_data
        return imports.start(
            actor=self.actor, name=self.wanted.name, upload=data["file"],
            only_check=data["only_check"],
        )  # fmt: skip

    def cancel_url(self):
        return reverse(self.wanted.leads_to)


def wanted(name) -> imports.Import:
    """The import of an address; 404 for one nobody declared."""
    try:
        return imports.import_of(name)
    except KeyError:
        raise Http404 from None


def import_template(request, name):
    """The empty workbook with drop-downs and text cells."""
    found = wanted(name)
    if request.actor.role not in found.roles:
        raise Http404
    answer = HttpResponse(template(found.sheet(request.actor)), content_type=XLSX.content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer
