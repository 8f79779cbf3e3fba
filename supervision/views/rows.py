"""Exactly the records a figure was counted from, as frozen in the snapshot."""

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.admin_site import site
from core.pages import Column, ListPage
from programs.models import Session, TrainingClass
from supervision.enums import Part
from supervision.filters import rows_of, size_of
from supervision.indicators.declaration import all_indicators, indicator
from supervision.views.access import READERS, report_of
from trainees.models import Enrolment

RECORDS = {
    "class": (TrainingClass, ""),
    "session": (Session, "workspace:session-detail"),
    "enrolment": (Enrolment, "workspace:enrolment-detail"),
}


RECORD = (
    Column("label", _("Record")),
    Column("on", _("Day"), is_nowrap=True),
    Column("dim_district", _("District"), is_nowrap=True),
    Column("dim_training_type", _("Training type"), is_nowrap=True),
    Column("dim_institution", _("Institution")),
    Column("dim_occupation", _("Occupation"), is_nowrap=True),
)
AMOUNT = Column("amount", _("Amount"), is_numeric=True, value=lambda row: plain(row.amount))


class ReportRows(ListPage):
    face = "reading"
    roles = READERS
    page_size = 100

    @property
    def columns(self):
        """An amount says something only where records add more than one each."""
        return (*RECORD, AMOUNT) if indicator(self.key).adds_up else RECORD

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.key = kwargs["indicator"]
        if self.key not in {item.id for item in all_indicators()}:
            raise Http404
        self.report = report_of(request, kwargs["quarter"])
        self.title = str(indicator(self.key))

    def get_queryset(self):
        rows = rows_of(self.report, self.key, self.request.GET).visible_to(self.actor)
        return rows.select_related("dim_district", "dim_institution")

    @property
    def lead(self):
        """Quarter and place; how many rows there are and what they add up to: the figure."""
        rows, total = size_of(rows_of(self.report, self.key, self.request.GET))
        size = _("%(rows)s records, %(total)s %(noun)s in all") % {
            "rows": f"{rows:,}",
            "total": f"{total:,}",
            "noun": indicator(self.key).noun.after(total),
        }
        return f"{self.report.get_quarter_display()} · {self.report.scope_name} · {size}"

    def trail(self):
        report = self.report
        words = f"{report.get_quarter_display()} · {report.scope_name}"
        return [(_("Reports"), reverse("report-list")), (words, report.get_absolute_url())]

    def row_url(self, obj):
        """Today's state of the record, for whoever may open it; empty for nobody."""
        model, page = RECORDS.get(obj.kind, (None, ""))
        if self.actor.is_unit:
            return reverse(page, args=[obj.object_id]) if page else ""
        if model in site._registry and site._registry[model].has_view_permission(self.request):
            label = f"{model._meta.app_label}_{model._meta.model_name}"
            return reverse(f"admin:{label}_change", args=[obj.object_id])
        return ""

    def actions(self):
        back = {"label": _("Back to the report"), "url": self.report.get_absolute_url()}
        if not indicator(self.key).denominator:
            return [back]
        return [back, *(self.part_link(part) for part in Part)]

    def part_link(self, part):
        query = self.request.GET.copy()
        query["part"] = part.value
        query.pop("page", None)
        return {"label": part.label, "url": f"?{query.urlencode()}"}


def plain(amount) -> str:
    """An amount without the zeros its column stores: 1, not 1.00."""
    return f"{amount.normalize():,f}"
