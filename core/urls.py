"""Addresses of the shared pages: homes of the faces, moves, messages, health."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from core.enums import UNIT_ROLES, Role
from core.health import healthz, readyz
from core.pages import HomePage
from core.pages.moves import MovePage
from core.views import MoveClock

public = [
    path("moves/<str:model>/<str:pk>/<slug:name>/", MovePage.as_view(), name="move"),
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
