"""The schematic map of the districts: how many classes each is enrolling, as tiles.

Where a tile lies stands in `static/site/districts.css` alone, by the district's code; a district
the map does not know yet comes after the others.
"""

from django.db.models import Count
from django.urls import reverse

from organizations.queries import active_districts
from programs.enums import ClassState

SHADES = 4


def counted_by(classes, path) -> dict:
    """How many of the classes there are for each value at a path."""
    return dict(classes.values_list(path).annotate(Count("pk")).order_by())


def tiles(enrolling, chosen: str = "") -> list[dict]:
    """Every district of today: its name, number of classes, shade and the list of these classes."""
    counts = counted_by(enrolling, "district")
    most = max([SHADES, *counts.values()])  # one class alone is no dark district
    return [
        {
            "code": row.code,
            "name": str(row),
            "count": counts.get(row.pk, 0),
            "shade": shade(counts.get(row.pk, 0), most),
            "url": reverse(
                "class-list", query={"district": row.code, "state": ClassState.OPEN.value}
            ),
            "is_current": row.code == chosen,
        }
        for row in active_districts.rows()
    ]


def shade(count: int, most: int) -> int:
    """0 for none, else 1 to `SHADES`, in equal steps up to the largest number."""
    return -(-SHADES * count // most) if most else 0
