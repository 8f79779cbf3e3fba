"""Links this app hangs on the workspace."""

from django.utils.translation import gettext_lazy as _

from core.enums import UNIT_ADMINS
from core.pages import nav_item

nav_item("workspace", _("Reports"), "report-list", "report-analytics", UNIT_ADMINS, 75)
