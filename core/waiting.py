"""What waits for an officer: how much, due by when, and how much of it is late.

An admin says in `waiting_by` what its waiting records are grouped by (a column or an expression),
and in `due` the last day in time for one such value; a list with a second queue has `Work` for it.
All numbers of a page come from one query.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.contrib.admin import SimpleListFilter
from django.db.models import Count, F, Q, TextField, Value
from django.db.models.functions import Cast
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core import clock
from core.assignments import held_by
from core.calendar import CalendarMissing

LATE, MINE, FREE = "late", "mine", "free"
NEXT = timedelta(days=7)


@dataclass(frozen=True)
class Work:
    """A further queue in a list, for whom `waiting(actor)` gives rows; `?<asked_as>=1` asks it.

    Its rows are due on the day in the column `waiting_by`. They belong to whom they name, so they
    are not handed out.
    """

    asked_as: str
    waiting_label: str
    waiting: Callable
    waiting_by: F
    is_handed_out = False

    def due(self, value):
        return value


class Group(NamedTuple):
    """So many rows of a queue wait by one value of `waiting_by`, until one day, if any.

    The actor looks after `held` of them.
    """

    value: object
    day: date | None
    number: int
    held: int = 0


class WaitingFilter(SimpleListFilter):
    """Only what waits for the actor; `late` what is overdue, a day what is due on it."""

    def __init__(self, request, params, model, model_admin, *, work):
        self.work, self.parameter_name = work, work.asked_as
        self.title = _("waiting for me") if work is model_admin else work.waiting_label
        super().__init__(request, params, model, model_admin)

    def lookups(self, request, model_admin):
        late = [(LATE, _("late"))] if self.work.waiting_by is not None else []
        held = [(MINE, _("in my hands")), (FREE, _("in nobody's hands"))]
        return [("1", _("to be done")), *late, *(held if self.work.is_handed_out else ())]

    def queryset(self, request, queryset):
        actor, asked = request.actor, self.value()
        waiting = self.work.waiting(actor) if asked else None
        if waiting is None:
            return queryset
        if asked in (MINE, FREE):
            chosen = held_by(waiting, actor, actor.user_id if asked == MINE else None)
        else:
            chosen = narrowed(self.work, waiting, asked)
        return queryset.filter(pk__in=chosen.values("pk"))


def queues_of(model_admin, actor) -> list[tuple]:
    """The queues of a list that the actor's role has, and their rows: its own, then further."""
    own = [model_admin] if getattr(model_admin, "waiting", None) else []
    found = [(work, work.waiting(actor)) for work in (*own, *getattr(model_admin, "works", ()))]
    return [(work, rows) for work, rows in found if rows is not None]


def narrowed(model_admin, waiting, asked: str):
    """The waiting rows an address asks for: all, `late`, or those due on a day."""
    if asked == LATE:
        return due_when(model_admin, waiting, lambda day: day < clock.today())
    try:
        wanted = date.fromisoformat(asked)
    except ValueError:
        return waiting
    return due_when(model_admin, waiting, lambda day: day == wanted)


def due_when(model_admin, waiting, is_wanted):
    """The waiting rows whose day is wanted."""
    values = [g.value for g in grouped(model_admin, waiting) if g.day and is_wanted(g.day)]
    return waiting.alias(waits_by=model_admin.waiting_by).filter(waits_by__in=values)


def grouped(work, waiting) -> list[Group]:
    """What waits in one queue, whoever looks after it."""
    (groups,) = counted([(work, waiting, ())])
    return groups


def counted(queues: list[tuple]) -> list[list[Group]]:
    """The groups of each queue, given as (work, rows, keys of the rows the actor looks after).

    One query counts them all, so a page with many queues asks no more than one with a single one.
    """
    parts, found = [], [[] for _queue in queues]
    for n, (work, rows, held) in enumerate(queues):
        told = rows.order_by().annotate(nth=Value(n), told=Cast(by(work), TextField()))
        held_there = Count("pk", filter=Q(pk__in=held)) if held else Value(0)
        parts.append(told.values_list("nth", "told").annotate(Count("pk"), held=held_there))
    if not parts:
        return found
    first, *others = parts
    kinds = [kind_of(work, rows) for work, rows, _held in queues]
    for n, told, number, held in first.union(*others, all=True) if others else first:
        value = kinds[n].to_python(told)
        found[n].append(Group(value, last_day(queues[n][0], value), number, held))
    return found


def by(work):
    """What the rows of a queue are grouped by."""
    return Value(None, TextField()) if work.waiting_by is None else work.waiting_by


def kind_of(work, rows):
    """The kind of field that `waiting_by` is, which reads what the database tells as text."""
    return rows.annotate(by=by(work)).query.annotations["by"].output_field


def last_day(model_admin, value) -> date | None:
    """None where no day is set, or the year has no table of working days."""
    try:
        return model_admin.due(value) if value is not None else None
    except CalendarMissing:
        return None


def queue(work, groups: list[Group], url: str) -> dict:
    """What waits of one kind of the bureau's records, whose list is at `url`; see `queue_of`."""
    asked_as = work.asked_as
    return queue_of(groups, label_of(work), f"{url}?{asked_as}=1", asked_as)


def label_of(model_admin) -> str:
    """What a queue is called."""
    own = model_admin.waiting_label
    return own or capfirst(model_admin.model._meta.verbose_name_plural)


def queue_of(groups: list[Group], label, url: str, asked_as: str = "waiting") -> dict:
    """Label, count, oldest day, how many are late or mine, the days to come, each with its list.

    `url` is the list of all that waits; with another value of `asked_as` it is that of a part.
    """
    counts: dict[date, int] = {}
    for group in groups:
        if group.day:
            counts[group.day] = counts.get(group.day, 0) + group.number
    today = clock.today()
    return {
        "label": label,
        "count": sum(group.number for group in groups),
        "url": url,
        "oldest": min(counts, default=None),
        "late": sum(number for day, number in counts.items() if day < today),
        "late_url": part_of(url, LATE, asked_as),
        "mine": sum(group.held for group in groups),
        "mine_url": part_of(url, MINE, asked_as),
        "days": [
            {"day": day, "count": counts[day], "url": part_of(url, day.isoformat(), asked_as)}
            for day in sorted(counts)
            if today <= day <= today + NEXT
        ],
    }


def part_of(url: str, asked: str, asked_as: str) -> str:
    """The list of a part of what waits."""
    whole = url.removesuffix(f"?{asked_as}=1")
    return f"{whole}{'&' if '?' in whole else '?'}{asked_as}={asked}"


def urgency(one: dict) -> tuple:
    """Late kinds first, then by the oldest day; what has no day comes last."""
    return not one["late"], one["oldest"] or date.max


def coming(queues: list[dict]) -> list[dict]:
    """What falls due in the next days, of all kinds, the earliest first."""
    found = [{"label": one["label"], **day} for one in queues for day in one["days"]]
    return sorted(found, key=lambda item: item["day"])
