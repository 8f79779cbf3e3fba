"""A snapshot as the page draws it: totals, a table for each dimension, a picture."""

import json

from django.utils.translation import gettext_lazy as _

from supervision.indicators.declaration import indicator
from supervision.views.access import rows_url

BY_TYPE = ("I02", "I06", "I08", "I09", "I10")
BY_PLACE = ("I01", "I02", "I06", "I07", "I08", "I09", "I10", "I12")
PICTURED = ("I06", "I08")


def tables(found) -> dict:
    """The context of the template; every figure comes with the address of its rows."""
    return {
        "totals": cells(found, found.totals, found.indicators),
        "pending": found.pending,
        "chart": chart(found),
        "parts": [
            table(_("By district"), found, found.districts, BY_PLACE),
            table(_("By training type"), found, found.training_types, BY_TYPE),
            table(_("By institution"), found, found.institutions, BY_PLACE),
        ],
    }


def table(title, found, lines, keys) -> dict:
    """One table of the chosen indicators, as far as the report has them."""
    chosen = [item for item in found.indicators if item.id in keys]
    rows = [{"name": line.name, "cells": cells(found, line, chosen)} for line in lines]
    return {"title": title, "indicators": chosen, "lines": rows}


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
    """The option of the picture: trainee-times and completions by district."""
    names = [line.name for line in found.districts]
    option = {
        "tooltip": {"trigger": "axis"},
        "legend": {"top": 0},
        "grid": {"left": 48, "right": 16, "top": 40, "bottom": 64},
        "xAxis": {"type": "category", "data": names, "axisLabel": {"rotate": 35}},
        "yAxis": {"type": "value"},
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
