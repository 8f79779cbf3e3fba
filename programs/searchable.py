"""What the site's search finds of this app; its classes and programmes are lists of the portal."""

from django.utils.translation import gettext_lazy as _

from core.pages.searching import searchable
from programs.views.occupations import OccupationList

searchable(
    OccupationList,
    "occupation-list",
    title=_("Occupations"),
    everything=_("All occupations that fit"),
    name=str,
    note=lambda row: (row.code, row.get_shortage_grade_display()),
    order=40,
)
