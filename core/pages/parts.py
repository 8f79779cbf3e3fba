"""The parts a page is declared with: columns of a list, facts of a record."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _


class Fact(NamedTuple):
    """One line of a definition list."""

    label: str
    value: object


@dataclass(frozen=True)
class Column:
    """One column of a list; `name` is an attribute path such as `programme.level`."""

    name: str
    label: str = ""
    is_link: bool = False
    is_badge: bool = False
    is_numeric: bool = False
    value: Callable | None = None

    @property
    def is_number(self):
        return self.is_numeric

    def cell(self, obj) -> dict:
        """The cell of a row, as components/table_cards.html wants it."""
        tone = getattr(obj, "STATE_TONES", {}).get(getattr(obj, "state", None), "neutral")
        return {
            "label": self.label,
            "value": self.value(obj) if self.value else shown(obj, self.name),
            "is_number": self.is_numeric,
            "badge_tone": tone if self.is_badge else "",
        }


def shown(obj, path: str):
    """The value at an attribute path as people read it: choices by label, times in local time."""
    *parents, last = path.split(".")
    for name in parents:
        obj = getattr(obj, name)
        if obj is None:
            return None
    display = getattr(obj, f"get_{last}_display", None)
    value = display() if display else getattr(obj, last)
    if isinstance(value, models.Model):
        return str(value)
    if hasattr(value, "tzinfo"):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return f"{value:%Y-%m-%d}" if hasattr(value, "toordinal") else value
