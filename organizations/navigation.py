"""Links this app hangs on the workspace."""

from django.utils.translation import gettext_lazy as _

from core.enums import Face
from core.pages import nav_item
from organizations.enums import FACES, MEMBER_ADMINS, ROLES

UNIT_ROLES = frozenset().union(
    *(ROLES[kind] for kind, face in FACES.items() if face == Face.ORGANIZATION)
)

OF_MEMBERS = ("/workspace/invitations/", "/workspace/deputies/")

nav_item("workspace", _("Workspace"), "workspace:home", "home", UNIT_ROLES, 5)
nav_item(
    "workspace",
    _("Members"),
    "workspace:member-list",
    "users-group",
    MEMBER_ADMINS,
    74,
    OF_MEMBERS,
)
nav_item("workspace", _("Messages"), "workspace:notifications", "bell", UNIT_ROLES, 80)
nav_item(
    "workspace",
    _("Deputies"),
    "workspace:deputy-list",
    "user-check",
    UNIT_ROLES - MEMBER_ADMINS,
    76,
)
