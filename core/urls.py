"""Addresses of the shared pages: homes of the faces, moves, messages, health."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from core.enums import UNIT_ROLES, Role
from core.health import healthz, readyz
from core.pages import HomePage
from core.pages.moves import MovePage
from core.reveals.pages import RequestReveal, RevealDetail
from core.views import MoveClock

public = [
    path("moves/<str:model>/<str:pk>/<slug:name>/", MovePage.as_view(), name="move"),
    path("reveals/new/", RequestReveal.as_view(), name="reveal-request"),
    path("reveals/<int:pk>/", RevealDetail.as_view(), name="reveal-detail"),
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
