"""Key groups: handed in by the person with a proof, confirmed by the home district."""

from django.db import IntegrityError, transaction

from core import audit, clock, files, tasks
from core.access import Actor, system_actor
from core.admin_urls import record_url
from core.calendar import add_months
from core.enums import Role
from core.files.types import JPEG, PDF, PNG
from core.limits import check_valid_until
from core.messages import RecordApproved, RecordReturned, WorkNew
from core.numbers import next_serial
from core.outbox import english, notify, users_in_role
from core.refusals import Refused, raise_busy, refusing
from core.workflow import made, moving, performs
from policies.queries import last_moment
from programs.checks import local_day
from trainees.enums import GroupBasis, GroupState
from trainees.list_answers import Answer, answer_of, in_words, own_answer
from trainees.messages import PersonState
from trainees.models import GroupMembership
from trainees.services.people import own_trainee

files.purpose("group_proof", types=(PDF, JPEG, PNG), megabytes=20, is_recorded=True)
KIND, REPLY, COMPLETION = "key group proof", "tl_verification", "tl_completion_of_papers"
SYSTEM = system_actor("timetable")


@transaction.atomic
def hand_in_group(*, actor: Actor, group, proof=None) -> GroupMembership:
    """Hand a group in: a list that counts and has the person on it confirms it, without a paper.

    Else the proof goes to the home district. Raises Refused: not_allowed, group_pending for a
    second one of the same at once, document_missing where neither a list nor a paper proves it,
    and what the file is refused for.
    """
    trainee = own_trainee(actor)
    if trainee is None or actor.role != Role.WORKER:
        raise Refused("not_allowed")
    row = membership_of(trainee, group)
    answer = own_answer(trainee, group.list_kind, clock.today())
    is_proven = answer is not None and answer.proves
    if proof:
        row.proof = store_proof(actor, row, proof)
    elif not is_proven:
        raise Refused("document_missing", in_words(answer) if group.list_kind else "")
    save_new(row)
    audit.record(actor, "submit", row)
    if is_proven:
        transaction.on_commit(ring_for_lists)
    else:
        tell_district(row)
    return row


def membership_of(trainee, group) -> GroupMembership:
    """A new record of the person, handed in now to the home district; not stored yet."""
    series = f"G{clock.today().year}"
    return GroupMembership(
        trainee=trainee, trainee_user_id=trainee.user_id, district_id=trainee.district_id,
        group=group, submitted_at=clock.now(), number=f"{series}-{next_serial(series):06d}",
    )  # fmt: skip


def store_proof(actor, row, proof):
    """The file is the person's; the home district reads it with the record."""
    return files.store(actor, proof, purpose="group_proof", district_id=row.district_id)


def save_new(row) -> None:
    try:
        with refusing(Refused("group_pending"), "group_live_once"):
            row.save()
    except IntegrityError as error:
        raise_busy(error)


def reply_due(row):
    return last_moment(REPLY, local_day(row.submitted_at))


def tell_district(row) -> None:
    officers = users_in_role(Role.DISTRICT_REVIEWER, row.district_id)
    told = {"kind": KIND, "number": row.number, "due": reply_due(row)}
    notify(WorkNew, officers, about=row, link=record_url(row), **told)


def tell_person(message, row, **context) -> None:
    """The person, without the name of the group: it may be sensitive."""
    link = row.get_absolute_url()
    notify(message, [row.trainee_user_id], about=row, link=link, number=row.number, **context)


@performs(GroupMembership, "resubmit")
def resubmit_group(membership, *, actor: Actor, proof=None):
    """Hand it in again, with another proof where there is one.

    Raises Refused: document_missing where there never was a paper.
    """
    with moving(membership, "resubmit", actor=actor) as row:
        if proof:
            row.proof = store_proof(actor, row, proof)
        elif row.proof_id is None:
            raise Refused("document_missing")
        row.submitted_at, row.replied_at, row.reviewed_by = clock.now(), None, None
        tell_district(row)
    return row


def answer(row, actor: Actor) -> None:
    """Who answered and when; never the person it is about, nor who handed it in at a counter."""
    handed_in = audit.persons(row, "submit") | audit.persons(row, "resubmit")
    if actor.persons & (handed_in | {row.trainee_user_id}):
        raise Refused("same_reviewer")
    row.reviewed_by_id, row.replied_at = actor.user_id, clock.now()


@performs(GroupMembership, "confirm")
def confirm_group(membership, *, actor: Actor, valid_from, valid_until):
    """The proof holds from a day to a day.

    Raises Refused: document_missing without a paper, valid_days_reversed, valid_until_past,
    valid_until_far.
    """
    days = {"valid_from": valid_from, "valid_until": valid_until}
    with moving(membership, "confirm", actor=actor, **days) as row:
        answer(row, actor)
        if row.proof_id is None:
            raise Refused("document_missing")
        if valid_until < valid_from:
            raise Refused("valid_days_reversed", f"{valid_from:%Y-%m-%d} > {valid_until:%Y-%m-%d}")
        check_valid_until(valid_until)
        tell_person(RecordApproved, row, kind=KIND)
    return row


@performs(GroupMembership, "return")
def return_group(membership, *, actor: Actor, reason_code, reason: str):
    """Something is missing."""
    texts = {"reason_code": reason_code, "reason": reason}
    with moving(membership, "return", actor=actor, **texts) as row:
        answer(row, actor)
        due = completable_until(row)
        tell_person(RecordReturned, row, kind=KIND, reason=reason_code, due=due)
    return row


@performs(GroupMembership, "refuse")
def refuse_group(membership, *, actor: Actor, reason_code, reason: str):
    """The proof shows no such group."""
    texts = {"reason_code": reason_code, "reason": reason}
    with moving(membership, "refuse", actor=actor, **texts) as row:
        answer(row, actor)
        tell_person(PersonState, row, state=english(GroupState.REFUSED))
    return row


@performs(GroupMembership, "confirm_by_list")
def confirm_by_list(membership, *, actor: Actor, valid_from, valid_until, list_number, list_as_of):
    """What a list proves; its number and day are kept as the evidence."""
    days = {"valid_from": valid_from, "valid_until": valid_until}
    proof = {"list_number": list_number, "list_as_of": list_as_of, "basis": GroupBasis.LIST}
    with moving(membership, "confirm_by_list", actor=actor, **days, **proof) as row:
        row.replied_at, row.reviewed_by = clock.now(), None
        tell_person(RecordApproved, row, kind=KIND)
    return row


def confirm_listed(*, actor: Actor = SYSTEM) -> int:
    """Confirm what waits and a list proves; returns how many. Whatever it does not, waits on."""
    waiting = GroupMembership.objects.filter(state=GroupState.SUBMITTED)
    rows = waiting.exclude(group__list_kind="").select_related("group", "trainee")
    return sum(confirmed_by_list(row, actor) for row in rows.order_by("pk"))


def confirmed_by_list(row, actor: Actor) -> bool:
    found = answer_of(row.group.list_kind, row.trainee, clock.today())
    if found is None or not found.proves:
        return False
    evidence = {"list_number": found.number, "list_as_of": found.as_of}
    return made(row, "confirm_by_list", actor=actor, **evidence, **days_listed(row.group, found))


def days_listed(group, found: Answer) -> dict:
    """The days of the list; where it has none, from its day on for as long as such a group is
    usually confirmed.
    """
    usual = add_months(found.as_of, group.default_validity_months)
    return {"valid_from": found.since or found.as_of, "valid_until": found.until or usual}


def ring_for_lists() -> None:
    """Lists are looked at now; the timetable does it too, should the broker be away."""
    from trainees.tasks import system_confirm_by_list

    tasks.ring(system_confirm_by_list)


def advance(*, actor: Actor = SYSTEM) -> int:
    """End what is over, and what was not completed in time; returns how many moves were made."""
    today, proofs = clock.today(), GroupMembership.objects
    over = proofs.filter(state=GroupState.VALID, valid_until__lt=today).order_by("valid_until")
    returned = proofs.filter(state=GroupState.RETURNED).order_by("replied_at")
    ended = sum(made(row, "expire", actor=actor) for row in over)
    late = (row for row in returned if completable_until(row) < today)
    return ended + sum(made(row, "lapse", actor=actor) for row in late)


def completable_until(row):
    """The last day on which a returned proof may be completed."""
    return last_moment(COMPLETION, local_day(row.replied_at))
