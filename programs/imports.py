"""The imports of this app."""

from django.utils.translation import gettext_lazy as _

from core import imports
from core.enums import UNIT_ADMINS
from programs.class_sheet import class_sheet
from programs.services.bulk import create_filings


def enter_classes(rows, *, actor) -> int:
    """Classes of the acting unit with their timetables; returns how many."""
    return len(create_filings(rows, actor=actor))


imports.declare(
    "classes",
    title=_("Classes with timetables"),
    sheet=class_sheet,
    roles=UNIT_ADMINS,
    enter=enter_classes,
    leads_to="workspace:class-list",
)
