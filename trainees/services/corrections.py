"""Corrections of what is recorded of a person: asked for, checked by its owner, written (2.18).

The value of a person's record is written by a listed function, with what live enrolments carry of
it; papers, decisions and signed reports keep saying what they said. A higher app that has issued a
certificate or paid a line attaches itself to `apply` (`core.workflow.attach`).
"""

from django.db import connection, transaction

from core import audit, clock, files
from core.access import Actor, system_actor
from core.admin_urls import record_url
from core.calendar import add_working_days, working_days_between
from core.enums import Role
from core.files.types import JPEG, PDF, PNG
from core.identifiers import IdentifierError, check_document, mask_identity, mask_name
from core.messages import RecordLapsed, RecordRefused, WorkNew
from core.numbers import next_serial
from core.outbox import english, notify, users_in_role
from core.privacy import encrypt
from core.refusals import Refused, refusing
from core.workflow import made, moving, performs
from organizations.enums import OrganizationKind
from organizations.services.telling import admins_of
from policies.queries import last_moment
from programs.checks import local_day
from trainees.enums import CorrectionField, CorrectionState, Education
from trainees.messages import PersonState
from trainees.models import CorrectionRequest, Enrolment
from trainees.models.correction_request import OF_ENROLMENT
from trainees.permissions import is_oneself
from trainees.services.people import own_trainee, wanted

F = CorrectionField
KIND, PURPOSE, SYSTEM = "correction request", "correction_proof", system_actor("timetable")
REPLY, COMPLETION, APPEAL = "tl_person_correction", "tl_completion_of_papers", "tl_appeal"
COLUMN_OF = {F.ENROLMENT_NAME: "name", F.ENROLMENT_EDUCATION: "education"}
CORRECT = "SELECT correct_person(%s, %s, %s, %s, %s, %s)"

files.purpose(PURPOSE, types=(PDF, JPEG, PNG), megabytes=20, is_recorded=True)


# ---- the person


@transaction.atomic
def ask_correction(
    *, actor: Actor, field: str, value: str, grounds: str, enrolment=None, proof=None
) -> CorrectionRequest:
    """Ask for one value to be corrected; `enrolment` where it is what an enrolment carries.

    Raises Refused: not_allowed, correction_unchanged, correction_open, input_missing, and what the
    number or the file is refused for.
    """
    trainee = own_trainee(actor) if is_oneself(actor, None) else None
    of_enrolment = field in OF_ENROLMENT
    if trainee is None or (of_enrolment and not is_own(actor, enrolment)):
        raise Refused("not_allowed")
    row = request_of(trainee, field, enrolment if of_enrolment else None)
    row.grounds, row.new_value = grounds, checked_value(trainee, field, value)
    if row.new_value == row.old_value:
        raise Refused("correction_unchanged")
    if proof:
        row.proof = store_proof(actor, row, proof)
    with refusing(Refused("correction_open"), "correction_open_once"):
        row.save()
    audit.record(actor, "submit", row)
    tell_owner(row)
    return row


def is_own(actor, enrolment) -> bool:
    return enrolment is not None and enrolment.trainee_user_id == actor.user_id


def request_of(trainee, field, enrolment) -> CorrectionRequest:
    """A new request with what is recorded now and whose record it is; not stored yet."""
    series, record = f"GZ{clock.today().year}", enrolment or trainee
    return CorrectionRequest(
        number=f"{series}-{next_serial(series):06d}", trainee=trainee,
        trainee_user_id=trainee.user_id, masked_name=trainee.masked_name, field=field,
        enrolment=enrolment, district_id=record.district_id,
        organization_id=institution_of(enrolment), submitted_at=clock.now(),
        reply_due_on=last_moment(REPLY, clock.today()),
        old_value=getattr(record, COLUMN_OF.get(field, field)),
    )  # fmt: skip


def institution_of(enrolment) -> int | None:
    """The institution that carries the value; of an enterprise's class the district checks."""
    if enrolment is None:
        return None
    unit = enrolment.training_class.organization
    return unit.pk if unit.kind == OrganizationKind.INSTITUTION else None


def checked_value(trainee, field, value: str) -> str:
    """The wished value in its normal form. Raises Refused."""
    if not value:
        raise Refused("input_missing", str(F(field).label))
    if field in (F.EDUCATION, F.ENROLMENT_EDUCATION):
        if value not in Education.values:
            raise Refused("input_missing", str(F(field).label))
        return value
    if field != F.IDENTITY:
        return value
    try:
        return check_document(trainee.document_type, value).number
    except IdentifierError as error:
        raise Refused(error.code, error.message) from None


def store_proof(actor, row, proof):
    """The file is the person's; whoever checks the record reads it with the record."""
    owner = {"district_id": row.district_id, "organization_id": row.organization_id}
    return files.store(actor, proof, purpose=PURPOSE, **owner)


@performs(CorrectionRequest, "add_proof")
def add_proof(correction, *, actor: Actor, proof=None):
    """Hand in what was missing; the time to reply goes on where it stopped.

    Raises Refused: document_missing.
    """
    with moving(correction, "add_proof", actor=actor) as row:
        if not proof:
            raise Refused("document_missing")
        row.proof = store_proof(actor, row, proof)
        row.reply_due_on = due_after_stop(row)
        row.asked_at = None
    return row


def due_after_stop(row):
    """The due day later by the working days that were waited."""
    waited = working_days_between(local_day(row.asked_at), clock.today())
    return add_working_days(row.reply_due_on, max(waited, 0))


# ---- the owner of the record


@performs(CorrectionRequest, "take_up")
def take_up_correction(correction, *, actor: Actor):
    """The first officer, who checks it; never the person."""
    with moving(correction, "take_up", actor=actor) as row:
        not_oneself(row, actor)
        row.checked_by_id = actor.user_id
    return row


@performs(CorrectionRequest, "ask_proof")
def ask_proof(correction, *, actor: Actor, reason_code, reason: str):
    """Something is missing; the person may complete it in time."""
    texts = {"reason_code": reason_code, "reason": reason}
    with moving(correction, "ask_proof", actor=actor, asked_at=clock.now(), **texts) as row:
        tell_person(row, PersonState, state=english(CorrectionState.NEEDS_PROOF))
    return row


@performs(CorrectionRequest, "apply")
def apply_correction(correction, *, actor: Actor):
    """Write the wished value; a name and an identity number by a second officer (SD32).

    Raises Refused: same_reviewer, duplicate_person where another record has that number.
    """
    done = {"applied_by_id": actor.user_id, "decided_at": clock.now()}
    with moving(correction, "apply", actor=actor, **done) as row:
        not_oneself(row, actor)
        if row.needs_two and row.checked_by_id in actor.persons:
            raise Refused("same_reviewer")
        write_value(row, actor)
        tell_person(row, PersonState, state=english(CorrectionState.APPLIED))
    return row


def write_value(row, actor) -> None:
    if row.enrolment_id is None:
        return correct_person(row)
    enrolment = Enrolment.objects.select_for_update(of=("self",)).get(pk=row.enrolment_id)
    before = audit.columns(enrolment)
    setattr(enrolment, COLUMN_OF[row.field], row.new_value)
    enrolment.save(update_fields=[COLUMN_OF[row.field]])
    audit.record(actor, "correct", enrolment, before=before, reason=row.number)
    return None


def correct_person(row) -> None:
    """By the listed function; of a number its day of birth and sex follow."""
    value, hashes, born, sex, masked = row.new_value, "", None, "", mask_name(row.new_value)
    if row.field == F.IDENTITY:
        identity = check_document(row.trainee.document_type, value)
        hashes, born, sex = wanted(identity.number), identity.birth_on, str(identity.sex)
        value, masked = encrypt(identity.number), mask_identity(identity.number)
    with connection.cursor() as cursor:
        cursor.execute(CORRECT, [row.pk, value, hashes, born, sex, masked])
        answer = cursor.fetchone()[0]
    if answer != "done":
        raise Refused("duplicate_person" if answer == "taken" else "not_allowed")


@performs(CorrectionRequest, "refuse")
def refuse_correction(correction, *, actor: Actor, reason_code, reason: str):
    """The record stays; the person reads why, and the right to complain."""
    texts = {"reason_code": reason_code, "reason": reason}
    with moving(correction, "refuse", actor=actor, decided_at=clock.now(), **texts) as row:
        not_oneself(row, actor)
        due = last_moment(APPEAL, clock.today())
        tell_person(row, RecordRefused, kind=KIND, reason=reason_code, due=due)
    return row


def not_oneself(row, actor) -> None:
    """Nobody decides on the own data."""
    if row.trainee_user_id in actor.persons:
        raise Refused("same_reviewer")


# ---- time


@performs(CorrectionRequest, "lapse")
def lapse_correction(correction, *, actor: Actor):
    with moving(correction, "lapse", actor=actor, decided_at=clock.now()) as row:
        tell_person(row, RecordLapsed, kind=KIND)
    return row


def completable_until(row):
    """The last day on which a wanted proof may be handed in."""
    return last_moment(COMPLETION, local_day(row.asked_at))


def advance(*, actor: Actor = SYSTEM) -> int:
    """End what was not completed in time; returns how many."""
    today = clock.today()
    waiting = CorrectionRequest.objects.filter(state=CorrectionState.NEEDS_PROOF)
    rows = waiting.order_by("asked_at", "pk")
    return sum(
        made(row, "lapse", actor=actor, is_due=lambda one: completable_until(one) < today)
        for row in rows
    )


# ---- messages


def tell_owner(row) -> None:
    told = {"kind": KIND, "number": row.number, "due": row.reply_due_on}
    if row.organization_id:
        link = f"/workspace/corrections/{row.number}/"
        notify(WorkNew, admins_of(row.organization_id), about=row, link=link, **told)
        return
    officers = users_in_role(Role.DISTRICT_REVIEWER, row.district_id)
    notify(WorkNew, officers, about=row, link=record_url(row), **told)


def tell_person(row, message, **context) -> None:
    link = row.get_absolute_url()
    notify(message, [row.trainee_user_id], about=row, link=link, number=row.number, **context)
