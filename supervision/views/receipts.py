"""Confirming that a locked report was received."""

from django.http import HttpResponseRedirect
from django.views.decorators.http import require_POST

from supervision.services import confirm_receipt
from supervision.views.access import report_of


@require_POST
def report_confirm(request, quarter):
    """The button of a recipient on the page of the report."""
    report = report_of(request, quarter)
    confirm_receipt(actor=request.actor, report=report)
    return HttpResponseRedirect(report.get_absolute_url())
