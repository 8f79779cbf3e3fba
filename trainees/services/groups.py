"""Key groups: handed in by the person with a proof, confirmed by the home district."""

from django.db import IntegrityError, transaction

from core import audit, clock, files
from core.access import Actor, system_actor
from core.admin_urls import record_url
from core.enums import Role
from core.files.types import JPEG, PDF, PNG
from core.limits import check_valid_until
from core.messages import RecordApproved, RecordReturned, WorkNew
from core.numbers import next_serial
from core.outbox import notify, users_in_role
from core.refusals import Refused, raise_busy
from core.workflow import made, moving, performs
from policies.queries import last_moment
from programs.checks import local_day
from trainees.enums import GroupState
from trainees.messages import PersonState
from trainees.models import GroupMembership
from trainees.services.people import own_trainee

files.purpose("group_proof", types=(PDF, JPEG, PNG), megabytes=20, is_recorded=True)
KIND, REPLY, COMPLETION = "key group proof", "tl_verification", "tl_completion_of_papers"
SYSTEM = system_actor("timetable")


@transaction.atomic
def hand_in_group(*, actor: Actor, group, proof) -> GroupMembership:
    """Hand the proof of a group to the home district.

    Raises Refused: not_allowed, group_pending for a second one of the same at once, and what the
    file is refused for.
    """
    trainee = own_trainee(actor)
    if trainee is None or actor.role != Role.WORKER:
        raise Refused("not_allowed")
    row = membership_of(trainee, group)
    row.proof = store_proof(actor, row, proof)
    save_new(row)
    audit.record(actor, "submit", row)
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
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if getattr(error.__cause__.diag, "constraint_name", "") != "group_live_once":
            raise_busy(error)
        raise Refused("group_pending") from None


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
    """Hand it in again, with another proof where there is one."""
    with moving(membership, "resubmit", actor=actor) as row:
        if proof:
            row.proof = store_proof(actor, row, proof)
        row.submitted_at, row.replied_at, row.reviewed_by = clock.now(), None, None
        tell_district(row)
    return row


def answer(row, actor: Actor) -> None:
    """Who answered and when; never the person it is about."""
    if row.trainee_user_id in actor.persons:
        raise Refused("same_reviewer")
    row.reviewed_by_id, row.replied_at = actor.user_id, clock.now()


@performs(GroupMembership, "confirm")
def confirm_group(membership, *, actor: Actor, valid_from, valid_until):
    """The proof holds from a day to a day.

    Raises Refused: valid_days_reversed, valid_until_past, valid_until_far.
    """
    days = {"valid_from": valid_from, "valid_until": valid_until}
    with moving(membership, "confirm", actor=actor, **days) as row:
        answer(row, actor)
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
        tell_person(PersonState, row, state=GroupState.REFUSED.label)
    return row


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
