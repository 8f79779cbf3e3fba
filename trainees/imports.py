"""The imports of this app."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from core import imports
from core.enums import Role
from core.spreadsheets import Limits
from trainees.employee_sheet import employee_sheet
from trainees.list_kinds import Shape
from trainees.list_sheets import LIST_FILES, file_sheet, kept
from trainees.services.employment import load_employees
from trainees.services.reference_lists import load_lists

imports.declare(
    "employees",
    title=_("Employees"),
    sheet=employee_sheet,
    roles={Role.ENTERPRISE_ADMIN},
    enter=load_employees,
    leads_to="workspace:employee-list",
)
for shape, title in (
    (Shape.PEOPLE, _("Reference lists")),
    (Shape.INSURED, _("Insured persons")),
    (Shape.UNITS, _("Business register")),
):
    imports.declare(
        LIST_FILES[shape],
        title=title,
        sheet=partial(file_sheet, shape),
        roles={Role.MUNICIPAL_REVIEWER},
        enter=partial(load_lists, shape),
        leads_to="admin:trainees_referencelist_changelist",
        keep=partial(kept, shape),
        limits=Limits(rows=400_000, seconds=120),
    )
