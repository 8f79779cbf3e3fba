"""Quarterly reports as pages: the list, one report, the rows behind a figure, the files."""

import json
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.pages import Column, DetailPage, Fact, ListPage
from supervision.enums import Part, ReportState
from supervision.filters import rows_of
from supervision.indicators.declaration import all_indicators, indicator
from supervision.models import QuarterlyReport
from supervision.models.report import REPORT_READERS
from supervision.outputs import OUTPUTS
from supervision.periods import Quarter
from supervision.queries import snapshot

READERS = frozenset(REPORT_READERS)
READABLE = (ReportState.DRAFT, ReportState.SUBMITTED, ReportState.LOCKED, ReportState.RESTATED)
BY_TYPE = ("I02", "I06", "I08", "I09", "I10")
BY_PLACE = ("I01", "I02", "I06", "I07", "I08", "I09", "I10", "I12")


class ReportList(ListPage):
    face = "portal"
    roles = READERS
    model = QuarterlyReport
    title = _("Quarterly supervision reports")
    columns = (
        Column("quarter", _("Quarter")),
        Column("scope_name", _("Scope")),
        Column("edition", _("Edition"), is_numeric=True),
        Column("generated_at", _("Generated")),
        Column("state", _("State"), is_badge=True),
    )
    empty = {
        "title": _("No report yet"),
        "text": _("The report of a quarter is made on the day after its end."),
    }

    def get_queryset(self):
        return super().get_queryset().select_related("district", "organization")


def report_of(request, quarter) -> QuarterlyReport:
    """The latest edition for a quarter and `?scope=`, if the actor may read it; else 404."""
    seen = QuarterlyReport.objects.visible_to(request.actor).filter(quarter=quarter)
    scope = request.GET.get("scope", "")
    if not scope:
        city = seen.filter(scope="city")
        found = city or seen
    else:
        found = seen.filter(district__code=scope) or seen.filter(organization__number=scope)
    report = found.select_related("district", "organization").order_by("-edition").first()
    if report is None:
        raise Http404
    return report


class ReportDetail(DetailPage):
    """The report as HTML: figures that open their rows, a picture, the two signatures."""

    face = "portal"
    roles = READERS
    model = QuarterlyReport
    template_name = "supervision/report.html"

    def get_object(self):
        return report_of(self.request, self.kwargs["quarter"])

    def heading(self, obj):
        return _("Quarterly supervision report %(quarter)s") % {"quarter": obj.quarter}

    def facts(self, obj):
        return [
            Fact(_("Number"), obj.number),
            Fact(_("Scope"), obj.scope_name),
            Fact(_("Period"), f"{period(obj).first} – {period(obj).last}"),
            Fact(_("Data as of"), Column("as_of").cell(obj)["value"]),
            Fact(_("Snapshot code"), obj.figures_hash[:16]),
            Fact(_("First signature"), obj.submitted_by.name if obj.submitted_by else ""),
            Fact(_("Second signature"), obj.locked_by.name if obj.locked_by else ""),
        ]

    def object_actions(self, obj):
        if obj.state not in READABLE:
            return []
        return [
            {"label": form.upper(), "url": download_url(obj, form), "icon": "download"}
            for form in ("pdf", "xlsx", "json")
        ]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        report = context["object"]
        if report.state in READABLE:
            context |= tables(snapshot(report))
        return context


def period(report) -> Quarter:
    return Quarter.parse(report.quarter)


def tables(found) -> dict:
    """What the page draws: totals by section, a table for each dimension, a picture."""
    chosen = {i.id: i for i in found.indicators}
    return {
        "totals": [
            {"indicator": i, "cell": found.totals.cells[i.id], "url": rows_url(found, i.id, {})}
            for i in found.indicators
        ],
        "pending": found.pending,
        "chart": chart(found),
        "parts": [
            table(_("By district"), found, found.districts, [chosen[k] for k in BY_PLACE]),
            table(_("By training type"), found, found.training_types, [chosen[k] for k in BY_TYPE]),
            table(_("By institution"), found, found.institutions, [chosen[k] for k in BY_PLACE]),
        ],
    }


def table(title, found, lines, indicators) -> dict:
    """One table whose every figure is a link to its rows."""
    return {
        "title": title,
        "indicators": indicators,
        "lines": [
            {
                "name": line.name,
                "cells": [
                    {
                        "indicator": i,
                        "cell": line.cells[i.id],
                        "url": rows_url(found, i.id, line.dimension),
                    }
                    for i in indicators
                ],
            }
            for line in lines
        ],
    }


def chart(found) -> str:
    """The option of the picture: trainee-times and completions by district."""
    names = [line.name for line in found.districts]
    series = [
        {
            "name": str(indicator(key)),
            "type": "bar",
            "data": [int(line.cells[key].value) for line in found.districts],
        }
        for key in ("I06", "I08")
    ]
    return json.dumps(
        {
            "tooltip": {"trigger": "axis"},
            "legend": {"top": 0},
            "grid": {"left": 48, "right": 16, "top": 40, "bottom": 64},
            "xAxis": {"type": "category", "data": names, "axisLabel": {"rotate": 35}},
            "yAxis": {"type": "value"},
            "series": series,
        },
        ensure_ascii=False,
    )


def rows_url(found, key, dimension) -> str:
    """The page of the rows of one figure."""
    report = found.report
    query = {**dimension, **scope_of(report)}
    url = reverse("report-rows", args=[report.quarter, key])
    return f"{url}?{urlencode(query)}" if query else url


def scope_of(report) -> dict[str, str]:
    return {"scope": report.scope_query.removeprefix("?scope=")} if report.scope_query else {}


def download_url(report, form) -> str:
    return reverse("report-download", args=[report.quarter, form]) + report.scope_query


class ReportRows(ListPage):
    """Exactly the records a figure was counted from, as frozen in the snapshot."""

    face = "portal"
    roles = READERS
    columns = (
        Column("label", _("Record")),
        Column("on", _("Day")),
        Column("dim_district", _("District")),
        Column("dim_training_type", _("Training type")),
        Column("dim_institution", _("Institution")),
        Column("amount", _("Amount"), is_numeric=True, value=lambda row: f"{row.amount:f}"),
    )
    page_size = 100

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        if kwargs["indicator"] not in {i.id for i in all_indicators()}:
            raise Http404
        self.report = report_of(request, kwargs["quarter"])
        self.title = f"{kwargs['indicator']} {indicator(kwargs['indicator'])}"

    def get_queryset(self):
        asked = self.request.GET
        part = asked.get("part", "")
        rows = rows_of(
            self.report,
            self.kwargs["indicator"],
            district=asked.get("district", ""),
            training_type=asked.get("type", ""),
            institution=asked.get("institution", ""),
            part=part if part in Part.values else "",
        )
        return rows.visible_to(self.actor).select_related("dim_district", "dim_institution")

    def row_url(self, obj):
        return ""

    def actions(self):
        back = {"label": _("Back to the report"), "url": self.report.get_absolute_url()}
        if not indicator(self.kwargs["indicator"]).denominator:
            return [back]
        return [back, *(self.part_link(part) for part in Part)]

    def part_link(self, part):
        query = self.request.GET.copy()
        query["part"] = part.value
        query.pop("page", None)
        return {"label": part.label, "url": f"?{query.urlencode()}"}


def report_download(request, quarter, form):
    """The report as a file, made from the same snapshot as the page."""
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
