"""Reference lists are loaded as a whole, each with its day and its source."""

from itertools import groupby

from django.db import connection, transaction

from core import audit, clock
from core.access import Actor
from core.numbers import next_serial
from core.privacy import keyed_hash
from trainees.models import ReferenceList

ENTER = """
INSERT INTO trainees_referenceentry (reference_list_id, document_type, identity_hash, since, until)
SELECT %s, * FROM unnest(%s::text[], %s::text[], %s::date[], %s::date[])
"""


def load_lists(rows: list[dict], *, actor: Actor) -> int:
    """One list for each kind, day and source among the rows; returns how many rows were stored."""
    with transaction.atomic():
        for about, members in groupby(sorted(rows, key=about_of), key=about_of):
            load_list(about, list(members), actor)
    return len(rows)


def about_of(row) -> tuple:
    return row["kind"], row["as_of"], row["source"]


def load_list(about, members, actor) -> ReferenceList:
    kind, as_of, source = about
    series = f"L{clock.today().year}"
    row = ReferenceList.objects.create(
        number=f"{series}-{next_serial(series):06d}", kind=kind, as_of=as_of, source=source,
        people=len(members), loaded_at=clock.now(), loaded_by_id=actor.user_id,
    )  # fmt: skip
    enter(row, members)
    audit.record(actor, "load_list", row)
    return row


def enter(row: ReferenceList, members: list[dict]) -> None:
    """The people of a list, in one statement; the number itself is not kept.

    Plain SQL, because whoever may add an entry may read none, not even the key of a new one.
    """
    columns = (
        [member["document_type"] for member in members],
        [keyed_hash(member["identity_number"]) for member in members],
        [member.get("since") for member in members],
        [member.get("until") for member in members],
    )
    with connection.cursor() as cursor:
        cursor.execute(ENTER, [row.pk, *columns])
