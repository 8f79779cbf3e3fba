"""What the site's search finds of the library."""

from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from core.language import told
from core.pages.searching import searchable
from policies.views.library import ClauseList, Library

searchable(
    Library,
    "policy-list",
    title=_("Policy documents"),
    everything=_("All documents that fit"),
    name=lambda row: row.title,
    note=lambda row: (row.number, told(row.issuer), f"{row.issued_on:%Y-%m-%d}"),
    order=50,
)
searchable(
    ClauseList,
    "clause-list",
    title=_("Clauses"),
    everything=_("All clauses that fit"),
    name=lambda row: f"{row.name} {row.heading}",
    note=lambda row: (Truncator(row.text).chars(80),),
    order=60,
)
