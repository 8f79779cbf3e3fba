"""Two records side by side: what each says, masked, what would move, and what keeps them apart.

Everything is asked of listed functions, which look across districts: one of the two may live
elsewhere, and then there has to be a reason to look (migration 0004, `may_compare`).
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection
from django.utils import timezone
from psycopg2.sql import SQL, Identifier

from core.identifiers import mask_identity, mask_name, mask_phone
from core.privacy import decrypt
from trainees import merging

PAIRS = "SELECT one, other, reasons FROM alike_people(%s)"
PEOPLE = "SELECT * FROM compared_people(%s::bigint[], %s::bigint[], %s)"
RECORDS = "SELECT table_name, of_one, of_other FROM records_of_two(%s, %s, %s)"
CONFLICTS = SQL("SELECT code, detail FROM {}(%s, %s, %s)")
SAME = ("name", "birth_on", "sex", "phone")


@dataclass(frozen=True)
class Person:
    """What a record says about its person; `is_used`: somebody has opened its account."""

    id: int
    user_id: int
    name: str
    document_type: str
    number: str
    birth_on: date
    sex: str
    phone: str
    district_id: int
    registered_at: datetime
    is_used: bool

    @property
    def masked_name(self) -> str:
        return mask_name(self.name)

    def facts(self) -> dict:
        """What may be shown and kept, as JSON."""
        return {
            "name": self.masked_name,
            "document_type": self.document_type,
            "number": mask_identity(self.number),
            "birth_on": f"{self.birth_on.year}",
            "sex": self.sex,
            "phone": mask_phone(self.phone) if self.phone else "",
            "district": self.district_id,
            "registered_at": f"{timezone.localtime(self.registered_at):%Y-%m-%d}",
            "is_used": self.is_used,
        }


@dataclass(frozen=True)
class Pair:
    """Two records that may be one person's; `reasons` are `name` and `phone`."""

    one: Person
    other: Person
    reasons: tuple[str, ...] = ()

    def facts(self) -> dict:
        """Both, the one that stays first, and what they say alike."""
        same = [key for key in SAME if getattr(self.one, key) == getattr(self.other, key) != ""]
        return {"kept": self.one.facts(), "merged": self.other.facts(), "same": same}


@dataclass(frozen=True)
class Comparison:
    """A pair with what moves, (table, of the first, of the second), and the conflicts in words."""

    pair: Pair
    records: list[tuple] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)

    @property
    def moving(self) -> int:
        """How many records would move."""
        return sum(of_other for _table, _of_one, of_other in self.records)


def alike(person: int | None = None) -> list[Pair]:
    """Records that look like one person's, of one record or of all the actor may see.

    In two statements, however many there are.
    """
    with connection.cursor() as cursor:
        cursor.execute(PAIRS, [person])
        rows = cursor.fetchall()
    found = people([row[0] for row in rows], [row[1] for row in rows])
    return [
        Pair(found[one], found[other], tuple(reasons))
        for one, other, reasons in rows
        if one in found and other in found
    ]


def people(ones: list[int], others: list[int], numbers: str = "") -> dict[int, Person]:
    """The people of these pairs by id, as far as the actor may compare them."""
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, [ones, others, numbers])
        rows = cursor.fetchall()
    return {
        row[0]: Person(*row[:4], decrypt(row[4]), *row[5:7], opened(row[7]), *row[8:])
        for row in rows
    }


def opened(sealed: str) -> str:
    return decrypt(sealed) if sealed else ""


def pair_of(kept: int, merged: int, numbers: str = "") -> Pair | None:
    """Two records, if the actor may compare them; `numbers`: hashes of a number that was typed."""
    found = people([kept], [merged], numbers)
    return Pair(found[kept], found[merged]) if {kept, merged} <= found.keys() else None


def compared(pair: Pair, numbers: str = "") -> Comparison:
    """What would move, and what keeps them apart."""
    ids = [pair.one.id, pair.other.id, numbers]
    with connection.cursor() as cursor:
        cursor.execute(RECORDS, ids)
        rows = cursor.fetchall()
    return Comparison(pair, rows, conflicts_of(*ids))


def conflicts_of(kept: int, merged: int, numbers: str = "") -> list[str]:
    """What cannot be one person's, in words."""
    found = []
    with connection.cursor() as cursor:
        for function in merging.functions():
            cursor.execute(CONFLICTS.format(Identifier(function)), [kept, merged, numbers])
            found += [merging.told(function, code, detail) for code, detail in cursor.fetchall()]
    return found
