"""Asking for an export of a list, with the filters the list had."""

from django import forms
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from core import exports
from core.pages import FormPage
from core.pages.context import FACES


class ExportForm(forms.Form):
    form = forms.ChoiceField(
        label=_("File format"),
        choices=[("xlsx", _("Workbook (XLSX)")), ("csv", _("Text (CSV, UTF-8)"))],
        widget=forms.RadioSelect,
        initial="xlsx",
    )


class ExportPage(FormPage):
    """The address carries the list's filters; the file is made by a job."""

    form_class = ExportForm
    submit_label = _("Export")
    lead = _("All rows of the list with its filters. The file is made in the background.")
    success_message = ""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        try:
            self.export = exports.export_of(kwargs["name"])
        except KeyError:
            raise Http404 from None
        self.roles = self.export.roles

    @property
    def face(self):
        return FACES.get(self.actor.face, "portal")

    @property
    def title(self):
        return _("Export: %(list)s") % {"list": self.export.title}

    def initial(self):
        return {"form": "xlsx"}

    def save(self, form):
        query = self.request.GET.urlencode()
        return exports.start(
            actor=self.actor, name=self.export.name, query=query, **form.cleaned_data
        )
