"""The parts a page is declared with: columns of a list, facts of a record."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

EMPTY = (None, "")


class Fact(NamedTuple):
    """One line of a definition list."""

    label: str
    value: object


def paper_button(url_name: str, key) -> dict:
    """The button that downloads the paper of a record."""
    url = reverse(url_name, args=[key])
    return {"label": _("Download as PDF"), "url": url, "icon": "file-download", "tone": "plain"}


def proof_link(url_name: str, key) -> str:
    """The link that opens the proof of a record."""
    url = reverse(url_name, args=[key])
    return format_html('<a href="{}">{}</a>', url, _("Open the proof"))


def lessons(number: int) -> str:
    """A number of lessons with its unit."""
    return ngettext("%(n)s lesson", "%(n)s lessons", number) % {"n": number}


def people(number: int) -> str:
    """A number of people with its unit."""
    return ngettext("%(n)s person", "%(n)s people", number) % {"n": number}


@dataclass(frozen=True)
class Column:
    """One column of a list; `name` is an attribute path such as `programme.level`.

    `is_nowrap` keeps numbers, codes, dates and names of places on one line.
    """

    name: str
    label: str = ""
    is_link: bool = False
    is_badge: bool = False
    is_numeric: bool = False
    is_nowrap: bool = False
    value: Callable | None = None

    @property
    def is_number(self):
        return self.is_numeric

    def cell(self, obj) -> dict:
        """The cell of a row, as components/table_cards.html wants it."""
        tone = getattr(obj, "STATE_TONES", {}).get(getattr(obj, "state", None), "neutral")
        value = self.value(obj) if self.value else shown(obj, self.name)
        return {
            "label": self.label,
            "value": value,
            "is_empty": value in EMPTY,
            "is_number": self.is_numeric,
            "is_nowrap": self.is_nowrap,
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
        return capfirst(_("yes") if value else _("no"))
    return f"{value:%Y-%m-%d}" if hasattr(value, "toordinal") else value


def period(first: date, last: date | None = None) -> str:
    """Days from first to last as people write them; without a last day: "from 2020-01-01"."""
    begins = f"{first:%Y-%m-%d}"
    return f"{begins} – {last:%Y-%m-%d}" if last else _("from %(day)s") % {"day": begins}


def facts_of(obj, paths) -> list[Fact]:
    """Facts at the attribute paths of a record, labelled by the names of their fields.

    A path that ends at no field comes with its label: ("enrolment.masked_name", _("trainee")).
    """
    return [fact_at(obj, *((path,) if isinstance(path, str) else path)) for path in paths]


def fact_at(obj, path: str, label: str = "") -> Fact:
    """One fact of a record."""
    return Fact(capfirst(label or label_at(type(obj), path)), shown(obj, path))


def label_at(model, path: str) -> str:
    """The name of the field at an attribute path such as `training_class.seats_taken`."""
    first, _dot, rest = path.partition(".")
    field = model._meta.get_field(first)
    return label_at(field.related_model, rest) if rest else str(field.verbose_name)


def bar_shares(values) -> list[float]:
    """How long the bars of components/bars.html are, in percent of the longest."""
    most = max(values, default=0) or 1
    return [round(float(100 * value / most), 1) for value in values]
