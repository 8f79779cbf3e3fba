"""Exports: what a list shows, with its filters, as a workbook or CSV made by a background job.

    exports.declare("classes", title=_("Classes"), model=TrainingClass, filterset=OwnClassFilter,
                    roles=UNIT_ADMINS, fields=(Field("number", _("Number"), is_identifier=True), …))

A list page that names it (`export = "classes"`) has an Export button; every changelist of the
bureau's admin has the action.
"""

from core.exports.asking import start
from core.exports.declaring import ADMIN, CHOSEN, Export, Field, declare, export_of
from core.exports.writing import run

__all__ = ["ADMIN", "CHOSEN", "Export", "Field", "declare", "export_of", "run", "start"]
