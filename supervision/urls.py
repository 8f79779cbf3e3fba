"""Addresses of the quarterly reports."""

from django.urls import path

from supervision.views.files import report_download
from supervision.views.reports import ReportCreate, ReportDetail, ReportList
from supervision.views.rows import ReportRows
from supervision.views.standing import StandingRows

public = [
    path("standing/rows/", StandingRows.as_view(), name="standing-rows"),
    path("reports/", ReportList.as_view(), name="report-list"),
    path("reports/new/", ReportCreate.as_view(), name="report-create"),
    path("reports/<str:quarter>/", ReportDetail.as_view(), name="report-detail"),
    path("reports/<str:quarter>/report.<str:form>", report_download, name="report-download"),
    path(
        "reports/<str:quarter>/figures/<str:indicator>/rows/",
        ReportRows.as_view(),
        name="report-rows",
    ),
]
account: list = []
workspace: list = []
