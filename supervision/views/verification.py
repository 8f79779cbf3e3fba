"""Whether a printed report is genuine: anybody who holds its code sees what stands behind it."""

import re

from django.db import connection
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from core.language import is_chinese
from core.pages import Fact, Page
from supervision.enums import ReportScope, ReportState
from supervision.periods import Quarter
from supervision.queries import FINAL

CODE = re.compile(r"[0-9a-f]{64}")
COLUMNS = ("quarter", "edition", "scope", "place_zh", "place_en", "state", "as_of", "locked_at",
           "newest")  # fmt: skip
BY_CODE = f"SELECT {', '.join(COLUMNS)} FROM report_by_code(%s)"  # noqa: S608 - our own columns


class ReportVerification(Page):
    """The facts of the report with a snapshot code, as it is printed on paper."""

    face = "portal"
    template_name = "supervision/verification.html"
    title = _("Verify a report")

    def get_context_data(self, **kwargs):
        found = report_by_code(self.kwargs["code"])
        return super().get_context_data(
            facts=facts(found),
            snapshot_code=self.kwargs["code"],
            is_signed=found["state"] in FINAL,
            newest=found["newest"] if found["newest"] > found["edition"] else None,
            **kwargs,
        )


def report_by_code(code: str) -> dict:
    """What anybody may know of the report with this code. Raises 404."""
    if not CODE.fullmatch(code):
        raise Http404
    with connection.cursor() as cursor:
        cursor.execute(BY_CODE, [code])
        row = cursor.fetchone()
    if row is None:
        raise Http404
    return dict(zip(COLUMNS, row, strict=True))


def facts(found) -> list[Fact]:
    quarter = Quarter.parse(found["quarter"])
    place = found["place_zh"] if is_chinese() else found["place_en"]
    name = _("Quarterly supervision report %(quarter)s") % {"quarter": quarter.words}
    return [
        Fact(_("Report"), name),
        Fact(_("Number"), f"{found['quarter']}-v{found['edition']}"),
        Fact(_("Scope"), place or ReportScope.CITY.label),
        Fact(_("State"), ReportState(found["state"]).label),
        Fact(_("Data as of"), found["as_of"]),
        *([Fact(_("Signed and locked"), found["locked_at"])] if found["locked_at"] else []),
    ]
