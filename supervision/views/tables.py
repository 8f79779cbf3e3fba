"""A snapshot as the page draws it: totals, a table for each dimension, a picture."""

import json

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from supervision.indicators.declaration import indicator
from supervision.views.access import rows_url

BY_TYPE = ("I02", "I06", "I08", "I09", "I10")
BY_PLACE = ("I01", "I02", "I06", "I07", "I08", "I09", "I10", "I12")
SHORT = 20  # lines; a table of more is folded, so that the next one is found
PICTURED = ("I06", "I08")


def tables(found) -> dict:
    """The context of the template; every figure comes with the address of its rows."""
    rows = totals(found)
    return {
        "totals": rows,
        "has_previous": any(row["previous"].before is not None for row in rows),
        "has_year_ago": any(row["year_ago"].before is not None for row in rows),
        "pending": found.pending,
        "chart": chart(found),
        "parts": [
            table(_("By district"), _("District"), found, found.districts, BY_PLACE),
            table(_("By training type"), _("Training type"), found, found.training_types, BY_TYPE),
            table(_("By institution"), _("Institution"), found, found.institutions, BY_PLACE),
            table(_("By occupation"), _("Occupation"), found, found.occupations, BY_TYPE),
        ],
        "targets": found.targets,
        "target_tables": target_tables(found.targets),
        "counted": [
            {"number": number, "url": reverse("report-detail", args=[number.split("-")[0]])}
            for number in (found.targets.counted if found.targets else ())
        ],
        "corrections": found.corrections,
    }


def target_tables(targets) -> list[dict]:
    """For each indicator its lines by training type with their sum, and those of the districts."""
    if targets is None:
        return []
    by_type, by_district, sums = (
        targets.of("training_type"), targets.of("district"), targets.of(),
    )  # fmt: skip
    return [
        {
            "indicator": whole.indicator,
            "lines": [line for line in by_type if line.indicator == whole.indicator],
            "whole": whole,
            "districts": [line for line in by_district if line.indicator == whole.indicator],
        }
        for whole in sums
    ]


def totals(found) -> list[dict]:
    """Every indicator with its figure, beside those of the quarter and of the year before."""
    line = found.totals
    return [
        {
            **item,
            "noun": item["indicator"].noun.after(item["cell"].whole),
            "parts_noun": item["indicator"].noun.after(item["cell"].denominator),
            "previous": line.to_previous(item["indicator"].id),
            "year_ago": line.to_year_ago(item["indicator"].id),
        }
        for item in cells(found, line, found.indicators)
    ]


def table(title, head, found, lines, keys) -> dict:
    """One table of the chosen indicators, as far as the report has them; `head` names its lines."""
    chosen = [item for item in found.indicators if item.id in keys]
    rows = [{"name": line.name, "cells": cells(found, line, chosen)} for line in lines]
    is_long = len(rows) > SHORT
    return {"title": title, "head": head, "indicators": chosen, "lines": rows, "is_long": is_long}


def cells(found, line, indicators) -> list[dict]:
    return [
        {
            "indicator": item,
            "cell": line.cell(item.id),
            "url": rows_url(found.report, item.id, line.dimension),
        }
        for item in indicators
    ]


def chart(found) -> str:
    """The option of the picture: bars of participations and completions, a row for a district."""
    option = {
        "tooltip": {"trigger": "axis"},
        "legend": {"top": 0},
        "grid": {"left": 8, "right": 24, "top": 40, "bottom": 36, "containLabel": True},
        "xAxis": {
            "type": "value",
            "minInterval": 1,
            "name": str(_("Number of participations")),
            "nameLocation": "middle",
            "nameGap": 28,
        },
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": [line.name for line in found.districts],
            "axisLabel": {"interval": 0, "width": 120, "overflow": "break"},
        },
        "series": [
            {
                "name": str(indicator(key)),
                "type": "bar",
                "data": [line.cell(key).whole for line in found.districts],
            }
            for key in PICTURED
        ],
    }
    return json.dumps(option, ensure_ascii=False)
