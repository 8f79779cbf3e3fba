"""Completion: every trainee's attendance against the threshold in force, and why."""

from dataclasses import replace
from decimal import ROUND_CEILING, Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg2 import sql

from core import clock
from core.access import system_actor
from core.outbox import notify_many
from core.refusals import Refused
from core.workflow import move_all
from policies.decisions import (
    Check,
    Condition,
    Decided,
    Finding,
    Process,
    RuleRow,
    checks_of,
    cite,
    decide,
    store,
)
from policies.enums import Outcome as Judgement
from policies.models import DatedValue
from policies.queries import value_on
from programs.enums import SessionState
from trainees.enums import EnrolmentState
from trainees.messages import Outcome
from trainees.models import AttendanceRecord, Enrolment
from trainees.services.business_plans import passed_plans

SYSTEM = system_actor("completion")
FINAL = (SessionState.SEALED, SessionState.CANCELLED)
OVER = (SessionState.CLOSED, SessionState.SEALED)
RESULTS = {"complete": "Completed", "fail": "Not completed", "miss": "Not completed"}
THRESHOLD = "attendance_threshold"


def attendance(facts, rules) -> Finding:
    """Attended and scheduled minutes against the threshold, before rounding (rules, section 9).

    A class of which every session was voided completes nobody.
    """
    attended, scheduled = facts["attended"], facts["scheduled"]
    threshold = Decimal(rules[THRESHOLD].figure)
    passed = scheduled > 0 and Decimal(attended) >= threshold * scheduled
    needed = int((threshold * scheduled).to_integral_value(rounding=ROUND_CEILING))
    figures = {
        "attended": attended,
        "scheduled": scheduled,
        "share": percent(Decimal(attended) / scheduled if scheduled else Decimal(0)),
        "threshold": percent(threshold),
        "needed": needed,
        "more": max(0, needed - attended),
    }
    return Finding(passed, figures, {"attended": needed} if scheduled else None)


def plan_passed(facts, rules) -> Finding:
    """Where the programme asks for a business plan, it has passed (ent §3)."""
    return Finding(facts["plan_passed"], {}, {"plan_passed": True})


COMPLETION = Process(
    "completion",
    1,
    (
        Condition(
            "attendance",
            "attendance_below_threshold",
            gettext_lazy("Attendance"),
            attendance,
            inputs=("attended", "scheduled"),
            rule=THRESHOLD,
            detail=lambda f: (
                _("%(attended)d of %(scheduled)d minutes, %(share)s%%; at least %(threshold)s%%")
                % f
            ),
            remedy=lambda f: (
                _("With %(more)d more minutes (%(needed)d in all) the threshold is reached.") % f
            ),
        ),
        Condition(
            "business_plan",
            "business_plan_not_passed",
            gettext_lazy("The business plan has passed"),
            plan_passed,
            inputs=("plan_passed",),
            clause="ent §3",
            applies="needs_plan",
            remedy=lambda f: _("The plan has to pass before the class is completed."),
        ),
    ),
    title=gettext_lazy("Completion"),
)


def percent(share: Decimal) -> str:
    return f"{share * 100:.1f}"


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
    conclude(decide_all(training_class, EnrolmentState.CONFIRMED), {False: "miss"})


def complete_all(training_class, actor) -> None:
    """Effect of `complete`: the outcome of everybody who attended."""
    decided = decide_all(training_class, EnrolmentState.ATTENDING)
    conclude(decided, {True: "complete", False: "fail"})


def decide_all(training_class, state) -> dict[int, Decided]:
    """Enrolment id → what was decided, for everybody of a class in a state. Three queries."""
    people = Enrolment.objects.filter(training_class=training_class, state=state)
    ids = list(people.order_by("pk").values_list("pk", flat=True))
    held = training_class.sessions.held()
    scheduled = held.aggregate(sum=Sum("minutes"))["sum"] or 0
    records = AttendanceRecord.objects.filter(enrolment__in=ids, session__in=held)
    attended = dict(records.order_by().values_list("enrolment_id").annotate(Sum("minutes")))
    rules = {THRESHOLD: threshold_on(training_class.starts_on)}
    facts = {pk: {"attended": attended.get(pk, 0), "scheduled": scheduled} for pk in ids}
    add_plans(facts, training_class)
    return {pk: decide(COMPLETION, facts[pk], rules) for pk in ids}


def add_plans(facts: dict[int, dict], training_class) -> None:
    """Whether each business plan has passed, where the programme asks for one."""
    passed = passed_plans(training_class)
    if passed is not None:
        for pk, own in facts.items():
            own |= {"needs_plan": True, "plan_passed": pk in passed}


def threshold_on(first_day) -> RuleRow:
    """The threshold in force on the first day, as known on the day of the decision."""
    return cite(value_on(THRESHOLD, first_day, known_on=max(first_day, clock.today())))


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
        return threshold_on(enrolment.training_class.starts_on)
    figure = f"{enrolment.threshold.normalize():f}"
    return RuleRow(DatedValue.KIND, 0, THRESHOLD, figure, "share", enrolment.threshold_clause)
