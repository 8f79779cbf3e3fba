"""Quarterly reports: the report, its figures, the rows behind them, and the files."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action

from core.api.resources import Moving
from core.api.serializers import Shown, numbered
from supervision import appeal_api
from supervision.enums import Part
from supervision.filters import rows_of
from supervision.indicators.declaration import all_indicators
from supervision.models import QuarterlyReport, ReportFigure, ReportRow
from supervision.outputs import OUTPUTS
from supervision.views.access import READABLE, report_of
from supervision.views.files import file_answer

SCOPE = OpenApiParameter(
    "scope", description=_("Code of a district or number of an institution; the city without it.")
)
QUARTER = r"[0-9]{4}Q[1-4]"
FORMS = r"xlsx|pdf|json"
FILES = {
    (200, content_type): OpenApiTypes.OBJECT if form == "json" else OpenApiTypes.BINARY
    for form, (_make, content_type) in OUTPUTS.items()
}


class ReportSerializer(Shown):
    number = serializers.CharField()
    scope_name = serializers.CharField()
    district = numbered("code", allow_null=True)
    institution = numbered(allow_null=True, source="organization")
    snapshot_code = serializers.CharField(source="figures_hash")

    class Meta:
        model = QuarterlyReport
        fields = (
            "number",
            "quarter",
            "scope",
            "scope_name",
            "district",
            "institution",
            "edition",
            "state",
            "as_of",
            "generated_at",
            "snapshot_code",
            "submitted_at",
            "locked_at",
        )


class FigureSerializer(Shown):
    """Decimals are strings: nothing is lost on the way."""

    district = numbered("code", allow_null=True, source="dim_district")
    training_type = serializers.CharField(source="dim_training_type")
    occupation = serializers.CharField(source="dim_occupation")
    institution = numbered(allow_null=True, source="dim_institution")

    class Meta:
        model = ReportFigure
        fields = (
            "indicator",
            "district",
            "training_type",
            "institution",
            "occupation",
            "value",
            "numerator",
            "denominator",
        )


class RowSerializer(Shown):
    district = numbered("code", allow_null=True, source="dim_district")
    training_type = serializers.CharField(source="dim_training_type")
    occupation = serializers.CharField(source="dim_occupation")
    institution = numbered(allow_null=True, source="dim_institution")

    class Meta:
        model = ReportRow
        fields = (
            "kind", "label", "on", "amount", "district", "training_type", "institution",
            "occupation",
        )  # fmt: skip


class ReportResource(Moving):
    """A report is named by its quarter, and by `?scope=`."""

    model = QuarterlyReport
    noun = "report"
    about = _("Quarterly supervision reports: one snapshot, the same figures in every form.")
    serializer_class = ReportSerializer
    related = ("district", "organization")
    lookup_field = "quarter"
    lookup_value_regex = QUARTER
    lookup_parameters = (SCOPE,)

    def find(self):
        """The latest edition for the quarter and the scope, or None."""
        if "\x00" in self.request.query_params.get("scope", ""):
            return None
        try:
            return report_of(self.request._request, self.kwargs["quarter"])
        except Http404:
            return None

    def one(self, obj):
        """The moves of a district's report carry its scope."""
        data = super().one(obj)
        for item in data["actions"]:
            item["url"] += obj.query
        return data

    @extend_schema(parameters=[SCOPE], responses=FigureSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], url_name="figures", url_path="figures")
    def figures(self, request, quarter):
        """The frozen figures of the present snapshot."""
        with self.found() as report:
            rows = ReportFigure.objects.visible_to(self.caller).filter(
                report=readable(report), run=report.run
            )
            return self.paged(rows, FigureSerializer)

    @extend_schema(
        parameters=[
            SCOPE,
            OpenApiParameter("district", description=_("Code of a district.")),
            OpenApiParameter("type", description=_("Training type.")),
            OpenApiParameter("institution", description=_("Number of an institution.")),
            OpenApiParameter("occupation", description=_("Code of an occupation.")),
            OpenApiParameter("part", enum=Part.values, description=_("Of a share.")),
        ],
        responses=RowSerializer(many=True),
        filters=False,
    )
    @action(
        detail=True,
        methods=["get"],
        url_name="rows",
        url_path=r"figures/(?P<indicator>[A-Z][0-9]{1,3})/rows",
    )
    def rows_of_figure(self, request, quarter, indicator):
        """Exactly the records a figure was counted from."""
        if indicator not in {item.id for item in all_indicators()}:
            raise Http404
        asked = {k: v for k, v in request.query_params.items() if "\x00" not in v}
        with self.found() as report:
            rows = rows_of(readable(report), indicator, asked).visible_to(self.caller)
            return self.paged(rows, RowSerializer, ordering=("pack", "id"))

    def paged(self, rows, serializer_class, ordering=("indicator", "id")):
        """A page of what hangs on the report."""
        self.ordering = ordering
        page = self.paginate_queryset(rows.select_related("dim_district", "dim_institution"))
        shown = serializer_class(page, many=True, context=self.get_serializer_context())
        return self.get_paginated_response(shown.data)

    @extend_schema(
        parameters=[SCOPE, OpenApiParameter("form", enum=list(OUTPUTS), location="path")],
        responses=FILES,
    )
    def file(self, request, quarter, form):
        """The report as a workbook, a printable document or JSON."""
        with self.found() as report:
            return file_answer(request, readable(report), form, f"report-{report.number}")


def readable(report) -> QuarterlyReport:
    """A report that has figures. Raises 404."""
    if report.state not in READABLE:
        raise Http404
    return report


resources = {"reports": ReportResource, **appeal_api.resources}
files = [
    (
        rf"^reports/(?P<quarter>{QUARTER})\.(?P<form>{FORMS})$",
        ReportResource.as_view({"get": "file"}, detail=True, basename="report"),
        "report-file",
    )
]
