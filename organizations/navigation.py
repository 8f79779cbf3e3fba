"""Links this app hangs on the workspace."""

from django.utils.translation import gettext_lazy as _

from core.enums import Face, Role
from core.pages import nav_group, nav_item, section
from organizations import deciding  # noqa: F401 - hangs its sections on the pages of moves
from organizations.enums import FACES, MEMBER_ADMINS, ROLES
from organizations.progress import told_first

STAFF_PHONE = "organizations/phone.html"
UNIT_ROLES = frozenset().union(
    *(ROLES[kind] for kind, face in FACES.items() if face == Face.ORGANIZATION)
)

OF_MEMBERS = ("/workspace/invitations/", "/workspace/deputies/")

nav_group("workspace", 20, _("Courses and classes"))
nav_group("workspace", 40, _("Trainees"))
nav_group("workspace", 50, _("Attendance"))
nav_group("workspace", 60, _("Own unit"))
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
nav_item(
    "workspace",
    _("Accreditation"),
    "workspace:accreditation-list",
    "certificate",
    MEMBER_ADMINS,
    60,
    ("/workspace/accreditation-changes/",),
)
nav_item("workspace", _("Messages"), "workspace:notifications", "bell", UNIT_ROLES, 15)
nav_item(
    "workspace",
    _("Deputies"),
    "workspace:deputy-list",
    "user-check",
    UNIT_ROLES - MEMBER_ADMINS,
    76,
)


@section("channels", rule=lambda actor, _obj: actor.organization_id is not None)
def phone_for_messages(request, obj):
    """The number staff get text messages on, beside the choice of channels."""
    return {
        "title": _("Phone for text messages"),
        "template": STAFF_PHONE,
        "context": {"phone": request.user.masked_phone},
    }


@section("workspace", order=5, rule=lambda actor, _obj: needs_accreditation(actor))
def where_it_stands(request, obj):
    """The accreditation, while something is to be done about it or awaited."""
    told = told_first(request.actor)
    return told and {
        "title": _("Accreditation"),
        "template": "organizations/where_it_stands.html",
        "context": told,
    }


def needs_accreditation(actor) -> bool:
    """An enterprise teaches its own employees without one."""
    return actor.role in MEMBER_ADMINS - {Role.ENTERPRISE_ADMIN}
