"""Classes: drafts, and every move between filing and the end (workflow 2.3)."""

from django.db import transaction

from core import audit, clock
from core.access import Actor
from core.admin_urls import record_url
from core.enums import Role
from core.messages import RecordApproved, RecordLapsed, WorkNew
from core.numbers import next_serial
from core.outbox import notify, users_in_role
from core.refusals import Refused
from core.workflow import moving, performs
from organizations.services import check_may_teach
from organizations.services.telling import sending_back, tell_unit
from policies.decisions import checks_of, require, store
from policies.queries import last_moment
from programs.checks import decide_filing
from programs.enums import ClassState, ProgrammeState, SessionState
from programs.messages import ClassCancelled, ClassFinished
from programs.models import Session, TrainingClass
from programs.permissions import may_edit_class
from programs.services.versions import keep_version

EDITABLE = (ClassState.DRAFT, ClassState.RETURNED)
CHANGEABLE = (ClassState.APPROVED, ClassState.OPEN, ClassState.RUNNING)  # by request
RUN = (ClassState.RUNNING, ClassState.FINISHED, ClassState.COMPLETED)  # make-up sessions alone
REQUESTABLE = {*CHANGEABLE, *RUN}
NOT_OVER = (SessionState.PLANNED, SessionState.OPEN)


@transaction.atomic
def create_class(*, actor: Actor, programme, **facts) -> TrainingClass:
    """A draft of a listed programme.

    Raises Refused: not_allowed, programme_not_listed, newer_version_listed, accreditation_missing.
    """
    row = TrainingClass(
        programme=programme,
        organization=programme.organization,
        district=programme.district,
        **facts,
    )
    if not may_edit_class(actor, row):
        raise Refused("not_allowed")
    if programme.state != ProgrammeState.LISTED:
        raise Refused("programme_not_listed", programme.get_state_display())
    if newer := programme.followers.listed().first():
        raise Refused("newer_version_listed", str(newer))
    check_may_teach(programme.organization, clock.today())
    prefix = f"C{clock.today().year}-{programme.district.code.replace('-', '')}"
    row.number = f"{prefix}-{next_serial(prefix):06d}"
    row.save()
    audit.record(actor, "create", row)
    return row


@transaction.atomic
def update_class(training_class: TrainingClass, *, actor: Actor, **facts) -> TrainingClass:
    """Change a draft or a returned class. Raises Refused: not_allowed, wrong_state."""
    row = editable(training_class, actor)
    before = audit.columns(row)
    for name, value in facts.items():
        setattr(row, name, value)
    row.save()
    audit.record(actor, "update", row, before=before)
    return row


def editable(training_class, actor) -> TrainingClass:
    """The class locked, if this actor may still write on it."""
    row = TrainingClass.objects.select_for_update(of=("self",)).get(pk=training_class.pk)
    if not may_edit_class(actor, row):
        raise Refused("not_allowed")
    if row.state not in EDITABLE:
        raise Refused("wrong_state", row.get_state_display())
    return row


@performs(TrainingClass, "file")
def file_class(training_class, *, actor: Actor, undertaking: bool = False):
    """File a class with the district; the filing date is set once and kept over returns.

    The decision is kept with every step. Raises Refused with every failed condition.
    """
    today = clock.today()
    with moving(training_class, "file", actor=actor, undertaking=undertaking) as row:
        row.undertaking = undertaking
        decided = decide_filing(row, today)
        require(checks_of(decided))
        store([(row, decided)])
        row.filed_on = row.filed_on or today
        row.filed_at, row.filed_by_id = clock.now(), actor.user_id
        row.reply_due_on = last_moment("tl_filing_reply", today)
        row.replied_at = row.reviewed_by = None
        tell_filed(row, users_in_role(Role.DISTRICT_REVIEWER, row.district_id))
    return row


def tell_filed(row, reviewers) -> None:
    """The district has a filing to answer."""
    notify(
        WorkNew,
        reviewers,
        about=row,
        link=record_url(row),
        kind="class",
        number=row.number,
        due=row.reply_due_on,
    )


def answer(row, actor: Actor) -> None:
    """Who answered the filing and when; never the person or the unit that filed it (SD01)."""
    filers = {row.filed_by_id} | audit.persons(row, "file")
    if filers & actor.persons or actor.organization_id == row.organization_id:
        raise Refused("same_reviewer")
    row.reviewed_by_id, row.replied_at = actor.user_id, clock.now()


@performs(TrainingClass, "approve")
def approve_class(training_class, *, actor: Actor):
    """Approve a filing: class and timetable are announced to whoever may join, and frozen."""
    with moving(training_class, "approve", actor=actor, is_announced=True) as row:
        answer(row, actor)
        row.sessions.update(is_announced=True)
        keep_version(row)
        tell_unit(RecordApproved, row, kind="class")
    return row


@performs(TrainingClass, "return")
def return_class(training_class, *, actor: Actor, reason_code, reason: str):
    """Send a filing back for completion."""
    texts = {"reason_code": reason_code, "reason": reason}
    with sending_back(training_class, "return", actor=actor, kind="class", **texts) as row:
        answer(row, actor)
    return row


@performs(TrainingClass, "refuse")
def refuse_class(training_class, *, actor: Actor, reason_code, reason: str):
    """Refuse a filing; its sessions free teacher and room, the unit may appeal."""
    texts = {"reason_code": reason_code, "reason": reason}
    with sending_back(training_class, "refuse", actor=actor, kind="class", **texts) as row:
        answer(row, actor)
        cancel_sessions(row)
    return row


@performs(TrainingClass, "reopen")
def reopen_class(training_class, *, actor: Actor, reason="", reason_code=""):
    """A refusal was set aside: as if returned today, for its sessions have been freed (2.17).

    The filing date stays; the time to complete it begins today.
    """
    texts = {"reason": reason, "reason_code": reason_code}
    today = {"replied_at": clock.now(), "reply_due_on": clock.today()}
    with moving(training_class, "reopen", actor=actor, **today, **texts) as row:
        return row


@performs(TrainingClass, "cancel")
def cancel_class(training_class, *, actor: Actor, reason: str):
    """Cancel before the start; enrolments follow by the effects of the higher apps."""
    return _end(training_class, "cancel", actor, reason)


@performs(TrainingClass, "break_off")
def break_off_class(training_class, *, actor: Actor, reason: str):
    """End a running class: sessions not begun are cancelled."""
    return _end(training_class, "break_off", actor, reason)


@performs(TrainingClass, "lapse")
def lapse_class(training_class, *, actor: Actor):
    """A returned filing that was not completed in time ends."""
    with moving(training_class, "lapse", actor=actor, cancelled_at=clock.now()) as row:
        cancel_sessions(row)
        tell_unit(RecordLapsed, row, kind="class")
    return row


@transaction.atomic
def _end(training_class, name, actor, reason):
    """The class ends first: the timetable of one that goes on is frozen for its unit."""
    with moving(training_class, name, actor=actor, reason=reason) as row:
        row.cancelled_at = clock.now()
        tell_teachers(row)
    cancel_sessions(row)
    return row


def tell_teachers(training_class) -> None:
    """Whoever would have taught a session not begun; trainees are told with their enrolment."""
    planned = training_class.sessions.filter(state=SessionState.PLANNED)
    teachers = planned.exclude(teacher__user=None).values_list("teacher__user_id", flat=True)
    link = "/workspace/my-sessions/"
    notify(
        ClassCancelled,
        teachers,
        about=training_class,
        link=link,
        **{"class": training_class.name},
    )


def cancel_sessions(training_class) -> None:
    """Free teacher and room of every session that has not begun."""
    planned = Session.objects.filter(training_class=training_class, state=SessionState.PLANNED)
    planned.update(state=SessionState.CANCELLED)


@performs(TrainingClass, "start")
def start_class(training_class, *, actor: Actor):
    """When the first session begins; a change may just have moved it. Raises Refused."""
    with moving(training_class, "start", actor=actor) as row:
        if not row.sessions.held().filter(starts_at__lte=clock.now()).exists():
            raise Refused("wrong_state", row.get_state_display())
    return row


@performs(TrainingClass, "finish")
def finish_class(training_class, *, actor: Actor):
    """After the last session: the institution is told by when it must complete the class."""
    with moving(training_class, "finish", actor=actor, finished_at=clock.now()) as row:
        if row.sessions.scheduled().filter(state__in=NOT_OVER).exists():  # just added by a change
            raise Refused("wrong_state", row.get_state_display())
        due = last_moment("tl_completion", row.ends_on)
        tell_unit(ClassFinished, row, **{"class": row.name}, due=due)
    return row


@performs(TrainingClass, "complete")
def complete_class(training_class, *, actor: Actor):
    """Complete a class; the outcome of every trainee follows by the effect of `trainees`."""
    with moving(training_class, "complete", actor=actor, completed_at=clock.now()) as row:
        return row
