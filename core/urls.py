"""Addresses of the shared pages: homes of the faces, moves, messages, health."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from core.enums import UNIT_ROLES, Role
from core.pages import HomePage
from core.pages.moves import MovePage
from core.views.exports import ExportPage
from core.views.files import file
from core.views.jobs import JobDetail, JobList
from core.views.operations import MoveClock, healthz, readyz

public = [
    path("moves/<str:model>/<str:pk>/<slug:name>/", MovePage.as_view(), name="move"),
    path("jobs/", JobList.as_view(), name="job-list"),
    path("jobs/<uuid:pk>/", JobDetail.as_view(), name="job-detail"),
    path("files/<uuid:pk>/", file, name="file"),
    path("exports/<slug:name>/", ExportPage.as_view(), name="export"),
    path("clock/", MoveClock.as_view(), name="move-clock"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]
account = [
    path(
        "",
        HomePage.as_view(face="account", roles={Role.WORKER}, title=_("My training")),
        name="home",
    ),
]
workspace = [
    path(
        "",
        HomePage.as_view(face="workspace", roles=UNIT_ROLES, title=_("Workspace")),
        name="home",
    ),
]
