"""Links of core on every face."""

from django.utils.translation import gettext_lazy as _

from core.enums import UNIT_ROLES
from core.pages import nav_item

nav_item("workspace", _("Jobs"), "job-list", "progress-check", UNIT_ROLES, 16)
