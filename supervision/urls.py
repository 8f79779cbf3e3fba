"""Addresses of the quarterly reports and of appeals."""

from django.urls import path

from core.pages.public import public as open_to_all
from supervision.views import appeals
from supervision.views.files import report_download
from supervision.views.receipts import report_confirm
from supervision.views.reports import ReportCreate, ReportDetail, ReportList
from supervision.views.restating import CorrectionReasons, CorrectionStart
from supervision.views.rows import ReportRows
from supervision.views.standing import StandingRows
from supervision.views.statistics import Statistics
from supervision.views.verification import ReportVerification

public = [
    path("standing/rows/", StandingRows.as_view(), name="standing-rows"),
    path("reports/", ReportList.as_view(), name="report-list"),
    path("reports/new/", ReportCreate.as_view(), name="report-create"),
    path(
        "verify/reports/<str:code>/",
        open_to_all(ReportVerification.as_view()),
        name="report-verify",
    ),
    path("statistics/", open_to_all(Statistics.as_view(), is_kept=True), name="statistics"),
    path("reports/<str:quarter>/", ReportDetail.as_view(), name="report-detail"),
    path("reports/<str:quarter>/correct/", CorrectionStart.as_view(), name="report-correct"),
    path("reports/<str:quarter>/confirm/", report_confirm, name="report-confirm"),
    path("reports/<str:quarter>/reasons/", CorrectionReasons.as_view(), name="report-reasons"),
    path("reports/<str:quarter>/report.<str:form>", report_download, name="report-download"),
    path(
        "reports/<str:quarter>/figures/<str:indicator>/rows/",
        ReportRows.as_view(),
        name="report-rows",
    ),
    path("papers/appeals/<str:number>.pdf", appeals.appeal_paper, name="appeal-paper"),
    path(
        "appeals/<str:number>/evidence/<int:pk>/", appeals.appeal_evidence, name="appeal-evidence"
    ),
]
account: list = []
workspace = [
    path("appeals/", appeals.AppealList.as_view(), name="appeal-list"),
    path(
        "appeals/new/<str:kind>/<str:number>/",
        appeals.AppealCreate.as_view(),
        name="appeal-create",
    ),
    path("appeals/<str:number>/", appeals.AppealDetail.as_view(), name="appeal-detail"),
]
