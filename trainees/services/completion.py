"""Completion: every trainee's attendance against the threshold in force, and why."""

from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _

from core import clock
from core.access import system_actor
from core.refusals import Refused
from core.workflow import perform
from policies.decisions import Check
from policies.queries import value_on
from programs.enums import SessionState
from trainees.enums import EnrolmentState
from trainees.messages import Outcome
from trainees.models import AttendanceRecord, Enrolment
from trainees.services.enrolment import tell

SYSTEM = system_actor("completion")
FINAL = (SessionState.SEALED, SessionState.CANCELLED)
OVER = (SessionState.CLOSED, SessionState.SEALED)
RESULTS = {"complete": "Completed", "fail": "Not completed", "miss": "Not completed"}


def all_sealed(training_class, actor) -> None:
    """Guard of `complete`: attendance is final. Raises Refused: sessions_open with figures."""
    sessions = training_class.sessions.all()
    left = sessions.exclude(state__in=FINAL).count()
    if left:
        raise Refused(
            "sessions_open",
            _("%(left)d of %(all)d sessions") % {"left": left, "all": sessions.count()},
            remedy=_("A session is sealed when the time for corrections is over."),
        )


def miss_all(training_class, actor) -> None:
    """Effect of `finish`: whoever never signed in has not completed."""
    never = Enrolment.objects.filter(training_class=training_class, state=EnrolmentState.CONFIRMED)
    for enrolment in never:
        decide(enrolment, "miss")


def complete_all(training_class, actor) -> None:
    """Effect of `complete`: the outcome of everybody who attended."""
    attending = Enrolment.objects.filter(
        training_class=training_class, state=EnrolmentState.ATTENDING
    )
    for enrolment in attending:
        check = attendance_check(enrolment)
        decide(enrolment, "complete" if check.passed else "fail")


def decide(enrolment, name) -> None:
    """Store an outcome with the figures and the clause it was decided by."""
    threshold, clause = threshold_of(enrolment)
    attended, scheduled = minutes(enrolment)
    perform(
        enrolment,
        name,
        actor=SYSTEM,
        outcome_at=clock.now(),
        outcome_code="" if name == "complete" else "attendance_below_threshold",
        attended_minutes=attended,
        scheduled_minutes=scheduled,
        threshold=threshold,
        threshold_clause=clause,
    )
    tell(Outcome, enrolment, result=RESULTS[name])


def minutes(enrolment, states=None) -> tuple[int, int]:
    """(attended, scheduled) minutes of the sessions that count, or of those in some states."""
    held = enrolment.training_class.sessions.held()
    if states:
        held = held.filter(state__in=states)
    records = AttendanceRecord.objects.filter(enrolment=enrolment, session__in=held)
    attended = records.aggregate(sum=Sum("minutes"))["sum"] or 0
    return attended, held.aggregate(sum=Sum("minutes"))["sum"] or 0


def attendance_checks(enrolment) -> list[Check]:
    """Attendance against the threshold: the outcome, or how it stands after the sessions over."""
    if enrolment.threshold is not None:
        return [attendance_check(enrolment)]
    so_far = minutes(enrolment, OVER)
    return [compared(enrolment, so_far, _("Attendance so far"))] if so_far[1] else []


def attendance_check(enrolment) -> Check:
    """The outcome as it was stored, or as it will be decided when the class is completed."""
    if enrolment.threshold is not None:
        figures = (enrolment.attended_minutes, enrolment.scheduled_minutes)
    else:
        figures = minutes(enrolment)
    return compared(enrolment, figures, _("Attendance"))


def threshold_of(enrolment) -> tuple[Decimal, str]:
    """(share, clause): as stored with the outcome, else as in force on the first day."""
    if enrolment.threshold is not None:
        return enrolment.threshold, enrolment.threshold_clause
    row = value_on("attendance_threshold", enrolment.training_class.starts_on)
    return row.value, row.clause


def compared(enrolment, figures: tuple[int, int], title: str) -> Check:
    """Attended and scheduled minutes against the threshold, before rounding (rules, section 9).

    A class of which every session was voided completes nobody.
    """
    (attended, scheduled), (value, clause) = figures, threshold_of(enrolment)
    passed = scheduled > 0 and Decimal(attended) >= value * scheduled
    return Check(
        "attendance_below_threshold",
        passed,
        title,
        _("%(attended)d of %(scheduled)d minutes, %(share)s%%; at least %(threshold)s%%")
        % {
            "attended": attended,
            "scheduled": scheduled,
            "share": percent(Decimal(attended) / scheduled if scheduled else Decimal(0)),
            "threshold": percent(value),
        },
        clause,
        "" if passed else missing(attended, scheduled, value),
    )


def percent(share: Decimal) -> str:
    return f"{share * 100:.1f}"


def missing(attended: int, scheduled: int, threshold: Decimal) -> str:
    """What would have changed the result."""
    needed = int((threshold * scheduled).to_integral_value(rounding="ROUND_CEILING"))
    return _("With %(more)d more minutes (%(needed)d in all) the threshold is reached.") % {
        "more": needed - attended,
        "needed": needed,
    }
