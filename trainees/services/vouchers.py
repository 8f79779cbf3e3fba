"""Vouchers: issued to a key group, claimed by the person, and then led by the enrolment.

The person says which enrolment a voucher is meant for. What follows from that enrolment (holding,
verifying, releasing, using up) is the system worker's: every minute, and rung for, it compares each
voucher with its enrolment. So no way of an enrolment can forget the voucher, nobody who moves an
enrolment needs a right on vouchers, and a worker that was killed goes on where it stopped.
"""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from psycopg2 import sql

from core import audit, clock
from core.access import Actor, system_actor
from core.limits import last_moment
from core.messages import TermWarning
from core.numbers import next_serial, next_serials
from core.outbox import notify, notify_many
from core.refusals import Refused, raise_busy
from core.workflow import lock, made, moving, perform, performs
from programs.enums import ClassState
from trainees.enums import EnrolmentState as E
from trainees.enums import TransferState
from trainees.enums import VoucherState as S
from trainees.messages import VoucherEnded, VoucherIssued
from trainees.models import GroupMembership, Transfer, Voucher, VoucherIssue
from trainees.models.voucher import IN_CLASS
from trainees.permissions import may_issue_vouchers

VALIDITY, GRACE = "tl_voucher_validity", "tl_voucher_grace"
WARNING = "tl_voucher_warning"
KIND = "voucher"
SYSTEM = system_actor("vouchers")
SEATED = (E.CONFIRMED, E.ATTENDING, E.COMPLETED)
LOST = (E.REFUSED, E.WITHDRAWN, E.FAILED)
NEVER_SEATED = (E.DECLINED, E.OFFER_EXPIRED)
TRANSFERRED = Q(enrolment__transfers__state=TransferState.DONE)
LONGEST_WARNING = timedelta(days=60)
TOLD = sql.SQL("""
SELECT v.trainee_user_id, v.id, concat('/account/vouchers/', v.number, '/'),
    jsonb_build_object('number', v.number, 'date', v.valid_until), true
FROM trainees_voucher v WHERE v.issue_id = %(issue)s
""")


def holders(actor: Actor, group):
    """The proofs of everybody the actor may give a voucher to: confirmed, and in force today."""
    return GroupMembership.objects.visible_to(actor).holding(clock.today()).filter(group=group)


def without_voucher(proofs):
    """Of these the ones whose person has no live voucher: one a person (SR-0216)."""
    return proofs.exclude(trainee__vouchers__in=Voucher.objects.live())


def issue_vouchers(*, actor: Actor, group, **content) -> VoucherIssue:
    """Give a voucher to everybody of a key group who has none; `content` says what it is good for.

    Of the district, or of the whole city for the municipal reviewer. Raises Refused: not_allowed,
    nobody_without_voucher, busy where another issue gives to the same people at this moment.
    """
    try:
        with transaction.atomic():
            return issued(actor, group, content)
    except IntegrityError as error:
        raise_busy(error)


def issued(actor, group, content) -> VoucherIssue:
    issue = VoucherIssue(
        organization_id=actor.organization_id, district_id=actor.district_id, group=group,
        issued_at=clock.now(), issued_by_id=actor.user_id,
        valid_until=last_moment(VALIDITY, clock.today()), **content,
    )  # fmt: skip
    if not may_issue_vouchers(actor, issue):
        raise Refused("not_allowed")
    proofs = holders(actor, group)
    people = list(without_voucher(proofs).order_by("pk").select_related("trainee"))
    if not people:
        raise Refused("nobody_without_voucher", str(group))
    issue.number = numbered("VI", next_serial)
    issue.people, issue.left_out = len(people), proofs.count() - len(people)
    issue.save()
    audit.record(actor, "issue", issue)
    give(issue, people, content, actor)
    return issue


def numbered(series: str, serial) -> str:
    """A number of this year's series."""
    prefix = f"{series}{clock.today().year}"
    return f"{prefix}-{serial(prefix):06d}"


def give(issue: VoucherIssue, people, content, actor) -> None:
    """A voucher for each, with its number by rule; everybody is told in one statement."""
    series = f"PQ{issue.issued_at.year}"
    serials = next_serials(series, len(people))
    rows = Voucher.objects.bulk_create(
        [
            Voucher(
                number=f"{series}-{serial:06d}", issue=issue, trainee_id=proof.trainee_id,
                trainee_user_id=proof.trainee_user_id, district_id=proof.district_id,
                masked_name=proof.trainee.masked_name,
                issued_at=issue.issued_at, valid_until=issue.valid_until, **content,
            )
            for serial, proof in zip(serials, people, strict=True)
        ],
        batch_size=1000,
    )  # fmt: skip
    audit.record_all(actor, "issue", ((row, None) for row in rows))
    notify_many(VoucherIssued, TOLD, {"issue": issue.pk}, model=Voucher)


@performs(Voucher, "claim")
def claim_voucher(voucher, *, actor: Actor):
    """The person takes it. Raises Refused: voucher_expired."""
    with moving(voucher, "claim", actor=actor, claimed_at=clock.now()) as row:
        check_validity(row)
    return row


def check_validity(voucher) -> None:
    if voucher.valid_until < clock.today():
        raise Refused("voucher_expired", f"{voucher.valid_until:%Y-%m-%d}")


def hindrance(voucher: Voucher, training_class) -> Refused | None:
    """Why a voucher of the acting person is not good for a class; None where it is."""
    if voucher.state != S.CLAIMED or voucher.enrolment_id:
        return Refused("voucher_invalid", f"{voucher.number} {voucher.get_state_display()}")
    if voucher.valid_until < clock.today():
        return Refused("voucher_expired", f"{voucher.valid_until:%Y-%m-%d}")
    if not voucher.covers(training_class):
        return Refused("voucher_scope_mismatch", voucher.content)
    return None


def taken(actor: Actor, voucher: Voucher, training_class) -> Voucher:
    """The own voucher, locked, if it is good for the class.

    Raises Refused: voucher_invalid, voucher_expired, voucher_scope_mismatch.
    """
    row = lock(voucher)
    if row.trainee_user_id != actor.user_id:
        raise Refused("voucher_invalid")
    if reason := hindrance(row, training_class):
        raise reason
    return row


def mean_for(voucher: Voucher, enrolment, actor: Actor) -> None:
    """The person wants this enrolment paid by it; held by the system once that is confirmed."""
    before = audit.columns(voucher)
    voucher.enrolment, voucher.organization_id = enrolment, enrolment.organization_id
    voucher.save()
    audit.record(actor, "mean_for", voucher, before=before)
    transaction.on_commit(ring)


def ring() -> None:
    from core import tasks
    from trainees.tasks import system_lead_vouchers

    tasks.ring(system_lead_vouchers)


@performs(Voucher, "hold")
def hold_voucher(voucher, *, actor: Actor):
    """The enrolment is confirmed: the voucher serves it alone, and its validity stops running."""
    with moving(voucher, "hold", actor=actor, held_at=clock.now()) as row:
        return row


@performs(Voucher, "verify")
def verify_voucher(voucher, *, actor: Actor):
    """The person has signed in for the first time."""
    with moving(voucher, "verify", actor=actor, verified_at=clock.now()) as row:
        return row


@performs(Voucher, "release")
def release_voucher(voucher, *, actor: Actor):
    """It is the person's again, and good for at least `tl_voucher_grace`."""
    with moving(voucher, "release", actor=actor) as row:
        given_back(row)
    return row


@performs(Voucher, "settle")
def settle(voucher, *, actor: Actor):
    """The subsidy it stands for is paid."""
    with moving(voucher, "settle", actor=actor, ended_at=clock.now()) as row:
        return row


def settle_voucher(enrolment, *, actor: Actor) -> Voucher | None:
    """What paid for an enrolment is settled; called when its subsidy line is paid.

    None where no verified voucher stands for it: there was none, or it was settled or cancelled.
    """
    voucher = verified_for(enrolment)
    return perform(voucher, "settle", actor=actor) if voucher else None


def spend_voucher(enrolment, *, actor: Actor, reason_code: str) -> Voucher | None:
    """The voucher of an enrolment is used up; called when its subsidy line is refused, and why."""
    voucher = verified_for(enrolment)
    return perform(voucher, "use_up", actor=actor, reason_code=reason_code) if voucher else None


def verified_for(enrolment) -> Voucher | None:
    return Voucher.objects.filter(enrolment=enrolment, state=S.VERIFIED).first()


@performs(Voucher, "use_up")
def use_up(voucher, *, actor: Actor, reason_code: str = "left_the_class"):
    """The class was begun and not completed: the voucher is spent."""
    ended = {"reason_code": reason_code, "ended_at": clock.now()}
    with moving(voucher, "use_up", actor=actor, **ended) as row:
        tell(VoucherEnded, row, reason=reason_code)
    return row


@performs(Voucher, "expire")
def expire(voucher, *, actor: Actor):
    """Its validity is over."""
    with moving(voucher, "expire", actor=actor, ended_at=clock.now()) as row:
        tell(VoucherEnded, row, reason="voucher_expired")
    return row


@performs(Voucher, "cancel")
def cancel_voucher(voucher, *, actor: Actor, reason: str):
    """An officer takes it back; an enrolment it was held for keeps its seat."""
    with moving(voucher, "cancel", actor=actor, reason=reason, ended_at=clock.now()) as row:
        if row.state == S.CLAIMED:
            row.enrolment = row.organization = None
        tell(VoucherEnded, row, reason=reason)
    return row


def tell(message, row, **context) -> None:
    link = row.get_absolute_url()
    notify(message, [row.trainee_user_id], about=row, link=link, number=row.number, **context)


# ---- what time and the enrolment make of a voucher


def advance(*, actor: Actor = SYSTEM) -> int:
    """Bring every voucher to where its enrolment is, end what is over; how many moves were made."""
    moves = sum(followed(row, actor) for row in gone_along().order_by("pk"))
    moves += sum(
        made(row, name, actor=actor, **reasons(row, name))
        for name, rows in asked_for()
        for row in rows.select_related("enrolment").order_by("pk")
    )
    waited = Voucher.objects.filter(state=S.CLAIMED, enrolment__state__in=(*LOST, *NEVER_SEATED))
    waited = waited.exclude(TRANSFERRED)
    moves += sum(set_free(row, actor) for row in waited.order_by("pk"))
    unused = Voucher.objects.filter(enrolment__isnull=True, state__in=(S.ISSUED, S.CLAIMED))
    over = unused.filter(valid_until__lt=clock.today())
    return moves + sum(made(row, "expire", actor=actor) for row in over.order_by("pk"))


def asked_for():
    """(move, vouchers whose enrolment asks for it), each asked when the one before is done."""
    led = Voucher.objects.filter(enrolment__isnull=False)
    claimed, held, verified = (led.filter(state=state) for state in (S.CLAIMED, *IN_CLASS))
    lost = Q(enrolment__state__in=LOST) & ~TRANSFERRED
    never_there = Q(enrolment__first_signed_in_at__isnull=True)
    cancelled = Q(enrolment__training_class__state=ClassState.CANCELLED)
    yield "hold", claimed.filter(enrolment__state__in=SEATED)
    yield "verify", held.exclude(never_there)
    yield "release", held.filter(lost, never_there)
    yield "release", verified.filter(lost, cancelled)
    yield "use_up", verified.filter(lost).exclude(cancelled)


def reasons(voucher, name) -> dict:
    """Why a voucher is used up: the outcome of the class, or that the person left it."""
    if name != "use_up":
        return {}
    return {"reason_code": voucher.enrolment.outcome_code or "left_the_class"}


def gone_along():
    """Vouchers whose enrolment was left for another class: they are asked for nothing else."""
    return Voucher.objects.filter(TRANSFERRED, state__in=(S.CLAIMED, *IN_CLASS))


@transaction.atomic
def followed(voucher, actor: Actor) -> bool:
    """It is meant for the class its holder has changed to, in the state it has."""
    row = lock(voucher)
    if row.enrolment_id != voucher.enrolment_id or row.state not in (S.CLAIMED, *IN_CLASS):
        return False
    before = audit.columns(row)
    row.enrolment = last_of(row.enrolment)
    row.organization_id = row.enrolment.organization_id
    row.save()
    audit.record(actor, "follow", row, before=before)
    return True


def last_of(enrolment):
    """Where somebody is who left a class for another, and perhaps that one again."""
    done = Transfer.objects.filter(state=TransferState.DONE).select_related("new_enrolment")
    while step := done.filter(enrolment=enrolment).first():
        enrolment = step.new_enrolment
    return enrolment


@transaction.atomic
def set_free(voucher, actor: Actor) -> bool:
    """One that waited for a seat which never came is the person's again, with time to use it."""
    row = lock(voucher)
    if row.state != S.CLAIMED or row.enrolment_id != voucher.enrolment_id:
        return False
    before = audit.columns(row)
    given_back(row)
    row.save()
    audit.record(actor, "set_free", row, before=before)
    return True


def given_back(row) -> None:
    """Meant for nothing, and good for at least `tl_voucher_grace`; the person is told."""
    row.enrolment = row.organization = row.held_at = row.verified_at = row.warned_at = None
    row.valid_until = max(row.valid_until, last_moment(GRACE, clock.today()))
    tell(VoucherIssued, row, date=row.valid_until)


def remind() -> int:
    """Tell once that a voucher ends soon; how many were told."""
    unused = Voucher.objects.filter(state__in=(S.ISSUED, S.CLAIMED), warned_at__isnull=True)
    soon = unused.filter(valid_until__lte=clock.today() + LONGEST_WARNING)
    days = soon.order_by().values_list("valid_until", flat=True).distinct()
    near = [day for day in days if last_moment(WARNING, day) <= clock.today()]
    return sum(reminded(row) for row in unused.filter(valid_until__in=near).order_by("pk"))


@transaction.atomic
def reminded(voucher) -> bool:
    row = lock(voucher)
    if row.warned_at or row.state not in (S.ISSUED, S.CLAIMED):
        return False
    row.warned_at = clock.now()
    row.save(update_fields=["warned_at"])
    told = {"about": row, "link": row.get_absolute_url(), "kind": KIND, "date": row.valid_until}
    notify(TermWarning, [row.trainee_user_id], **told)
    return True
