"""What the public takes home as a file: the list as it is filtered, made while one waits.

The public has no jobs: a job belongs to a person and is fetched later. So a file is bounded, asks
as little as its page, and is counted with the requests of an address.
"""

from collections.abc import Iterable
from datetime import date
from itertools import islice

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from core.api.throttles import Addresses
from core.files.types import CSV, XLSX
from core.spreadsheets import Table, write_csv, write_workbook

MOST_ROWS = 5000
FORMS = {"csv": (write_csv, CSV), "xlsx": (lambda table: write_workbook([table]), XLSX)}


def public_file(
    request, form, asked, list_url, *, name, title, day: date, headers, rows: Iterable, identifiers
) -> HttpResponse:
    """The rows of a filter set, at most `MOST_ROWS`, with their day and where they come from.

    `list_url` is the page of the list, which tells what it does not understand.
    """
    if form not in FORMS:
        raise Http404
    if not asked.is_valid():  # a filter nobody understands must not mean all rows
        return HttpResponseRedirect(f"{list_url}?{request.GET.urlencode()}")
    if not Addresses().allow_request(request, None):
        return TemplateResponse(request, "429.html", status=429)
    source = request.build_absolute_uri(request.get_full_path())
    own = (f"{day:%Y-%m-%d}", source)
    told = ((*row, *own) for row in islice(rows, MOST_ROWS))
    table = Table(str(title), (*headers, _("As of"), _("Source")), told, frozenset(identifiers))
    write, kind = FORMS[form]
    response = HttpResponse(write(table), content_type=kind.content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{day:%Y%m%d}.{form}"'
    return response
