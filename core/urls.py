"""Addresses of the shared pages: homes of the faces, moves, messages, health."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from core.admin.together import Assign, MoveTogether
from core.enums import BUREAU_ROLES, UNIT_ROLES, Role
from core.health import healthz, readyz
from core.metrics import metrics
from core.pages import HomePage
from core.pages.inbox import Choices, Inbox, own_inbox
from core.pages.moves import MovePage
from core.pages.outgoing import Outgoing
from core.reveals.pages import RequestReveal, RevealDetail
from core.views.exports import ExportPage
from core.views.files import file
from core.views.imports import ImportPage, import_template
from core.views.jobs import JobDetail, JobList
from core.views.operations import MoveClock


def inbox_of(face, roles):
    """The messages of a face, and the choice of channels."""
    return [
        path("notifications/", Inbox.as_view(face=face, roles=roles), name="notifications"),
        path(
            "notifications/settings/",
            Choices.as_view(face=face, roles=roles),
            name="notification-settings",
        ),
    ]


public = [
    *inbox_of("portal", BUREAU_ROLES),
    path("inbox/", own_inbox, name="inbox"),
    path("outbox/", Outgoing.as_view(), name="outbox"),
    path("moves/<str:model>/<str:pk>/<slug:name>/", MovePage.as_view(), name="move"),
    path("together/<str:model>/<slug:name>/", MoveTogether.as_view(), name="move-together"),
    path("assignments/<str:model>/", Assign.as_view(), name="assign"),
    path("jobs/", JobList.as_view(), name="job-list"),
    path("jobs/<uuid:pk>/", JobDetail.as_view(), name="job-detail"),
    path("files/<uuid:pk>/", file, name="file"),
    path("exports/<slug:name>/", ExportPage.as_view(), name="export"),
    path("imports/<slug:name>/", ImportPage.as_view(), name="import"),
    path("imports/<slug:name>/template/", import_template, name="import-template"),
    path("reveals/new/", RequestReveal.as_view(), name="reveal-request"),
    path("reveals/<int:pk>/", RevealDetail.as_view(), name="reveal-detail"),
    path("clock/", MoveClock.as_view(), name="move-clock"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
]
account = [
    path(
        "",
        HomePage.as_view(
            face="account", roles={Role.WORKER}, title=_("My training"), at_counter=True
        ),
        name="home",
    ),
    *inbox_of("account", {Role.WORKER}),
]
workspace = [
    path(
        "",
        HomePage.as_view(face="workspace", roles=UNIT_ROLES, title=_("Workspace")),
        name="home",
    ),
    *inbox_of("workspace", UNIT_ROLES),
]
