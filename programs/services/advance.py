"""What the passing of time does: sessions open, close and are sealed; classes start and finish."""

from datetime import date, timedelta

from django.db.models import Max, Q

from core import clock
from core.access import Actor, system_actor
from core.models import AuditEntry
from core.refusals import Refused
from core.workflow import made, moving, performs
from policies.queries import last_moment
from programs.checks import local_day
from programs.enums import ClassState, QualificationState, SessionState
from programs.models import Session, TeacherQualification, TrainingClass
from programs.services.changes import has_lapsed, waiting_changes
from programs.services.classes import CHANGEABLE, NOT_OVER
from programs.services.qualifications import warn_of_end

TIMETABLE = system_actor("timetable")
LONGEST_WINDOW = timedelta(days=1)
LONGEST_WARNING = timedelta(days=366)
SHORTEST_CLAIM = timedelta(days=1)
CLAIMS = ("tl_claim_training", "tl_claim_living", "tl_claim_project")
ARCHIVED_AT_ONCE = 10


def advance(*, actor: Actor = TIMETABLE) -> int:
    """Make every move that is due, in the order of time; returns how many were made.

    Each move is a transaction of its own: one that fails does not hold up the others, and two
    runners at once make each move once.
    """
    steps = (
        start_classes,
        open_sessions,
        close_sessions,
        seal_sessions,
        finish_classes,
        archive_classes,
        lapse,
        lapse_changes,
        expire_qualifications,
        warn_of_qualifications,
    )
    return sum(step(actor) for step in steps)


def make(rows, name, actor, *, is_due=lambda row: True) -> int:
    """Make one move on every row that is due."""
    return sum(made(row, name, actor=actor, is_due=is_due) for row in rows)


def lapse_changes(actor) -> int:
    """A change nobody answered ends when the first session it is about begins."""
    return make(waiting_changes(), "lapse", actor, is_due=has_lapsed)


def start_classes(actor) -> int:
    """Enrolment ends and the class runs when its first session begins."""
    states = (ClassState.APPROVED, ClassState.OPEN)
    begun = Session.objects.held().filter(starts_at__lte=clock.now()).values("training_class_id")
    due = TrainingClass.objects.filter(state__in=states, pk__in=begun)
    return make(due.order_by("starts_on"), "start", actor)


def open_sessions(actor) -> int:
    """Sign-in opens `tl_signin_before` the session; a session that was missed opens late."""
    now = clock.now()
    due = Session.objects.filter(
        state=SessionState.PLANNED,
        starts_at__lte=now + LONGEST_WINDOW,
    ).order_by("starts_at")
    due = due.filter(Q(training_class__state__in=CHANGEABLE) | Q(makes_up__isnull=False))
    return make(due, "open", actor, is_due=lambda session: opens_at(session) <= now)


def close_sessions(actor) -> int:
    """Sign-out ends `tl_signout_after` the session."""
    now = clock.now()
    due = Session.objects.filter(state=SessionState.OPEN, ends_at__lte=now).order_by("starts_at")
    return make(due, "close", actor, is_due=lambda session: closes_at(session) <= now)


def seal_sessions(actor) -> int:
    """Attendance is final when the time for corrections is over."""
    today = clock.today()
    due = Session.objects.filter(state=SessionState.CLOSED).order_by("starts_at")
    return make(due, "seal", actor, is_due=lambda session: correctable_until(session) < today)


def finish_classes(actor) -> int:
    """The lessons are over when no session is left."""
    left = Session.objects.scheduled().filter(state__in=NOT_OVER).values("training_class_id")
    due = TrainingClass.objects.filter(state=ClassState.RUNNING).exclude(pk__in=left)
    return make(due.order_by("ends_on"), "finish", actor)


def archive_classes(actor) -> int:
    """Claims settle or their window ends, `tl_archive` passes, and the dossier is sealed.

    A few of the oldest each time: years that were never archived hold up nobody.
    """
    today = clock.today()
    old = TrainingClass.objects.filter(
        state=ClassState.COMPLETED, ends_on__lt=today - SHORTEST_CLAIM
    ).order_by("ends_on", "pk")[:ARCHIVED_AT_ONCE]
    return make(old, "archive", actor, is_due=lambda row: archivable_after(row) < today)


def archivable_after(training_class):
    """The last day of keeping a class open, its make-up sessions included."""
    last = training_class.sessions.held().aggregate(at=Max("ends_at"))["at"]
    ends_on = training_class.ends_on
    return kept_open_until(ends_on, local_day(last) if last else ends_on)


def kept_open_until(ends_on: date, last_session_on: date) -> date:
    """`tl_archive` after all that can still happen: the longest claim window, the last session."""
    claims = (last_moment(code, ends_on) for code in CLAIMS)
    return last_moment("tl_archive", max(*claims, last_session_on))


def lapse(actor) -> int:
    """A returned filing ends when it was not completed in time, or its first day has come."""
    today = clock.today()
    returned = TrainingClass.objects.filter(state=ClassState.RETURNED).order_by("starts_on")
    return make(
        returned,
        "lapse",
        actor,
        is_due=lambda row: has_begun(row, today) or completable_until(row) < today,
    )


def has_begun(training_class, today) -> bool:
    """Whether the first day has come; a reopened class that has no timetable yet has none."""
    return training_class.starts_on <= today and training_class.sessions.held().exists()


def expire_qualifications(actor) -> int:
    """What a teacher was recognised for ends after its last day."""
    over = TeacherQualification.objects.filter(
        state__in=(QualificationState.VALID, QualificationState.SUSPENDED),
        valid_until__lt=clock.today(),
    )
    return make(over.order_by("valid_until"), "expire", actor)


def warn_of_qualifications(actor) -> int:
    """Institution and teacher are told once, `tl_qualification_warning` before the end."""
    unwarned = TeacherQualification.objects.filter(state=QualificationState.VALID, warned_at=None)
    soon = unwarned.filter(valid_until__lte=clock.today() + LONGEST_WARNING)
    days = soon.order_by("valid_until").values_list("valid_until", flat=True).distinct()
    near = [day for day in days if last_moment("tl_qualification_warning", day) <= clock.today()]
    return sum(warn_of_end(row) for row in unwarned.filter(valid_until__in=near))


def completable_until(training_class):
    """The last day on which a returned filing may be completed."""
    entry = AuditEntry.objects.filter(
        model="programs.trainingclass",
        object_id=str(training_class.pk),
        verb__in=("return", "reopen"),
    ).first()
    returned_at = entry.at if entry else training_class.replied_at or training_class.filed_at
    return last_moment("tl_completion_of_papers", local_day(returned_at))


def opens_at(session):
    return last_moment("tl_signin_before", session.starts_at)


def closes_at(session):
    return last_moment("tl_signout_after", session.ends_at)


def correctable_until(session):
    return last_moment("tl_attendance_correction", local_day(session.ends_at))


@performs(Session, "open")
def open_session(session, *, actor: Actor):
    """Open the sign-in. Raises Refused: checkin_outside_window before its time.

    The time is looked at when the row is locked: a change may just have moved the session.
    """
    with moving(session, "open", actor=actor) as row:
        if clock.now() < opens_at(row):
            raise Refused("checkin_outside_window", f"{opens_at(row):%Y-%m-%d %H:%M}")
    return row


@performs(Session, "seal")
def seal_session(session, *, actor: Actor):
    """Make the hours of a session final."""
    with moving(session, "seal", actor=actor, sealed_at=clock.now()) as row:
        return row
