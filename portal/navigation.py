"""Links of the public face."""

from django.utils.translation import gettext_lazy as _

from core.enums import CITY_ROLES, SUM_READERS, UNIT_ROLES, Role
from core.pages import nav_item, section

EVERYBODY = set(Role)
REPORTED = SUM_READERS | {Role.DISTRICT_REVIEWER}
BUREAU = CITY_ROLES | {Role.DISTRICT_REVIEWER}

nav_item("portal", _("My training"), "account:home", "user", {Role.WORKER}, 5)
nav_item("portal", _("Workspace"), "workspace:home", "layout-dashboard", UNIT_ROLES, 5)
nav_item("portal", _("Classes"), "class-list", "school", EVERYBODY, 10)
nav_item("portal", _("Institutions"), "institution-list", "building-community", EVERYBODY, 20)
nav_item("portal", _("Catalogue"), "catalogue", "list-details", EVERYBODY, 30)
nav_item("portal", _("Programmes"), "programme-list", "books", EVERYBODY, 32)
nav_item("portal", _("Announcements"), "announcement-list", "speakerphone", EVERYBODY, 36)
nav_item("portal", _("Stories"), "story-list", "user-star", EVERYBODY, 37)
nav_item("portal", _("Reports"), "report-list", "report-analytics", REPORTED, 40)
nav_item("portal", _("Administration"), "admin:index", "settings", BUREAU, 50)


@section("move portal.announcement")
@section("move portal.story")
def what_is_read(request, piece):
    """Both languages beside each other, for whoever hands it in, approves or returns it."""
    return {
        "title": _("Both languages"),
        "template": "portal/both_languages.html",
        "context": {"piece": piece},
    }
