"""Addresses of the quarterly reports."""

from django.urls import path

from supervision import views

public = [
    path("reports/", views.ReportList.as_view(), name="report-list"),
    path("reports/<str:quarter>/", views.ReportDetail.as_view(), name="report-detail"),
    path("reports/<str:quarter>/report.<str:form>", views.report_download, name="report-download"),
    path(
        "reports/<str:quarter>/figures/<str:indicator>/rows/",
        views.ReportRows.as_view(),
        name="report-rows",
    ),
]
account: list = []
workspace: list = []
