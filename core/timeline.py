"""One person's life of learning on one line: each app adds its entries and its figures.

Whoever shows it (the account, a share link, a paper) asks here; nobody keeps a list of the apps.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.access import Actor


class TimelineKind(models.TextChoices):
    """What an entry tells of."""

    TRAINING = "training", pgettext_lazy("timeline", "Training")
    HOURS = "hours", pgettext_lazy("timeline", "Hours")
    RESULT = "result", pgettext_lazy("timeline", "Results")
    CERTIFICATE = "certificate", _("Certificates")
    VOUCHER = "voucher", pgettext_lazy("timeline", "Vouchers")
    GROUP = "group", _("Key groups")
    MONEY = "money", pgettext_lazy("timeline", "Money")


ICONS = {
    "training": "school",
    "hours": "clock",
    "result": "clipboard-check",
    "certificate": "certificate",
    "voucher": "ticket",
    "group": "users",
    "money": "coins",
}


@dataclass(frozen=True)
class Entry:
    """One line: `on` is the day it happened, `title` what, `text` the rest.

    `training_class` is the number of the class it belongs to; `discreet` stands in place of the
    title for everybody but the person; `url` leads to the record in the person's own pages.
    """

    kind: str
    on: date
    title: str
    text: str = ""
    state: str = ""
    tone: str = "neutral"
    url: str = ""
    training_class: str = ""
    discreet: str = ""

    @property
    def label(self) -> str:
        return TimelineKind(self.kind).label

    @property
    def icon(self) -> str:
        return ICONS[self.kind]

    @property
    def title_for_others(self) -> str:
        return self.discreet or self.title


@dataclass(frozen=True)
class Figure:
    """One sum of a timeline, with what it counts; `note` says how."""

    kind: str
    label: str
    value: object
    note: str = ""


_entries: dict[str, list[Callable]] = {}
_figures: list[tuple[str, Callable]] = []


def entries(kind: str):
    """Register `find(actor)`, which gives the acting worker's entries of a kind."""

    def register(find):
        _entries.setdefault(kind, []).append(find)
        return find

    return register


def figure(kind: str):
    """Register `count(actor, training_class)`: a `Figure` of a kind, of one class or of all ("").

    It may give None where there is nothing to count.
    """

    def register(count):
        _figures.append((kind, count))
        return count

    return register


def kinds() -> list[TimelineKind]:
    """The kinds some app tells of, in their order."""
    return [kind for kind in TimelineKind if kind in _entries]


def timeline(actor: Actor, *, only: Collection[str] = (), training_class="") -> list[Entry]:
    """Everything of the acting worker, newest first; `only` some kinds, or one class."""
    found = [row for kind in wanted(only) for find in _entries[kind] for row in find(actor)]
    return sorted(of_class(found, training_class), key=lambda row: row.on, reverse=True)


def wanted(only: Collection[str]) -> list[str]:
    return [kind for kind in kinds() if not only or kind in only]


def of_class(rows: Iterable[Entry], number: str) -> list[Entry]:
    return [row for row in rows if not number or row.training_class == number]


def figures(actor: Actor, *, only: Collection[str] = (), training_class="") -> list[Figure]:
    """The sums of the kinds that are shown."""
    found = (count(actor, training_class) for kind, count in _figures if kind in wanted(only))
    return [row for row in found if row is not None]


def registered() -> list[str]:
    """Everything that adds entries; pinned by a test."""
    return [
        f"{kind} {find.__module__}.{find.__name__}" for kind in kinds() for find in _entries[kind]
    ]
