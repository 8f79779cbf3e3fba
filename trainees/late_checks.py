"""Whether somebody may still join a class that is running, and until when (workflow 2.4)."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from policies.decisions import (
    Check,
    Condition,
    Decided,
    Finding,
    Process,
    check_one,
    cite,
    decide,
)
from policies.queries import limit_on, value_on
from programs.enums import ClassState
from trainees.ages import MAJORITY
from trainees.checks import EMPLOYED, ENROLMENT, age_rules, employment_facts, minute_of
from trainees.completion_checks import THRESHOLD, percent, threshold_of_class
from trainees.enums import LateState
from trainees.group_checks import for_groups
from trainees.guardian_checks import GUARDIAN_AGREES
from trainees.models.late_exception import TERM
from trainees.queries import is_enrolled, minors_agreed, people_overlap

PENDING, ENDED, MET = "pending", "ended", "met"


class Reach(NamedTuple):
    """Minutes of the sessions that have not begun, of all, and the last moment that suffices."""

    left: int
    scheduled: int
    last: datetime | None


def reach_of(training_class) -> Reach:
    """What somebody who joins now can still attend, and until when that is enough.

    Enough means: all sessions that have not begun reach the threshold of the class. The last
    moment is the beginning of the session that must not be missed; None where all are needed and
    one has begun before anybody could join, or nothing is planned.
    """
    held = training_class.sessions.scheduled().order_by("-starts_at", "-pk")
    sessions = list(held.values_list("starts_at", "minutes"))
    scheduled = sum(minutes for _at, minutes in sessions)
    needed = Decimal(threshold_of_class(training_class).figure) * scheduled
    last, counted = None, 0
    for starts_at, minutes in sessions:
        counted += minutes
        if counted >= needed:
            last = starts_at
            break
    now = clock.now()
    left = sum(minutes for starts_at, minutes in sessions if starts_at > now)
    return Reach(left, scheduled, last)


def last_day(training_class) -> date | None:
    """The last day on which somebody may join and still reach the threshold."""
    last = reach_of(training_class).last
    return timezone.localtime(last).date() if last else None


def is_running(facts, rules) -> Finding:
    return Finding(facts["is_running"], {"state": facts["state"]}, {"is_running": True})


def excepted(facts, rules) -> Finding:
    """Granted by the district, and its last day is not over."""
    figures = {name: facts[name] for name in ("until", "today")}
    passed = facts["is_granted"] and facts["today"] <= facts["until"]
    return Finding(passed, figures, {"until": facts["today"]})


def reaches(facts, rules) -> Finding:
    """The sessions that have not begun, all attended, meet the threshold (before rounding)."""
    threshold, scheduled = Decimal(rules[THRESHOLD].figure), facts["scheduled"]
    share = Decimal(facts["left"]) / scheduled if scheduled else Decimal(0)
    figures = {
        "left": facts["left"],
        "scheduled": scheduled,
        "share": percent(share),
        "threshold": percent(threshold),
        "last": facts["last"],
    }
    return Finding(scheduled > 0 and share >= threshold, figures)


def proven(facts, rules) -> Finding:
    """A confirmed proof of a group the programme names; one that is still read does not do."""
    figures = {"groups": facts["groups"], "proof": facts["proof"]}
    if facts["proof"] == PENDING:
        return Finding(None, figures, code="group_pending")
    code = "group_proof_expired" if facts["proof"] == ENDED else ""
    return Finding(facts["proof"] == MET, figures, {"proof": MET}, code)


def proof_words(figures) -> str:
    said = {
        PENDING: _("the home district is looking at the proof"),
        ENDED: _("the proof does not hold on the first day"),
    }
    words = [for_groups(figures["groups"]), said.get(figures["proof"], "")]
    return " · ".join(filter(None, words))


def exception_words(figures) -> str:
    if figures["until"]:
        return _("until %(until)s; today is %(today)s") % figures
    return _("not answered yet")


def reach_words(figures) -> str:
    share = _(
        "%(left)d of %(scheduled)d minutes have not begun, %(share)s%%; at least %(threshold)s%%"
    )
    until = _("enough until %(last)s") if figures["last"] else ""
    return " · ".join(words % figures for words in (share, until) if words)


def reach_remedy(figures) -> str:
    if figures["last"]:
        return _(
            "Until %(last)s it could have been reached. Enrol the person in another class of the "
            "programme."
        ) % {"last": figures["last"]}
    return _("Enrol the person in another class of the programme.")


LATE = Process(
    "late enrolment",
    1,
    (
        Condition(
            "running",
            "class_not_running",
            gettext_lazy("The class is running"),
            is_running,
            inputs=("is_running", "state"),
            clause="gen §12",
            detail=lambda f: ClassState(f["state"]).label,
            remedy=lambda f: _("Before the first session people enrol the usual way."),
        ),
        Condition(
            "exception",
            "late_exception_missing",
            gettext_lazy("The exception of the district is in force"),
            excepted,
            inputs=("is_granted", "until", "today"),
            rule=TERM,
            applies="needs_exception",
            detail=exception_words,
            remedy=lambda f: _("Ask the district for another exception."),
        ),
        Condition(
            "reach",
            "threshold_unreachable",
            gettext_lazy("The attendance threshold can still be met"),
            reaches,
            inputs=("left", "scheduled", "last"),
            rule=THRESHOLD,
            detail=reach_words,
            remedy=reach_remedy,
        ),
        ENROLMENT.condition("age"),
        GUARDIAN_AGREES,
        Condition(
            "group",
            "group_proof_missing",
            gettext_lazy("Belongs to a key group on the first day"),
            proven,
            inputs=("groups", "proof"),
            clause="gen §1",
            applies="needs_group",
            detail=proof_words,
            remedy=lambda f: _(
                "The person hands in the proof to the home district, which confirms it. Nobody is "
                "enrolled late before that."
            ),
        ),
        replace(EMPLOYED, remedy=lambda f: _("Record the employment first.")),
        ENROLMENT.condition("once"),
        replace(
            ENROLMENT.condition("overlap"),
            remedy=lambda f: _("The person leaves the other class first."),
        ),
        Condition(
            "seat",
            "class_full",
            gettext_lazy("A seat is free"),
            lambda facts, rules: Finding(
                facts["free"] > 0, {k: facts[k] for k in ("free", "seats")}, {"free": 1}
            ),
            inputs=("free", "seats"),
            clause="gen §12",
            detail=lambda f: _("%(free)d of %(seats)d free") % f,
            remedy=lambda f: _("Choose another class of this programme."),
        ),
    ),
    title=gettext_lazy("Late enrolment"),
)


def late_decided(row, *, needs_exception: bool = True) -> Decided:
    """All conditions for the person of an exception today, as its unit sees them.

    While it is only asked for there is none yet: then not `needs_exception`, and nobody tells the
    unit whether the person has proven a group.
    """
    training_class = row.training_class
    facts = {
        **(group_facts(row) if needs_exception else {"needs_group": False}),
        **employment_facts(row.trainee_id, training_class),
        **guardian_facts(row),
        **running_facts(training_class),
        **reach_facts(training_class),
        "needs_exception": needs_exception,
        "is_granted": row.state == LateState.GRANTED,
        "until": f"{row.enrol_until or ''}",
        "today": clock.today().isoformat(),
        "age": row.age,
        "is_enrolled": is_enrolled(row.trainee_id, training_class),
        "overlaps": bool(people_overlap([(row.trainee_id, training_class.pk)])),
        "free": training_class.seats_free,
        "seats": training_class.seats,
    }
    rules = {
        TERM: cite(limit_on(TERM, clock.today())),
        **reach_rules(training_class),
        **age_rules(training_class),
    }
    return decide(LATE, facts, rules)


def guardian_facts(row) -> dict:
    """Of who was a minor on the first day: yes or no, never who agreed nor how."""
    is_minor = row.age < int(value_on(MAJORITY, clock.today()).value)
    agreed = is_minor and bool(minors_agreed([row.trainee_id]))
    return {"is_minor": is_minor, "is_agreed": agreed}


def running_facts(training_class) -> dict:
    is_running = training_class.state == ClassState.RUNNING
    return {"is_running": is_running, "state": training_class.state}


def reach_facts(training_class) -> dict:
    reach = reach_of(training_class)
    last = minute_of(reach.last) if reach.last else ""
    return {"left": reach.left, "scheduled": reach.scheduled, "last": last}


def reach_rules(training_class) -> dict:
    return {THRESHOLD: threshold_of_class(training_class)}


def reach_checks(training_class) -> list[Check]:
    """What the district grants by: the class is running, and the threshold can still be met."""
    return [
        check_one(LATE, "running", running_facts(training_class), {}),
        check_one(LATE, "reach", reach_facts(training_class), reach_rules(training_class)),
    ]


def group_facts(row) -> dict:
    """What a listed function tells of the proofs the unit does not see: met, open, ended or none.

    Asked for every programme that names its groups, and of nobody but the person of the exception.
    """
    groups = row.training_class.programme.key_groups
    if not groups:
        return {"needs_group": False}
    with connection.cursor() as cursor:
        cursor.execute("SELECT late_proof(%s)", [row.pk])
        (proof,) = cursor.fetchone()
    return {"needs_group": True, "groups": list(groups), "proof": proof}
