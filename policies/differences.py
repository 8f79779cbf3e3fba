"""A rule set beside what is in force: old and new figure of every row, its day and its clause."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from core import clock
from policies.models import DatedRow, RuleSet
from policies.models.dated import figure_of
from policies.rows import kind, kinds

ONE = timedelta(days=1)


@dataclass(frozen=True)
class Difference:
    """One row of a set: what it is called, the figure before and after, from when, by what."""

    name: str
    old: str
    new: str
    valid_from: date
    valid_to: date | None
    clause: str
    clause_url: str
    way: str

    @property
    def is_correction(self) -> bool:
        return self.way == "corrected"

    @property
    def way_label(self) -> str:
        return str(WAYS[self.way])

    @property
    def tone(self) -> str:
        return TONES[self.way]


WAYS = {
    "new": _("new"),
    "raised": _("raised"),
    "lowered": _("lowered"),
    "changed": _("changed"),
    "same": _("unchanged"),
    "corrected": _("corrected"),
}
TONES = {"new": "active", "corrected": "warn", "same": "neutral"} | dict.fromkeys(
    ("raised", "lowered", "changed"), "active"
)


def beside_the_rules(rule_set: RuleSet) -> list[Difference]:
    """Every row of a set, a published one against what it changed, another against today's."""
    if rule_set.is_public:
        return published_differences(rule_set)
    return differences(rule_set, clock.today())


def differences(rule_set: RuleSet, known_on: date) -> list[Difference]:
    """Every row of a draft against what is known on a day. One query for each kind of row."""
    changes = list(rule_set.changes.filter(is_dropped=False).select_related("clause__document"))
    rows = published_rows(changes, known_on)
    return [
        difference(
            change,
            row_on(rows.get((change.kind, change.code), ()), change.valid_from),
            number=change.figure,
            unit=unit_label(change),
            clause=change.clause,
        )
        for change in changes
    ]


def published_differences(rule_set: RuleSet) -> list[Difference]:
    """Every row of a published set against what was known the day before it."""
    made = [
        row
        for one in kinds().values()
        for row in one.model.objects.filter(rule_set=rule_set)
        .select_related("cited_clause__document")
        .order_by("code", "valid_from")
    ]
    rows = published_rows(made, rule_set.known_from - ONE)
    return [
        difference(
            row,
            row_on(rows.get((row.KIND, row.code), ()), row.valid_from),
            number=row.amount,
            unit=row.get_unit_display(),
            clause=row.cited_clause,
        )
        for row in made
    ]


def kind_of(row) -> str:
    return getattr(row, "KIND", "") or row.kind


def published_rows(changes, known_on: date) -> dict:
    """(kind, code) → rows as known on a day, the latest known first."""
    found: dict = {}
    for name in {kind_of(row) for row in changes} & set(kinds()):
        codes = {row.code for row in changes if kind_of(row) == name}
        known = kind(name).model.objects.known(known_on).filter(code__in=codes)
        for row in known.order_by("-known_from", "-valid_from", "-pk"):
            found.setdefault((name, row.code), []).append(row)
    return found


def row_on(rows, day: date) -> DatedRow | None:
    """The row in force on a day, of rows with the latest known first."""
    for row in rows:
        if row.valid_from <= day and (row.valid_to is None or day <= row.valid_to):
            return row
    return None


def difference(row, old: DatedRow | None, *, number: Decimal, unit: str, clause) -> Difference:
    return Difference(
        name=name_of(row, old),
        old=old.figure if old else "",
        new=figure_of(number, row.unit, unit),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        clause=clause.name,
        clause_url=clause.get_absolute_url(),
        way=way(row, old, number),
    )


def name_of(row, old) -> str:
    if old:
        return old.name
    return str(kind(kind_of(row)).codes().get(row.code, row.code))


def unit_label(change) -> str:
    one = kinds().get(change.kind)
    units = one.units(change.code) if one and change.code in one.codes() else {}
    return str(units.get(change.unit, change.unit))


def way(row, old, number) -> str:
    """How the row stands to the one in force on its first day."""
    if old is None:
        return "new"
    if old.unit == row.unit and old.amount == number:
        return "same"
    if old.valid_from == row.valid_from:
        return "corrected"
    if old.unit != row.unit:
        return "changed"
    return "raised" if number > old.amount else "lowered"
