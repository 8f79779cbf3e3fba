"""Two records of one person: proposed by a district, merged by the city, undone within a time.

What moves is written and noted by listed functions in one transaction, and put back by the notes.
"""

from django.db import IntegrityError, connection, transaction

from core import audit, clock, files
from core.access import Actor, system_actor
from core.admin_urls import record_url
from core.enums import Role
from core.files.types import JPEG, PDF, PNG
from core.identifiers import IdentifierError, check_document
from core.limits import last_moment
from core.messages import RecordApproved, WorkNew
from core.numbers import next_serial
from core.outbox import english, notify, users_in_role
from core.privacy import hashes_of
from core.refusals import Refused, raise_busy, refusing
from core.workflow import made, moving, performs
from organizations.services.sessions import end_all
from trainees import merging
from trainees.comparing import conflicts_of, pair_of
from trainees.enums import MergeState
from trainees.messages import MergeRefused, PersonState, RecordsMerged
from trainees.models import PersonMerge, Trainee
from trainees.permissions import may_propose_merge

files.purpose("merge_proof", types=(PDF, JPEG, PNG), megabytes=20, is_recorded=True)
KIND, UNDO, REPLY = "merge of two records", "tl_merge_undo", "tl_person_correction"
OWN_DATA = "/account/privacy/"
SYSTEM = system_actor("merges")
KNOWN = {"merge_pair_once", "merge_emptied_once"}


@transaction.atomic
def find_other(trainee: Trainee, *, actor: Actor, document_type: str, number: str):
    """(record id or None, hashes of the number) of whoever shows this document; it is recorded.

    Raises Refused: not_allowed, merge_same_record, and what a malformed number is refused for.
    """
    if actor.role != Role.DISTRICT_REVIEWER or trainee.district_id != actor.district_id:
        raise Refused("not_allowed")
    try:
        identity = check_document(document_type, number)
    except IdentifierError as error:
        raise Refused(error.code, error.message) from None
    numbers = ",".join(hashes_of(identity.number))
    other = asked("SELECT person_by_document(%s, %s)", document_type, numbers)
    audit.record(actor, "look_up", trainee, facts={"is_found": other is not None})
    if other:
        audit.record(actor, "look_up", Trainee(pk=other), facts={"is_found": True})
    if other == trainee.pk:
        raise Refused("merge_same_record")
    return other, numbers


def asked(statement: str, *values):
    """The one value a listed function answers."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0]


@transaction.atomic
def propose_merge(
    *, actor: Actor, kept: int, merged: int, reason: str, proof, numbers: str = ""
) -> PersonMerge:
    """Hand two records (ids) to the city, with the document that shows that they are one person's.

    `numbers` are the hashes of the number by which one was found. Raises Refused: not_allowed,
    merge_same_record, merge_known for a pair that was answered, same_reviewer for one's own.
    """
    row = PersonMerge(
        district_id=actor.district_id, kept_id=kept, merged_id=merged, reason=reason,
        proposed_by_id=actor.user_id, proposed_at=clock.now(),
    )  # fmt: skip
    if kept == merged:
        raise Refused("merge_same_record")
    pair = pair_of(kept, merged, numbers) if may_propose_merge(actor, row) else None
    if pair is None or actor.district_id not in {pair.one.district_id, pair.other.district_id}:
        raise Refused("not_allowed")
    check_not_oneself(actor, {pair.one.user_id, pair.other.user_id})
    row.facts, row.number = pair.facts(), numbered()
    row.proof = files.store(actor, proof, purpose="merge_proof")
    save_new(row)
    audit.record(actor, "submit", row)
    tell_city(row)
    return row


def numbered() -> str:
    series = f"RH{clock.today().year}"
    return f"{series}-{next_serial(series):06d}"


def check_not_oneself(actor: Actor, accounts: set) -> None:
    if accounts & actor.persons:
        raise Refused("same_reviewer")


def save_new(row) -> None:
    try:
        with refusing(Refused("merge_known"), *KNOWN):
            row.save()
    except IntegrityError as error:
        raise_busy(error)


def tell_city(row) -> None:
    officers = users_in_role(Role.MUNICIPAL_REVIEWER)
    told = {"kind": KIND, "number": row.number, "due": reply_due(row)}
    notify(WorkNew, officers, about=row, link=record_url(row), **told)


def reply_due(row):
    return last_moment(REPLY, clock.local_day(row.proposed_at))


@performs(PersonMerge, "merge")
def merge(proposal, *, actor: Actor):
    """One record from now on. Raises Refused: same_reviewer (SD33), merge_conflict."""
    today = clock.today()
    decided = {"decided_by_id": actor.user_id, "decided_at": clock.now()}
    with moving(
        proposal, "merge", actor=actor, **decided, undo_until=last_moment(UNDO, today)
    ) as row:
        check_another(row, actor, row.proposed_by_id, "submit")
        refuse_conflicts(row)
        row.records = moved("SELECT merge_people(%s)", row)
        record_moved(row, actor, of=row.kept, was=row.merged)
        end_all(row.merged.user_id)
        told = {"number": row.number, "due": row.undo_until}
        notify(RecordsMerged, [row.kept.user_id], about=row, link=OWN_DATA, **told)
        link = record_url(row)
        notify(
            RecordApproved, [row.proposed_by_id], about=row, link=link, kind=KIND, number=row.number
        )
    return row


def check_another(row, actor: Actor, first, verb) -> None:
    """Whoever acts has not acted before, and is not the person. Raises Refused: same_reviewer."""
    check_not_oneself(actor, {first, row.kept.user_id, row.merged.user_id})
    check_not_oneself(actor, set(audit.persons(row, verb)))


def refuse_conflicts(row) -> None:
    """Raises Refused with everything that cannot be one person's."""
    found = conflicts_of(row.kept_id, row.merged_id)
    if found:
        first, *others = (Refused("merge_conflict", words) for words in found)
        raise Refused("merge_conflict", first.detail, errors=others)


def moved(statement: str, row):
    """Run one of the two functions. Raises Refused: merge_conflict where the database objects."""
    try:
        with transaction.atomic():
            return asked(statement, row.pk)
    except IntegrityError:
        raise Refused("merge_conflict") from None


def record_moved(row, actor: Actor, *, of: Trainee, was: Trainee) -> None:
    """In the history of every record that moved, and of the emptied one."""
    keys = {}
    for table, key in row.moved.values_list("table_name", "row_key"):
        keys.setdefault(table, []).append(key)
    for table, model in merging.kinds().items():
        found = list(model.objects.filter(pk__in=keys.get(table, ()), trainee_user_id=of.user_id))
        audit.record_all(actor, "follow_person", [(one, before(one, was)) for one in found])


def before(record, was: Trainee) -> dict:
    """The columns of a record that moved, as they were when it was the other one's."""
    old = {"trainee_user_id": was.user_id, "trainee_id": was.pk}
    columns = audit.columns(record)
    return {**columns, **{name: value for name, value in old.items() if name in columns}}


@performs(PersonMerge, "refuse")
def refuse(proposal, *, actor: Actor, reason: str):
    """They are two people. Raises Refused: same_reviewer (SD33)."""
    decided = {"decided_by_id": actor.user_id, "decided_at": clock.now()}
    with moving(proposal, "refuse", actor=actor, reason=reason, **decided) as row:
        check_another(row, actor, row.proposed_by_id, "submit")
        told = {"number": row.number, "reason": reason}
        notify(MergeRefused, [row.proposed_by_id], about=row, link=record_url(row), **told)
    return row


@performs(PersonMerge, "undo")
def undo(made_one, *, actor: Actor, reason: str):
    """Two records again. Raises Refused: same_reviewer (SD34), merge_undo_over."""
    undone = {"undone_by_id": actor.user_id, "undone_at": clock.now()}
    with moving(made_one, "undo", actor=actor, reason=reason, **undone) as row:
        check_another(row, actor, row.decided_by_id, "merge")
        if row.undo_until < clock.today():
            raise Refused("merge_undo_over", f"{row.undo_until:%Y-%m-%d}")
        moved("SELECT unmerge_people(%s)", row)
        record_moved(row, actor, of=row.merged, was=row.kept)
        told = {"number": row.number, "state": english(MergeState.UNDONE)}
        people = [row.kept.user_id, row.merged.user_id]
        notify(PersonState, people, about=row, link=OWN_DATA, **told)
    return row


def advance(*, actor: Actor = SYSTEM) -> int:
    """What can be undone no longer is final; returns how many moves were made."""
    over = PersonMerge.objects.filter(state=MergeState.MERGED, undo_until__lt=clock.today())
    return sum(made(row, "settle", actor=actor) for row in over.order_by("undo_until", "pk"))
