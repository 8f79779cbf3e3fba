"""What is wrong with a rule set: every fault with its row, as codes; words come when it is read."""

import itertools
from collections import defaultdict
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.punctuation import with_colon
from policies.models import RuleSet
from policies.rows import kind, kinds

FOREVER = date.max
ONE = timedelta(days=1)
FAULTS = {
    "empty": gettext_lazy("The set has no row."),
    "unknown_code": gettext_lazy("There is no such value or time limit."),
    "wrong_unit": gettext_lazy("This unit does not belong to it."),
    "wrong_figure": gettext_lazy("The figure is not possible."),
    "wrong_dates": gettext_lazy("It ends before it begins."),
    "wrong_clause": gettext_lazy("The clause is not of the document of this set."),
    "overlap": gettext_lazy("Two rows of the set speak of the same days."),
    "unreachable": gettext_lazy("It would hide a later row that is published."),
    "gap": gettext_lazy("Days would be left without a figure."),
    "same_day": gettext_lazy("A row of these days was published today already; publish tomorrow."),
}


@dataclass(frozen=True)
class Fault:
    """One fault: its code, the row it is about (0 for the whole set), and what else it concerns."""

    code: str
    change: int = 0
    row: str = ""
    detail: str = ""

    @property
    def message(self) -> str:
        words = f"{FAULTS[self.code]} {self.detail}".strip()
        return with_colon(self.row, words) if self.row else words

    clause = remedy = ""


def faults_of(rule_set: RuleSet, today: date) -> list[Fault]:
    """All faults of a set, in the order of its rows. Two queries for each kind of row."""
    changes = list(rule_set.changes.filter(is_dropped=False).select_related("clause__document"))
    if not changes:
        return [Fault("empty")]
    faults = [fault for change in changes for fault in own_faults(change, rule_set)]
    groups = defaultdict(list)
    for change in changes:
        if change.kind in kinds() and change.code in kind(change.kind).codes():
            groups[change.kind, change.code].append(change)
    published = rows_by_code(groups, today)
    for key, rows in groups.items():
        faults += together(rows, published[key], today)
    return faults


def rows_by_code(groups, today) -> dict:
    """The published rows of every code that is changed, as known today."""
    found = defaultdict(list)
    for name in {name for name, _code in groups}:
        codes = [code for kind_name, code in groups if kind_name == name]
        for row in kind(name).model.objects.known(today).filter(code__in=codes):
            found[name, row.code].append(row)
    return found


def own_faults(change, rule_set):
    """What is wrong with a row by itself."""
    if change.kind not in kinds() or change.code not in kind(change.kind).codes():
        yield fault("unknown_code", change)
        return
    if change.unit not in kind(change.kind).units(change.code):
        yield fault("wrong_unit", change)
    elif words := kind(change.kind).fault(change):
        yield fault("wrong_figure", change, str(words))
    if change.valid_to and change.valid_to < change.valid_from:
        yield fault("wrong_dates", change)
    if change.clause.document_id != rule_set.document_id:
        yield fault("wrong_clause", change, change.clause.name)


def together(changes, published, today):
    """What is wrong between the rows of one code, and with what is published."""
    ordered = sorted(changes, key=lambda row: row.valid_from)
    for first, second in itertools.pairwise(ordered):
        if last_day(first) >= second.valid_from:
            yield fault("overlap", second, f"{first.valid_from} – {first.valid_to or ''}")
    for change in ordered:
        for row in published:
            if change.valid_from < row.valid_from <= last_day(change):
                yield fault("unreachable", change, f"{row.valid_from}")
            if row.known_from == today and overlaps(change, row):
                yield fault("same_day", change, f"{row.valid_from}")
    if gap := first_gap([*ordered, *published]):
        yield fault("gap", ordered[-1], f"{gap}")


def last_day(row) -> date:
    return row.valid_to or FOREVER


def overlaps(one, other) -> bool:
    return one.valid_from <= last_day(other) and other.valid_from <= last_day(one)


def first_gap(rows) -> date | None:
    """The first day that no row speaks of, after the first one that some row does."""
    covered = None
    for row in sorted(rows, key=lambda item: item.valid_from):
        if covered is not None and row.valid_from > covered + ONE:
            return covered + ONE
        covered = max(covered or last_day(row), last_day(row))
        if covered == FOREVER:
            return None
    return covered + ONE


def fault(code, change, detail="") -> Fault:
    name = f"{change.code} {change.valid_from}"
    return Fault(code, change.pk or 0, name, detail)


def report_of(faults: list[Fault], rows: int, at) -> dict:
    """What is kept with a validated set."""
    return {"at": at.isoformat(), "rows": rows, "faults": [asdict(item) for item in faults]}


def said(report: dict) -> str:
    """The kept report in words."""
    return _("%(rows)d rows checked, %(faults)d faults") % {
        "rows": report["rows"],
        "faults": len(report["faults"]),
    }
