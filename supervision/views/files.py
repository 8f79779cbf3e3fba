"""The report as a file, made from the same snapshot as the page."""

from django.http import Http404, HttpResponse

from supervision.outputs import OUTPUTS
from supervision.queries import snapshot
from supervision.views.access import READABLE, READERS, report_of


def report_download(request, quarter, form):
    """PDF, XLSX or JSON, for whoever may read the page."""
    if request.actor.role not in READERS or form not in OUTPUTS:
        raise Http404
    report = report_of(request, quarter)
    if report.state not in READABLE:
        raise Http404
    make, content_type = OUTPUTS[form]
    address = request.build_absolute_uri(report.get_absolute_url())
    answer = HttpResponse(make(snapshot(report), address), content_type=content_type)
    name = f"report-{report.number}{report.scope_query.replace('?scope=', '-')}.{form}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
