"""Qualifications of teachers: submitted by the institution, recognised by its district."""

from django.db import transaction

from core import audit, clock, files
from core.access import Actor
from core.admin_urls import record_url
from core.enums import Role
from core.files.types import JPEG, PDF, PNG
from core.limits import check_valid_until
from core.messages import RecordApproved, TermWarning, UnitResumed, UnitSuspended, WorkNew
from core.numbers import next_serial
from core.outbox import notify, users_in_role
from core.refusals import Refused, refusing
from core.workflow import lock, moving, performs
from organizations.services.telling import admins_of, sending_back
from policies.queries import last_moment
from programs.checks import local_day
from programs.enums import Agreement, QualificationState
from programs.models import TeacherQualification
from programs.models.teacher_qualification import WITH_THE_DISTRICT
from programs.permissions import is_qualified_teacher, may_edit_qualification

files.purpose("qualification", types=(PDF, JPEG, PNG), megabytes=20, is_recorded=True)
KIND = "teacher's qualification"


@transaction.atomic
def submit_qualification(
    *, actor: Actor, teacher, proof, occupation=None, level="", course_type="", is_signed=False
) -> TeacherQualification:
    """Hand a teacher's proof to the district; `is_signed`: it holds the teacher's own agreement.

    A teacher with an account agrees there instead. Raises Refused: not_allowed,
    agreement_missing, qualification_pending, and what the file is refused for.
    """
    teacher = lock(teacher)
    row = TeacherQualification(
        organization_id=teacher.organization_id,
        district_id=teacher.district_id,
        teacher=teacher,
        occupation=occupation,
        level=level,
        course_type=course_type,
        submitted_by_id=actor.user_id,
        submitted_at=clock.now(),
    )
    if not may_edit_qualification(actor, row):
        raise Refused("not_allowed")
    if not teacher.user_id:
        sign_on_paper(row, is_signed)
    row.proof = store_proof(actor, row, proof)
    series = f"T{clock.today().year}"
    row.number = f"{series}-{next_serial(series):06d}"
    with refusing(Refused("qualification_pending"), "qualification_asked_once"):
        row.save()
    audit.record(actor, "submit", row)
    tell_of_new(row)
    return row


def sign_on_paper(row, is_signed: bool) -> None:
    """Without an account there must be a signature. Raises Refused: agreement_missing."""
    if not is_signed:
        raise Refused("agreement_missing")
    row.agreement, row.agreed_at = Agreement.PAPER, row.submitted_at


def store_proof(actor, row, proof):
    """The file belongs to the institution; its district reads it with the record."""
    owner = {"organization_id": row.organization_id, "district_id": row.district_id}
    return files.store(actor, proof, purpose="qualification", **owner)


def tell_of_new(row) -> None:
    """The district has work; so has a teacher who has not agreed yet."""
    told = {"kind": KIND, "number": row.number, "due": reply_due(row)}
    officers = users_in_role(Role.DISTRICT_REVIEWER, row.district_id)
    link = record_url(row)
    notify(WorkNew, officers, about=row, link=link, **told)
    if not row.agreed_at:
        notify(WorkNew, [row.teacher.user_id], about=row, link=row.get_absolute_url(), **told)


def reply_due(row):
    return last_moment("tl_qualification_reply", local_day(row.submitted_at))


@transaction.atomic
def agree(qualification, *, actor: Actor) -> TeacherQualification:
    """The teacher stands for the institution. Raises Refused: not_allowed, wrong_state."""
    row = lock(qualification)
    if not is_qualified_teacher(actor, row):
        raise Refused("not_allowed")
    if row.state not in WITH_THE_DISTRICT or row.agreed_at:
        raise Refused("wrong_state", row.get_state_display())
    before = audit.columns(row)
    row.agreement, row.agreed_at = Agreement.ACCOUNT, clock.now()
    row.save()
    audit.record(actor, "agree", row, before=before)
    return row


@performs(TeacherQualification, "resubmit")
def resubmit_qualification(qualification, *, actor: Actor, proof=None):
    """Hand it in again, with the missing proof where there is some."""
    with moving(qualification, "resubmit", actor=actor) as row:
        if proof:
            row.proof = store_proof(actor, row, proof)
        row.submitted_at, row.submitted_by_id = clock.now(), actor.user_id
        row.replied_at = row.reviewed_by = None
        tell_of_new(row)
    return row


def answer(row, actor: Actor) -> None:
    """Who answered and when; never the person or the unit that submitted it (SD01)."""
    if row.submitted_by_id in actor.persons or actor.organization_id == row.organization_id:
        raise Refused("same_reviewer")
    row.reviewed_by_id, row.replied_at = actor.user_id, clock.now()


@performs(TeacherQualification, "recognise")
def recognise_qualification(qualification, *, actor: Actor, valid_until):
    """Recognise it until a day.

    Raises Refused: agreement_missing, valid_until_past, valid_until_far.
    """
    with moving(qualification, "recognise", actor=actor, valid_until=valid_until) as row:
        answer(row, actor)
        if not row.agreed_at:
            raise Refused("agreement_missing")
        check_valid_until(valid_until)
        tell(RecordApproved, row)
    return row


@performs(TeacherQualification, "return")
def return_qualification(qualification, *, actor: Actor, reason_code, reason: str):
    """Send it back for completion."""
    texts = {"reason_code": reason_code, "reason": reason}
    with sending_back(qualification, "return", actor=actor, kind=KIND, **texts) as row:
        answer(row, actor)
    return row


@performs(TeacherQualification, "refuse")
def refuse_qualification(qualification, *, actor: Actor, reason_code, reason: str):
    """Refuse it; the unit may appeal."""
    texts = {"reason_code": reason_code, "reason": reason}
    with sending_back(qualification, "refuse", actor=actor, kind=KIND, **texts) as row:
        answer(row, actor)
    return row


@performs(TeacherQualification, "suspend")
def suspend_qualification(qualification, *, actor: Actor, reason_code, reason: str):
    """After a finding: sessions not begun need another teacher."""
    texts = {"reason_code": reason_code, "reason": reason}
    with moving(qualification, "suspend", actor=actor, **texts) as row:
        tell(UnitSuspended, row, reason=reason_code)
    return row


@performs(TeacherQualification, "resume")
def resume_qualification(qualification, *, actor: Actor, reason: str):
    """The finding is settled."""
    with moving(qualification, "resume", actor=actor, reason=reason) as row:
        tell(UnitResumed, row)
    return row


@performs(TeacherQualification, "end")
def end_qualification(qualification, *, actor: Actor, ended_on):
    """The employment is over. Raises Refused: ended_on_ahead."""
    with moving(qualification, "end", actor=actor, ended_on=ended_on) as row:
        if ended_on > clock.today():
            raise Refused("ended_on_ahead", f"{ended_on:%Y-%m-%d}")
    return row


def tell(message, row, **context) -> None:
    """The institution, and the teacher who has an account."""
    link = row.get_absolute_url()
    notify(message, everybody(row), about=row, link=link, kind=KIND, number=row.number, **context)


def everybody(row) -> list[int]:
    teacher = [row.teacher.user_id] if row.teacher.user_id else []
    return [*admins_of(row.organization_id), *teacher]


@transaction.atomic
def warn_of_end(qualification) -> bool:
    """Tell once that a valid qualification ends; False where that was done meanwhile."""
    row = lock(qualification)
    if row.warned_at or row.state != QualificationState.VALID:
        return False
    row.warned_at = clock.now()
    row.save(update_fields=["warned_at"])
    link = row.get_absolute_url()
    notify(TermWarning, everybody(row), about=row, link=link, kind=KIND, date=row.valid_until)
    return True
