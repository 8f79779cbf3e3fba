"""Reference lists are loaded as a whole, each with its day, its source and a hash of its rows."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.db import connection, transaction
from psycopg2 import sql

from core import audit, clock
from core.access import Actor
from core.numbers import next_serial
from core.refusals import Refused
from core.staging import staged
from trainees.list_kinds import Shape
from trainees.list_sheets import FORMS, Form
from trainees.models import ReferenceList
from trainees.services.groups import ring_for_lists

HEAD = {"kind": "text", "as_of": "date", "source": "text"}
COUNT = sql.SQL(
    "SELECT kind, as_of, source, count(*) FROM {rows} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
)
REPEATED = sql.SQL("""
SELECT EXISTS (SELECT FROM {rows} GROUP BY kind, as_of, source, {same} HAVING count(*) > 1)
""")
# Plain SQL, because whoever may add an entry may read none, not even the key of a new one.
ENTER = sql.SQL("""
INSERT INTO {table} (reference_list_id, {columns}) SELECT %s, {columns} FROM {rows}
WHERE kind = %s AND as_of = %s AND source = %s
""")


class Head(NamedTuple):
    """Which list a row is of."""

    kind: str
    as_of: str
    source: str


class Digests:
    """Hashes the rows of every list while they pass."""

    def __init__(self):
        self.running = defaultdict(hashlib.sha256)

    def watched(self, rows: Iterable[tuple]) -> Iterator[tuple]:
        for row in rows:
            line = "\x1f".join("" if value is None else value for value in row[len(HEAD) :])
            self.running[Head(*row[: len(HEAD)])].update(f"{line}\n".encode())
            yield row

    def of(self, head: Head) -> str:
        return self.running[head].hexdigest()


def load_lists(shape: Shape, rows: Iterable[tuple], *, actor: Actor, adapter: str = "") -> int:
    """One list for each kind, day and source among the rows; returns how many rows were stored.

    `rows` are those of `list_sheets.kept`; they are staged as they come and never held as a whole.
    `adapter` names the address that gave them. Raises Refused: row_duplicate.
    """
    form, digests = FORMS[shape], Digests()
    with (
        transaction.atomic(),
        staged({**HEAD, **form.types}, digests.watched(rows)) as table,
        connection.cursor() as cursor,
    ):
        refuse_repeated(cursor, form, table)
        cursor.execute(COUNT.format(rows=table))
        found = cursor.fetchall()
        for kind, as_of, source, count in found:
            head = Head(kind, f"{as_of}", source)
            made = listed(head, count, digests.of(head), actor, adapter)
            cursor.execute(entered(form, table), [made.pk, *head])
    transaction.on_commit(ring_for_lists)
    return sum(count for *_head, count in found)


def listed(head: Head, count: int, digest: str, actor, adapter) -> ReferenceList:
    """The list itself, before its entries."""
    series = f"L{clock.today().year}"
    row = ReferenceList.objects.create(
        number=f"{series}-{next_serial(series):06d}", kind=head.kind, as_of=head.as_of,
        source=head.source, people=count, digest=digest, loaded_at=clock.now(), adapter=adapter,
        loaded_by_id=None if adapter else actor.user_id,
    )  # fmt: skip
    audit.record(actor, "load_list", row)
    return row


def refuse_repeated(cursor, form: Form, table) -> None:
    """A row that comes twice shows that pages of an answer overlap: others may be missing."""
    same = sql.SQL(", ").join(map(sql.Identifier, form.told_apart_by))
    cursor.execute(REPEATED.format(rows=table, same=same))
    if cursor.fetchone()[0]:
        raise Refused("list_row_repeated")


def entered(form: Form, table):
    columns = sql.SQL(", ").join(map(sql.Identifier, form.types))
    return ENTER.format(table=sql.Identifier(form.table), columns=columns, rows=table)
