"""The public list of occupations, each leading to its classes."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.pages import Column, ListPage
from programs.filters import OccupationFilter
from programs.models import Occupation


class OccupationList(ListPage):
    """Occupations in the order of pinyin, with those in short supply marked."""

    face = "portal"
    model = Occupation
    title = _("Occupations")
    lead = _("Choose an occupation to see its classes.")
    filterset_class = OccupationFilter
    empty = {
        "title": _("No occupation fits"),
        "text": _("Change or clear the filters and search again."),
    }
    columns = (
        Column("", _("Occupation"), value=str),
        Column("code", _("Code"), is_nowrap=True),
        Column("shortage_grade", _("Shortage"), is_nowrap=True),
    )

    def get_queryset(self):
        return super().get_queryset().order_by("sort_key", "pk")

    def row_url(self, obj):
        return reverse("class-list", query={"occupation": obj.code})
