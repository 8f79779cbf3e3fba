"""Counting: all figures of all spans by one statement, the records of one by another."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from core.enums import CASE_READERS, UNIT_ADMINS, Role
from core.language import is_chinese
from supervision.enums import Part
from supervision.indicators import Indicator
from supervision.queries import NO_SHARE, NOTHING, Cell
from supervision.standing.figures import FIGURES, Span, spans, spans_of

READERS = CASE_READERS | UNIT_ADMINS | {Role.DISTRICT_REVIEWER}
OWN = {
    "district": "c.district_id",
    "organization": "c.organization_id",
    "training_type": "p.training_type",
}
BY = {"district": OWN["district"], "institution": OWN["organization"]}
ONE = """
SELECT '{figure}', '{span}', '{part}', {by} AS place, sum({amount})
FROM {tables} WHERE ({where}) AND {scope} GROUP BY place
"""
ROWS = """
SELECT {object_id}, {label}, {on}, {amount}, d.id, u.id, d.zh, d.en, u.name
FROM {tables} JOIN organizations_district d ON d.id = c.district_id
    JOIN organizations_organization u ON u.id = c.organization_id
WHERE ({where}) AND {scope} ORDER BY 3 DESC, 1 LIMIT %(count)s OFFSET %(start)s
"""
SIZE = "SELECT count(*), coalesce(sum({amount}), 0) FROM {tables} WHERE ({where}) AND {scope}"
PIECES = ("kind", "object_id", "label", "on", "amount", "tables", "where")


@dataclass(frozen=True)
class Place:
    """Whose figures: all, or one district's or institution's; of a training type where one is."""

    district: int | None = None
    institution: int | None = None
    training_type: str = ""

    @property
    def scope(self) -> str:
        wanted = [f"{OWN[name]} = %({name})s" for name, key in self.values.items() if key]
        return " AND ".join(wanted) or "true"

    @property
    def values(self) -> dict:
        return {
            "district": self.district,
            "organization": self.institution,
            "training_type": self.training_type,
        }


def place_of(actor, district=None, institution=None) -> Place:
    """The place asked for, within what the actor looks after."""
    if actor.is_unit:
        return Place(institution=actor.organization_id)
    own = actor.district_id if actor.role == Role.DISTRICT_REVIEWER else district
    return Place(own, institution)


def standing(place: Place, by: str) -> dict:
    """{place or None for the whole: {(figure, span): Cell}}, by districts or institutions.

    Every figure adds up, so the whole is the sum of the places.
    """
    sums = defaultdict(lambda: defaultdict(Decimal))
    for key, span, part, where, amount in counted(place, by):
        for one in (where, None):
            sums[one][key, span, part] += amount
    return {where: cells_of(found) for where, found in sums.items()} or {None: cells_of({})}


def cells_of(found) -> dict:
    """The cell of every figure and span."""
    return {
        (item.id, span.key): cell(item, span.key, found)
        for item in FIGURES.values()
        for span in spans_of(item)
    }


def cell(item: Indicator, span: str, found) -> Cell:
    upper = found.get((item.id, span, Part.NUMERATOR.value), Decimal(0))
    if not item.is_share:
        return Cell(upper, upper) if upper else NOTHING
    lower = found.get((item.id, span, Part.DENOMINATOR.value), Decimal(0))
    return Cell(upper / lower, upper, lower) if lower else NO_SHARE


def counted(place: Place, by: str) -> list[tuple]:
    """(figure, span, part, place, sum) of everything there is a record of."""
    selects, values = [], dict(place.values)
    for item in FIGURES.values():
        for span in spans_of(item):
            own = {name: f"{name}_{span.key.replace('-', '_')}" for name in span.values}
            values |= {own[name]: value for name, value in span.values.items()}
            for part, source in sources(item):
                pieces = {name: getattr(source, name) for name in PIECES}
                pieces["where"] = renamed(pieces["where"], own)
                selects.append(
                    ONE.format(
                        figure=item.id, span=span.key, part=part, by=BY[by], scope=place.scope,
                        **pieces,
                    )
                )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(selects), values)
        return cursor.fetchall()


def sources(item: Indicator) -> list[tuple]:
    """The parts of a figure with the records each counts."""
    both = zip(Part, (item.numerator, item.denominator), strict=True)
    return [(part.value, source) for part, source in both if source]


def renamed(text: str, names: dict) -> str:
    """SQL with the parameters of one span among those of several."""
    for name, own in names.items():
        text = text.replace(f"%({name})s", f"%({own})s")
    return text


@dataclass(frozen=True)
class Record:
    """One record a figure counts."""

    object_id: int
    label: str
    on: date
    amount: Decimal
    district_id: int
    organization_id: int
    district_zh: str
    district_en: str
    institution: str

    @property
    def district(self) -> str:
        return self.district_zh if is_chinese() else self.district_en


class Records:
    """The records of one part of a figure over a span: sliced by a page, counted by `size`."""

    def __init__(self, source, span: Span, place: Place):
        self.source, self.place = source, place
        self.values = {**span.values, **place.values}

    def __getitem__(self, piece: slice) -> list[Record]:
        limits = {"start": piece.start or 0, "count": piece.stop - (piece.start or 0)}
        return [Record(*row) for row in self.ask(ROWS, **limits)]

    def size(self) -> tuple[int, int]:
        """How many records there are, and what they add up to: the figure."""
        ((rows, total),) = self.ask(SIZE)
        return rows, int(total)

    def ask(self, sql: str, **more) -> list[tuple]:
        pieces = {name: getattr(self.source, name) for name in PIECES}
        with connection.cursor() as cursor:
            cursor.execute(sql.format(scope=self.place.scope, **pieces), {**self.values, **more})
            return cursor.fetchall()


def records(item: Indicator, part: str, span_key: str, place: Place) -> Records:
    """The records of a figure. Raises KeyError for a part or span it does not have."""
    allowed = {span.key for span in spans_of(item)}
    if span_key not in allowed:
        raise KeyError(span_key)
    return Records(dict(sources(item))[part], spans()[span_key], place)
