"""Public pages."""

from portal.views.catalogue import Catalogue, catalogue_file
from portal.views.classes import ClassDetail, ClassList
from portal.views.criteria import Criteria
from portal.views.directories import ProgrammeDetail, ProgrammeList
from portal.views.home import Home
from portal.views.institutions import InstitutionDetail, InstitutionList, institution_file
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
    "ProgrammeDetail",
    "ProgrammeList",
    "catalogue_file",
    "institution_file",
]
