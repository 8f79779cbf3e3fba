"""Links of the public face."""

from django.utils.translation import gettext_lazy as _

from core.enums import Role
from core.pages import nav_item

EVERYBODY = set(Role)

nav_item("portal", _("Classes"), "class-list", "school", EVERYBODY, 10)
nav_item("portal", _("Institutions"), "institution-list", "building-community", EVERYBODY, 20)
nav_item("portal", _("Catalogue"), "catalogue", "list-details", EVERYBODY, 30)
