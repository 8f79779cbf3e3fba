"""The report as a file, made from the same snapshot as the page."""

from django.http import Http404, HttpResponse

from supervision.outputs import OUTPUTS, file_of
from supervision.views.access import READABLE, READERS, report_of, verification_url


def report_download(request, quarter, form):
    """PDF, XLSX or JSON, for whoever may read the page."""
    if request.actor.role not in READERS or form not in OUTPUTS:
        raise Http404
    report = report_of(request, quarter)
    if report.state not in READABLE:
        raise Http404
    name = "-".join(["report", report.number, *filter(None, [report.asked.get("scope")])])
    return file_answer(request, report, form, name)


def file_answer(request, report, form, name) -> HttpResponse:
    """One of OUTPUTS as a download called `name`."""
    _make, content_type = OUTPUTS[form]
    content = file_of(report, form, verification_url(request, report))
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer
