"""Correcting a locked report: the next edition is asked for, then each changed figure explained."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from core.enums import Role
from core.pages import FormPage
from supervision.enums import ReportState
from supervision.forms import CorrectionForm, ReasonsForm
from supervision.queries import corrections, kin_of
from supervision.services import start_correction, state_reasons
from supervision.views.access import report_of


class RestatingPage(FormPage):
    """A form about one edition of a report in one state."""

    face = "reading"
    roles = frozenset({Role.MUNICIPAL_REVIEWER})
    state = ""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.report = report_of(request, kwargs["quarter"])
        if self.report.state != self.state:
            raise Http404

    def trail(self):
        report = self.report
        words = f"{report.get_quarter_display()} · {report.scope_name}"
        return [(words, report.get_absolute_url())]

    def cancel_url(self):
        return self.report.get_absolute_url()


class CorrectionStart(RestatingPage):
    state = ReportState.LOCKED
    form_class = CorrectionForm
    title = _("Correct this report")
    lead = _(
        "The locked figures stay as they are. A new edition is computed from today's records; "
        "for each figure that differs you then say why, and two people sign again."
    )
    submit_label = _("Make the corrected edition")
    success_message = _("A worker makes the corrected edition; reload the page in a moment.")

    def save(self, form):
        reason = form.cleaned_data["reason"]
        return start_correction(actor=self.actor, report=self.report, reason=reason)


class CorrectionReasons(RestatingPage):
    state = ReportState.DRAFT
    form_class = ReasonsForm
    title = _("Why the figures differ")
    lead = _("One reason for each indicator; it is printed beside the old and the new figure.")
    success_message = _("The reasons are kept.")

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.corrections = corrections(kin_of(self.report))
        if not self.corrections:
            raise Http404

    def get_form(self):
        data = self.request.POST if self.request.method == "POST" else None
        return ReasonsForm(data, corrections=self.corrections)

    def save(self, form):
        state_reasons(actor=self.actor, report=self.report, reasons=form.reasons)
        return self.report
