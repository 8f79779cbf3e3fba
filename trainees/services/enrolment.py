"""Enrolments: the seat is taken first, and whatever fails afterwards gives it back."""

from django.db import IntegrityError, transaction

from core import audit, clock
from core.access import Actor, system_actor
from core.enums import UNIT_ADMINS, Role
from core.identifiers import mask_identity
from core.outbox import notify, users_of
from core.prepared import insert_if
from core.refusals import Refused, constraint_of, raise_busy
from core.workflow import made, moving, perform, performs
from policies.decisions import require_met
from policies.enums import Result
from policies.queries import last_moment, limit_on
from programs.changing import lines_of
from programs.checks import local_day
from programs.enums import ClassState
from programs.messages import ClassCancelled, ClassChanged
from programs.services.tell import changed_facts
from trainees.checks import comes_first, enrolment_decided, group_counted
from trainees.enums import EnrolmentSource, EnrolmentState
from trainees.group_checks import GROUP, group_facts, group_words, in_group
from trainees.messages import (
    EnrolmentConfirmed,
    EnrolmentLost,
    EnrolmentWaiting,
    EnrolmentWithdrawn,
)
from trainees.models import Enrolment, GroupMembership
from trainees.permissions import is_worker_oneself
from trainees.queries import who_missed
from trainees.services.people import hold_oneself
from trainees.services.places import give_back, position_of, tell
from trainees.services.vouchers import mean_for, taken

LIVE = (
    EnrolmentState.PENDING,
    EnrolmentState.OFFERED,
    EnrolmentState.CONFIRMED,
    EnrolmentState.ATTENDING,
)
SYSTEM = system_actor("enrolment")
VERIFICATION = "tl_verification"


@transaction.atomic
def enrol(*, actor: Actor, training_class, voucher=None) -> Enrolment:
    """Enrol the acting worker, or put them on the waiting list where all seats are taken.

    The person is held, then the seat is taken, then the row is written: of many at once exactly
    as many get a seat as there are, the others wait in the order in which they came, and a refusal
    afterwards rolls the seat back. While the district still looks at the proof of a group, the
    seat is held and the enrolment pending. Raises Refused with every condition that is not met,
    and for a voucher that is not good for the class: voucher_invalid, voucher_expired,
    voucher_scope_mismatch.
    """
    trainee, standing = hold_oneself(actor, training_class)
    if trainee is None or not is_worker_oneself(actor, trainee):
        raise Refused("not_allowed")
    used = taken(actor, voucher, training_class) if voucher else None
    decided = enrolment_decided(actor, trainee, training_class, standing)
    require_met(decided)
    seated = EnrolmentState.PENDING if decided.of(Result.OPEN) else EnrolmentState.CONFIRMED
    source = EnrolmentSource.COUNTER if actor.helper else EnrolmentSource.SELF
    enrolment = enrolment_of(trainee, training_class, source=source)
    enrolment.key_group_id = group_counted(actor, training_class)
    if not (
        store_seated(enrolment, seated)
        or store_waiting(enrolment, goes_first=comes_first(actor, training_class))
        or store_seated(enrolment, seated)
    ):
        raise refused_now(actor, trainee, training_class, standing)
    if used:
        mean_for(used, enrolment, actor)
    if enrolment.state == EnrolmentState.WAITLISTED:
        audit.record(actor, "join_waitlist", enrolment, reason_code="class_full")
        tell(EnrolmentWaiting, enrolment, count=position_of(enrolment))
    elif enrolment.state == EnrolmentState.PENDING:
        audit.record(actor, "enrol_unverified", enrolment, reason_code="group_pending")
    else:
        audit.record(actor, "enrol", enrolment)
        tell(EnrolmentConfirmed, enrolment)
    return enrolment


def enrolment_of(trainee, training_class, *, source) -> Enrolment:
    """A new enrolment without a place yet, with what the institution may see of the person."""
    return Enrolment(
        training_class=training_class,
        organization_id=training_class.organization_id,
        district_id=training_class.district_id,
        source=source,
        trainee_id=trainee.pk,
        trainee_user_id=trainee.user_id,
        name=trainee.name,
        masked_identity=mask_identity(trainee.identity_number),
        phone=trainee.phone,
        education=trainee.education,
    )


def refused_now(actor, trainee, training_class, standing) -> Refused:
    """Why no seat was given a moment after one was free: what the class says now."""
    training_class.refresh_from_db(fields=["state", "seats_taken", "waiting", "has_waiting_list"])
    try:
        require_met(enrolment_decided(actor, trainee, training_class, standing))
    except Refused as refused:
        return refused
    return Refused("busy")


def store_seated(enrolment: Enrolment, state) -> bool:
    """Take one seat, if one is left, and write the enrolment in a state; False where none is.

    One statement; the class row is locked until the transaction ends. Raises Refused:
    already_enrolled.
    """
    enrolment.state, enrolment.waiting_since, enrolment.goes_first = state, None, False
    enrolment.enrolled_at = clock.now()
    return written(enrolment, "take_seat(%s)")


def store_waiting(enrolment: Enrolment, *, goes_first=False) -> bool:
    """Write the enrolment on the waiting list; False where there is none to stand on.

    That is so, too, where a seat has come back a moment ago and nobody waited for it. Of those with
    priority, and of those without, the order is that of the keys, which are given out while the
    class row is locked. Raises Refused: already_enrolled.
    """
    enrolment.goes_first = goes_first
    enrolment.state, enrolment.enrolled_at = EnrolmentState.WAITLISTED, None
    enrolment.waiting_since = clock.now()
    return written(enrolment, "join_waiting(%s)")


def written(enrolment: Enrolment, condition: str) -> bool:
    """Whether the class has the place that is asked for; the row is written then."""
    try:
        return insert_if(condition, [enrolment.training_class_id], enrolment)
    except IntegrityError as error:  # the caller's transaction ends with the refusal
        if constraint_of(error) != "enrolment_live_once":
            raise_busy(error)  # such as the record of the person that was merged meanwhile
        raise Refused("already_enrolled") from None


@performs(Enrolment, "withdraw")
@transaction.atomic
def withdraw(enrolment, *, actor: Actor, reason: str):
    """Withdraw; before the start the seat is free again, afterwards it is not."""
    give_back(enrolment)
    with moving(enrolment, "withdraw", actor=actor, reason=reason, withdrawn_at=clock.now()) as row:
        if row.training_class.state == ClassState.CANCELLED:
            tell(ClassCancelled, row)
        else:
            tell(EnrolmentWithdrawn, row, date=clock.today())
            if actor.role in (Role.WORKER, Role.SYSTEM):
                tell_institution(row)
    return row


def tell_institution(enrolment) -> None:
    """A worker left, or the guardian wants it: the unit is told, without the name."""
    people = [user for role in UNIT_ADMINS for user in users_of(enrolment.organization_id, role)]
    notify(
        EnrolmentWithdrawn,
        people,
        about=enrolment,
        link=f"/workspace/enrolments/{enrolment.pk}/",
        **{"class": enrolment.training_class.name, "date": clock.today()},
    )


@performs(Enrolment, "verify")
def verify(enrolment, *, actor: Actor, follows_proof=False):
    """The person's identity and proofs were checked; not by who enrolled them at a counter.

    `follows_proof` where it is the consequence of an answered proof. Raises Refused: same_reviewer.
    """
    if not follows_proof and actor.persons & audit.persons(enrolment, "enrol_unverified"):
        raise Refused("same_reviewer")
    with moving(enrolment, "verify", actor=actor) as row:
        tell(EnrolmentConfirmed, row)
    return row


@performs(Enrolment, "refuse")
@transaction.atomic
def refuse(enrolment, *, actor: Actor, reason_code, reason: str):
    """Not accepted; the seat is free again."""
    give_back(enrolment)
    with moving(enrolment, "refuse", actor=actor, reason_code=reason_code, reason=reason) as row:
        tell(EnrolmentLost, row, reason=reason_code)
    return row


def settle_pending(membership, actor: Actor) -> None:
    """Effect of an answered proof: what waited for it in the district is verified or refused.

    The reviewer sees every proof of the person, but no class of another district: there the
    institution verifies.
    """
    own = Enrolment.objects.visible_to(actor).filter(
        trainee_id=membership.trainee_id,
        state=EnrolmentState.PENDING,
        training_class__programme__key_groups__contains=[membership.group.code],
    )
    proofs = GroupMembership.objects.filter(trainee_id=membership.trainee_id).counting()
    for enrolment in own.select_related("training_class__programme", "training_class__venue"):
        row = enrolment.training_class
        facts = group_facts(proofs, row.programme.key_groups, row.starts_on)
        found = in_group(facts, {})
        if found.passed:
            perform(enrolment, "verify", actor=actor, follows_proof=True)
        elif found.passed is False:
            code, reason = found.code or GROUP.code, group_words(found.figures)
            perform(enrolment, "refuse", actor=actor, reason_code=code, reason=reason)


def advance(*, actor: Actor = SYSTEM) -> int:
    """Refuse what nobody has verified in time; returns how many moves were made."""
    today = clock.today()
    pending = Enrolment.objects.filter(state=EnrolmentState.PENDING).order_by("enrolled_at", "pk")
    late = (row for row in pending if verifiable_until(row) < today)
    code, limit = GROUP.code, limit_on(VERIFICATION, today)
    return sum(
        made(row, "refuse", actor=actor, reason_code=code, reason=f"{limit}") for row in late
    )


def verifiable_until(enrolment):
    """The last day on which a pending enrolment may be verified."""
    return last_moment(VERIFICATION, local_day(enrolment.enrolled_at))


def withdraw_all(training_class, actor: Actor) -> None:
    """Effect of a cancelled class: everybody enrolled is withdrawn and told."""
    for enrolment in Enrolment.objects.filter(training_class=training_class, state__in=LIVE):
        perform(enrolment, "withdraw", actor=SYSTEM, reason=str(training_class))


def tell_changed(change, actor: Actor) -> None:
    """Effect of an approved change: everybody it concerns is told, once, in one statement each."""
    lines = lines_of(change)
    make_ups = [line for line in lines if line.is_of_make_up]
    course = [line for line in lines if not line.is_of_make_up]
    if course:
        live = Enrolment.objects.filter(training_class=change.training_class_id, state__in=LIVE)
        tell_of(change, course, live, change.number)
    if make_ups:
        tell_of(change, make_ups, who_makes_up(make_ups), f"{change.number} make-up")


def tell_of(change, lines, enrolments, occasion: str) -> None:
    notify(
        ClassChanged,
        enrolments.values_list("trainee_user_id", flat=True),
        about=change,
        occasion=occasion,
        link="/account/enrolments/",
        **changed_facts(change, lines),
    )


def who_makes_up(lines):
    """The enrolments that miss minutes of a session these lines are about."""
    sessions = {line.makes_up or line.session.makes_up for line in lines}
    missed = [pk for session in sessions for pk in who_missed(session).values_list("pk", flat=True)]
    return Enrolment.objects.filter(pk__in=missed)
