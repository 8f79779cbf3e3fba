"""Transfers: asked by one side, and made at once when the other agrees (workflow 2.4).

Locks go person, both classes (the lower key first), transfer, enrolments. The old class is left
before the new one is joined, in one transaction: whoever finds no seat has left nothing. The
voucher comes after, led by the system worker (services/vouchers.py).
"""

from django.db import connection, transaction

from core import audit, clock
from core.access import Actor, system_actor
from core.enums import Role
from core.messages import WorkNew
from core.numbers import next_serial
from core.outbox import english, notify
from core.refusals import Refused, refusing
from core.workflow import made, moving, perform, performs
from organizations.services.telling import admins_of
from policies.decisions import require_met, store
from policies.enums import Result
from programs.models import TrainingClass
from trainees.enums import STUDYING, EnrolmentSource, EnrolmentState, TransferState
from trainees.messages import (
    EnrolmentConfirmed,
    EnrolmentWithdrawn,
    TransferAnswered,
    TransferProposed,
)
from trainees.models import Enrolment, Transfer
from trainees.permissions import is_own_unit_admin, is_worker_oneself
from trainees.services import vouchers
from trainees.services.enrolment import store_seated, tell_institution
from trainees.services.people import own_trainee
from trainees.services.places import give_back, tell
from trainees.transfer_checks import is_joinable, last_day_of, transfer_decided

KIND = "transfer"
SYSTEM = system_actor(KIND)
COPIED = (
    "organization_id", "district_id", "trainee_id", "trainee_user_id", "name", "masked_identity",
    "phone", "education", "key_group_id", "remark",
)  # fmt: skip


@transaction.atomic
def ask_transfer(
    *, actor: Actor, enrolment: Enrolment, target: TrainingClass, grounds: str
) -> Transfer:
    """Propose another class to somebody enrolled (the unit), or ask for one (the worker).

    Raises Refused: not_allowed, transfer_waits, and every condition that is not met as far as the
    acting side sees it; group_pending while the home district reads the proof.
    """
    if not (is_own_unit_admin | is_worker_oneself)(actor, enrolment):
        raise Refused("not_allowed")
    row = transfer_of(actor, enrolment, target, grounds)
    decided = decided_for(row, actor)
    row.is_minor = bool(decided.facts.get("is_minor")) and actor.role == Role.WORKER
    with refusing(Refused("transfer_waits"), "transfer_live_once"):
        row.save()
    keep(row, decided, actor)
    if row.state == TransferState.PROPOSED:
        audit.record(actor, "propose_transfer", row, reason=grounds)
        tell_worker(row, TransferProposed, due=last_day_of(target))
    else:
        audit.record(actor, "request_transfer", row, reason=grounds)
        tell_unit(row, WorkNew, kind=KIND, due=last_day_of(target))
    return row


def transfer_of(actor, enrolment, target, grounds) -> Transfer:
    series = f"TF{clock.today().year}"
    is_proposal = actor.role != Role.WORKER
    return Transfer(
        number=f"{series}-{next_serial(series):06d}", enrolment=enrolment, target=target,
        organization_id=enrolment.organization_id, district_id=enrolment.district_id,
        trainee_user_id=enrolment.trainee_user_id, name=enrolment.name, grounds=grounds,
        asked_at=clock.now(), asked_by_id=actor.user_id,
        state=TransferState.PROPOSED if is_proposal else TransferState.REQUESTED,
    )  # fmt: skip


def decided_for(row, actor):
    """What holds for the acting side now. Raises Refused with every condition that is not met."""
    trainee = own_trainee(actor) if actor.role == Role.WORKER else None
    decided = transfer_decided(actor, row.enrolment, row.target, trainee, is_minor=row.is_minor)
    require_met(decided)
    if decided.of(Result.OPEN):
        raise Refused("group_pending")
    return decided


def keep(row, decided, actor) -> None:
    """Keep what was decided, where the acting role writes decisions."""
    if actor.role != Role.WORKER:
        store([(row, decided)])


def tell_worker(row, message, **context) -> None:
    told(row, message, [row.trainee_user_id], "/account/transfers/", context)


def tell_unit(row, message, **context) -> None:
    told(row, message, admins_of(row.organization_id), "/workspace/transfers/", context)


def told(row, message, people, place, context) -> None:
    words = {"class": row.enrolment.training_class.name, "number": row.number, **context}
    notify(message, people, about=row, link=f"{place}{row.number}/", **words)


@performs(Transfer, "agree")
@transaction.atomic
def agree_to_transfer(transfer, *, actor: Actor) -> Transfer:
    """The worker wants it: done at once. Raises Refused with what is not met any more."""
    return carried_out(transfer, "agree", actor)


@performs(Transfer, "approve")
@transaction.atomic
def approve_transfer(transfer, *, actor: Actor) -> Transfer:
    """The unit wants it: done at once. Raises Refused with what is not met any more."""
    return carried_out(transfer, "approve", actor)


def carried_out(transfer, move, actor) -> Transfer:
    hold(transfer, actor)
    with moving(transfer, move, actor=actor, answered_at=clock.now()) as row:
        decided = decided_for(row, actor)
        change_class(row, actor)
    keep(row, decided, actor)
    transaction.on_commit(vouchers.ring)
    return row


def hold(transfer, actor) -> None:
    """The person, then both classes: as whoever enrols, withdraws or offers a seat does."""
    with connection.cursor() as cursor:
        if actor.role == Role.WORKER:
            cursor.execute(
                "SELECT FROM trainees_trainee WHERE user_id = %s FOR NO KEY UPDATE", [actor.user_id]
            )
        else:
            person = transfer.enrolment.trainee_id
            cursor.execute("SELECT hold_people(%s::bigint[])", [[person]])
        cursor.execute("SELECT hold_classes_of(%s)", [transfer.pk])


def change_class(row, actor) -> None:
    """Leave the one class and join the other. Raises Refused: class_full, already_enrolled."""
    old = perform(row.enrolment, "transfer", actor=SYSTEM, number=row.number)
    new = enrolment_in(row.target, old)
    if not store_seated(new, EnrolmentState.CONFIRMED):
        raise Refused("class_full")
    row.new_enrolment = new
    audit.record(actor, "enrol_by_transfer", new, reason=row.number)
    tell(EnrolmentConfirmed, new)


def enrolment_in(target, old) -> Enrolment:
    """A new enrolment of the same person, with what the unit knew of them."""
    known = {name: getattr(old, name) for name in COPIED}
    return Enrolment(training_class=target, source=EnrolmentSource.TRANSFER, **known)


@performs(Enrolment, "transfer")
@transaction.atomic
def leave_class(enrolment, *, actor: Actor, number: str = ""):
    """Its place goes back by the rules: before the start the seat is free for who waits.

    Whoever has attended is deferred 延期: the hours proven so far stay on the old enrolment.
    """
    give_back(enrolment)
    attended = enrolment.first_signed_in_at is not None
    left = {"withdrawn_at": clock.now(), "is_deferred": attended, "reason": number}
    with moving(enrolment, "transfer", actor=actor, **left) as row:
        tell(EnrolmentWithdrawn, row, date=clock.today())
        tell_institution(row)
    return row


@performs(Transfer, "decline")
def decline_transfer(transfer, *, actor: Actor, reason: str):
    """The worker stays; the unit reads why."""
    return answered(transfer, "decline", actor, tell_unit, reason=reason)


@performs(Transfer, "refuse")
def refuse_transfer(transfer, *, actor: Actor, reason: str):
    """The unit does not want it; the worker reads why."""
    return answered(transfer, "refuse", actor, tell_worker, reason=reason)


@performs(Transfer, "withdraw")
def withdraw_proposal(transfer, *, actor: Actor):
    return answered(transfer, "withdraw", actor, tell_worker)


@performs(Transfer, "take_back")
def take_back_request(transfer, *, actor: Actor):
    return answered(transfer, "take_back", actor, tell_unit)


def answered(transfer, move, actor, tell_other, **reason):
    """It ends without a transfer, and the other side is told."""
    with moving(transfer, move, actor=actor, answered_at=clock.now(), **reason) as row:
        pass
    tell_other(row, TransferAnswered, state=english(TransferState(row.state)))
    return row


@performs(Transfer, "lapse")
def lapse_transfer(transfer, *, actor: Actor):
    """Nobody answered before it was too late."""
    with moving(transfer, "lapse", actor=actor, answered_at=clock.now()) as row:
        if not is_over(row):
            raise Refused("wrong_state", row.get_state_display())
    for tell_one in (tell_worker, tell_unit):
        tell_one(row, TransferAnswered, state=english(TransferState(row.state)))
    return row


def is_over(row) -> bool:
    """The old class was left or is over, or the other one enrols no more."""
    return row.enrolment.state not in STUDYING or not is_joinable(row.target)


def advance(*, actor: Actor = SYSTEM) -> int:
    """Lapse what nobody can answer any more; returns how many moves were made."""
    rows = Transfer.objects.open().select_related("enrolment__training_class", "target")
    due = rows.order_by("asked_at", "pk")
    return sum(made(row, "lapse", actor=actor, is_due=is_over) for row in due)
