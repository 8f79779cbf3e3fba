"""Imports: a spreadsheet becomes rows of ours, all of them or none, by a background job.

    imports.declare("workshops", title=_("Workshops"), sheet=workshop_sheet, roles=UNIT_ADMINS,
                    enter=enter_workshops, leads_to="workspace:workshop-list")

A list page that names it (`imports = "workshops"`) has an Import button. An app declares its
imports in its `imports.py`. Rosters, which are confirmed, corrected and undone, have pages of
their own; docs/imports.md.
"""

from core.imports.asking import start
from core.imports.declaring import Import, declare, import_of
from core.imports.entering import run

__all__ = ["Import", "declare", "import_of", "run", "start"]
