"""Which rows of a snapshot a figure was counted from; appeals by state."""

import django_filters as filters
from django.db.models import Count, Sum
from django.utils.translation import gettext_lazy as _

from supervision.enums import AppealState, Part
from supervision.indicators.declaration import indicator
from supervision.models import DecisionAppeal, ReportRow

PLACES = {
    "district": "dim_district__code",
    "type": "dim_training_type",
    "institution": "dim_institution__number",
    "occupation": "dim_occupation",
}


def rows_of(report, key, asked):
    """The frozen rows of one cell: the count or the sum of them is the figure.

    `asked` has any of district (code), type, institution (number), occupation (code), part. Where
    persons are counted, each person stands here once, by the first record.
    """
    part = asked.get("part") if asked.get("part") in Part.values else Part.NUMERATOR
    places = {path: asked[name] for name, path in PLACES.items() if asked.get(name)}
    rows = ReportRow.objects.filter(
        report=report, run=report.run, indicator=key, part=part, **places
    )
    if indicator(key).counts_persons:
        first = rows.order_by("person", "on", "id").distinct("person")
        rows = rows.filter(pk__in=first.values("pk"))
    return rows.order_by("pack", "id")


def size_of(rows) -> tuple[int, int]:
    """(number of rows, sum of their amounts): the second one is the figure."""
    sizes = rows.aggregate(rows=Count("pk"), total=Sum("amount"))
    return sizes["rows"], int(sizes["total"] or 0)


class AppealFilter(filters.FilterSet):
    """Appeals by state."""

    state = filters.ChoiceFilter(label=_("State"), choices=AppealState)

    class Meta:
        model = DecisionAppeal
        fields = ("state",)
