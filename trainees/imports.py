"""The imports of this app."""

from django.utils.translation import gettext_lazy as _

from core import imports
from core.enums import Role
from trainees.employee_sheet import employee_sheet
from trainees.reference_sheet import reference_sheet
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
imports.declare(
    "reference-lists",
    title=_("Reference lists"),
    sheet=reference_sheet,
    roles={Role.MUNICIPAL_REVIEWER},
    enter=load_lists,
    leads_to="admin:trainees_referencelist_changelist",
)
