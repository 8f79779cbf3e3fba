"""Completion: every trainee's outcome by the requirements of the programme, and why."""

from dataclasses import replace
from decimal import Decimal

from django.db.models import Q, Sum
from django.utils.translation import gettext as _
from psycopg2 import sql

from core import clock
from core.access import system_actor
from core.outbox import notify_many
from core.pages.parts import people
from core.refusals import Refused
from core.workflow import move_all
from policies.decisions import Check, Decided, RuleRow, checks_of, decide, store
from policies.enums import Outcome as Judgement
from policies.models import DatedValue
from programs.enums import SessionState
from trainees.completion_checks import COMPLETION, THRESHOLD, completion_of, threshold_of_class
from trainees.enums import EnrolmentState
from trainees.messages import Outcome
from trainees.models import Enrolment
from trainees.services.certificates import issue_all
from trainees.study_minutes import attended_minutes

SYSTEM = system_actor("completion")
FINAL = (SessionState.SEALED, SessionState.CANCELLED)
OVER = (SessionState.CLOSED, SessionState.SEALED)
RESULTS = {
    "complete": "Completed", "fail": "Not completed", "miss": "Not completed",
    "reassess": "Completed",
}  # fmt: skip


def all_sealed(training_class, actor) -> None:
    """Guard of `complete`: attendance is final. Raises Refused: sessions_open with figures."""
    sessions = training_class.sessions.all()
    ahead = Q(makes_up__isnull=False, state=SessionState.PLANNED)  # for a new assessment later
    left = sessions.exclude(state__in=FINAL).exclude(ahead).count()
    if left:
        raise Refused(
            "sessions_open",
            _("%(left)d of %(all)d sessions") % {"left": left, "all": sessions.count()},
            remedy=_("A session is sealed when the time for corrections is over."),
        )


def scores_in(training_class, actor) -> None:
    """Guard of `complete`: everybody who attended has a score where there is a final test.

    Raises Refused: scores_missing with figures.
    """
    if not training_class.programme.has_final_test:
        return
    attending = training_class.enrolments.filter(state=EnrolmentState.ATTENDING)
    missing = attending.filter(score=None).count()
    if missing:
        raise Refused("scores_missing", people(missing))


def miss_all(training_class, actor) -> None:
    """Effect of `finish`: whoever never signed in has not completed."""
    conclude(decide_all(training_class, EnrolmentState.CONFIRMED), {False: "miss"})


def complete_all(training_class, actor) -> None:
    """Effect of `complete`: the outcome of everybody who attended."""
    decided = decide_all(training_class, EnrolmentState.ATTENDING)
    conclude(decided, {True: "complete", False: "fail"})


def decide_all(training_class, state) -> dict[int, Decided]:
    """Enrolment id → what was decided, for everybody of a class in a state."""
    rows = Enrolment.objects.filter(training_class=training_class, state=state)
    return completion_of(training_class, list(rows.order_by("pk").values_list("pk", flat=True)))


def conclude(decided: dict[int, Decided], moves: dict[bool, str]) -> None:
    """Make the outcome of each, keep the decisions, tell the people.

    `moves` gives the move for whoever met the conditions (True) and for whoever did not (False).
    """
    done: list[Enrolment] = []
    now = clock.now()
    for passed, name in moves.items():
        chosen = [pk for pk, item in decided.items() if is_met(item) == passed]
        rows = Enrolment.objects.filter(pk__in=chosen).select_related("training_class")
        changed = move_all(
            rows, name, actor=SYSTEM, changes=lambda row: outcome(decided[row.pk], now)
        )
        if passed:
            issue_all(changed, decided, now)
        tell_all(changed, name)
        done += changed
    store((row, decided[row.pk]) for row in done)


def is_met(decided: Decided) -> bool:
    return decided.outcome == Judgement.GRANTED


def outcome(decided: Decided, at) -> dict:
    """The columns of an outcome: figures, threshold and clause as they were decided by."""
    rule = decided.rules[THRESHOLD]
    return {
        "outcome_at": at,
        "outcome_code": (decided.reasons or [""])[0],
        "attended_minutes": decided.facts["attended"],
        "scheduled_minutes": decided.facts["scheduled"],
        "made_up_minutes": decided.facts.get("made_up", 0),
        "threshold": Decimal(rule.figure),
        "threshold_clause": rule.clause,
    }


TOLD = sql.SQL("""
SELECT e.trainee_user_id, e.id, concat('/account/enrolments/', e.id, '/'),
    jsonb_build_object('class', c.name, 'result', %(result)s), true
FROM trainees_enrolment e JOIN programs_trainingclass c ON c.id = e.training_class_id
WHERE e.id = ANY(%(enrolments)s)
""")


def tell_all(enrolments: list[Enrolment], name: str) -> None:
    """Tell each trainee the outcome; two statements, however many there are."""
    told = {"enrolments": [row.pk for row in enrolments], "result": RESULTS[name]}
    notify_many(Outcome, TOLD, told, model=Enrolment)


def minutes(enrolment, states=None) -> tuple[int, int]:
    """(attended, scheduled) minutes of the sessions that count, or of those in some states."""
    sessions = enrolment.training_class.sessions.all()
    if states:
        sessions = sessions.filter(state__in=states)
    attended = attended_minutes(sessions.held(), [enrolment.pk], enrolment.training_class.starts_on)
    scheduled = sessions.scheduled().aggregate(sum=Sum("minutes"))["sum"] or 0
    return attended.get(enrolment.pk, 0), scheduled


def attendance_checks(enrolment) -> list[Check]:
    """Attendance against the threshold: the outcome, or how it stands after the sessions over."""
    if enrolment.threshold is not None:
        return [attendance_check(enrolment)]
    so_far = minutes(enrolment, OVER)
    if not so_far[1]:
        return []
    return [replace(compared(enrolment, so_far), title=_("Attendance so far"))]


def attendance_check(enrolment) -> Check:
    """The outcome as it was stored, or as it will be decided when the class is completed."""
    if enrolment.threshold is not None:
        return compared(enrolment, (enrolment.attended_minutes, enrolment.scheduled_minutes))
    return compared(enrolment, minutes(enrolment))


def compared(enrolment, figures: tuple[int, int]) -> Check:
    """Minutes against the threshold, in words."""
    facts = dict(zip(("attended", "scheduled"), figures, strict=True))
    (check,) = checks_of(decide(COMPLETION, facts, {THRESHOLD: threshold_of(enrolment)}))
    return check


def threshold_of(enrolment) -> RuleRow:
    """As stored with the outcome, else as in force on the first day."""
    if enrolment.threshold is None:
        return threshold_of_class(enrolment.training_class)
    figure = f"{enrolment.threshold.normalize():f}"
    return RuleRow(DatedValue.KIND, 0, THRESHOLD, figure, "share", enrolment.threshold_clause)
