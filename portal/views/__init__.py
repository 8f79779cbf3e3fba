"""Public pages."""

from portal.views.classes import ClassDetail, ClassList
from portal.views.criteria import Criteria
from portal.views.directories import Catalogue, InstitutionDetail, InstitutionList
from portal.views.home import Home
from portal.views.service import Accessibility, Complaints

__all__ = [
    "Accessibility",
    "Catalogue",
    "ClassDetail",
    "ClassList",
    "Complaints",
    "Criteria",
    "Home",
    "InstitutionDetail",
    "InstitutionList",
]
