"""The panel "how we stand" of a dashboard: figures, their comparison, and the places below."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.pages.parts import bar_shares
from organizations.models import District, Organization
from supervision.queries import Compared
from supervision.standing.counting import Place, cells_of, place_of, standing
from supervision.standing.figures import (
    BEFORE,
    FLOW,
    LATE,
    NOW,
    QUARTER,
    STOCK,
    YEAR,
    figure,
    spans,
)

CHARTED = ("I06", YEAR)
IN_TABLE = (*((item.id, NOW) for item in STOCK), *((item.id, QUARTER) for item in FLOW))
MOST_PLACES = 30


def panel(actor, asked_district: str = "") -> dict:
    """The context of supervision/standing.html; `asked_district` is a code the city drills into."""
    district = chosen_district(actor, asked_district)
    place = place_of(actor, district.pk if district else None)
    by = "district" if place == Place() else "institution"
    found = standing(place, by)
    whole, where = found[None], {"district": district.code} if district else {}
    places = [] if actor.is_unit else lines(found, by, where)
    return {
        "district": district,
        "stock": [shown(item, NOW, whole, where) for item in STOCK],
        "compared": [compared(item, whole, where) for item in FLOW],
        "columns": [(figure(key), key in {item.id for item in FLOW}) for key, _span in IN_TABLE],
        "places": places,
        "cut_at": MOST_PLACES if len(found) - 1 > len(places) > 0 else 0,
        "bars": bars(places),
        "charted": figure(CHARTED[0]),
        "is_city": by == "district",
        "begins": {span.key: span.first for span in spans().values()},
    }


def chosen_district(actor, code: str) -> District | None:
    """The district whose figures these are; None for the whole city and for a unit."""
    if actor.is_unit:
        return None
    if actor.face == "district":
        return District.objects.filter(pk=actor.district_id).first()
    return District.objects.active().filter(code=code).first() if code else None


def rows_url(key: str, span: str, where: dict) -> str:
    """The records of a figure."""
    return reverse("standing-rows", query={"figure": key, "span": span, **where})


def shown(item, span: str, cells: dict, where: dict) -> dict:
    """One figure with the way to its records."""
    value = cells[item.id, span].value
    return {
        "label": str(item),
        "words": item.words,
        "value": value,
        "unit": "share" if item.is_share else "",
        "url": rows_url(item.id, span, where),
        "is_bad": item.id == LATE and bool(value),
    }


def compared(item, cells: dict, where: dict) -> dict:
    """A figure of quarter and year, each beside the same days of the year before."""
    pairs = []
    for span in (QUARTER, YEAR):
        now, before = (shown(item, key, cells, where) for key in (span, span + BEFORE))
        pairs.append((now, before, Compared(now["value"], before["value"])))
    return {
        "label": str(item),
        "words": item.words,
        "unit": "share" if item.is_share else "",
        "pairs": pairs,
    }


def lines(found: dict, by: str, where: dict) -> list[dict]:
    """A line of figures for every district, or for every institution of one."""
    keys = [key for key in found if key is not None]
    made = []
    for row, name in named(by, keys):
        own = {**where, by: row.code if by == "district" else row.number}
        cells = found.get(row.pk) or cells_of({})
        charted = shown(figure(CHARTED[0]), CHARTED[1], cells, own)
        drill = f"?district={row.code}" if by == "district" else ""
        made.append(
            {
                "name": name,
                "url": drill,
                "cells": [shown(figure(key), span, cells, own) for key, span in IN_TABLE],
                "charted": charted,
            }
        )
    if by == "institution":
        made.sort(key=lambda line: -line["charted"]["value"])
    return made[:MOST_PLACES]


def named(by: str, keys: list[int]):
    """(row, name): every district of today by code; of institutions those with a record."""
    rows = District.objects.active() | District.objects.filter(pk__in=keys)
    if by == "institution":
        rows = Organization.objects.filter(pk__in=keys)
    return [(row, str(row)) for row in rows]


def bars(places: list[dict]) -> list[dict]:
    """The charted figure of every place, as components/bars.html draws it; none where all are 0."""
    values = [line["charted"]["value"] for line in places]
    if not any(values):
        return []
    return [
        {
            "label": line["name"],
            "text": f"{value:,.0f}",
            "label_url": line["url"],
            "url": line["charted"]["url"],
            "share": share,
        }
        for line, value, share in zip(places, values, bar_shares(values), strict=True)
    ]


TITLE = _("How we stand")
