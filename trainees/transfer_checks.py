"""Whether somebody enrolled may change to another class of the same programme (workflow 2.4)."""

from dataclasses import replace

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from policies.decisions import Condition, Decided, Finding, Process, decide
from policies.queries import last_moment
from programs.enums import ClassState
from programs.models import TrainingClass
from trainees.checks import (
    CLOSE,
    EMPLOYED,
    ENROLLING,
    ENROLMENT,
    age_on,
    age_rules,
    close_facts,
    close_rules,
    employment_facts,
    own_group_facts,
)
from trainees.enums import STUDYING, EnrolmentState
from trainees.group_checks import GROUP
from trainees.guardian_checks import GUARDIAN_AGREES, own_guardian_facts
from trainees.queries import is_enrolled, minors_agreed


def is_movable(facts, rules) -> Finding:
    return Finding(facts["state"] in STUDYING, {"state": facts["state"]})


def is_same_programme(facts, rules) -> Finding:
    return Finding(facts["is_same"], {}, {"is_same": True})


def has_free_seat(facts, rules) -> Finding:
    """A seat that nobody waits for: whoever comes from another class overtakes nobody."""
    figures = {name: facts[name] for name in ("free", "seats", "waiting")}
    return Finding(facts["free"] > 0, figures, {"free": 1})


def seat_words(figures) -> str:
    if figures["waiting"]:
        return _("%(free)d of %(seats)d free; %(waiting)d wait for a seat") % figures
    return _("%(free)d of %(seats)d free") % figures


TRANSFER = Process(
    "transfer",
    1,
    (
        Condition(
            "movable",
            "transfer_not_possible",
            gettext_lazy("Enrolled in the class that is left"),
            is_movable,
            inputs=("state",),
            clause="gen §12",
            detail=lambda f: EnrolmentState(f["state"]).label,
            remedy=lambda f: _("Only who is enrolled or attends can change to another class."),
        ),
        Condition(
            "programme",
            "other_programme",
            gettext_lazy("The same programme, in another class"),
            is_same_programme,
            inputs=("is_same",),
            clause="gen §12",
            remedy=lambda f: _("Withdraw, and enrol in the other programme as usual."),
        ),
        replace(
            ENROLMENT.condition("open"),
            inputs=("is_taking", "class_state"),
            judge=(
                lambda facts, rules: Finding(
                    facts["is_taking"], {"state": facts["class_state"]}, {"is_taking": True}
                )
            ),
        ),
        ENROLMENT.condition("close"),
        replace(ENROLMENT.condition("age"), applies="knows_person"),
        GUARDIAN_AGREES,
        GROUP,
        EMPLOYED,
        replace(
            ENROLMENT.condition("once"),
            remedy=lambda f: _("Leave the waiting list of that class first."),
        ),
        ENROLMENT.condition("overlap"),
        Condition(
            "seat",
            "class_full",
            gettext_lazy("A seat is free that nobody waits for"),
            has_free_seat,
            inputs=("free", "seats", "waiting"),
            clause="gen §12",
            detail=seat_words,
            remedy=lambda f: _("Choose another class of this programme."),
        ),
    ),
    title=gettext_lazy("Transfer"),
)


def transfer_decided(actor, enrolment, target, trainee=None, *, is_minor=False) -> Decided:
    """All conditions as the acting side sees them.

    Age and group stand in the record of the person, which only the person reads: they are decided
    where the worker acts (`trainee` is given), at the request or the agreement. `is_minor` is what
    was found there, for the unit, which learns only whether somebody agrees for the person.
    """
    facts = {
        **(own_group_facts(actor, target) if trainee else {"needs_group": False}),
        **agreed_facts(actor, enrolment, trainee, is_minor=is_minor),
        **employment_facts(enrolment.trainee_id, target),
        **close_facts(target),
        "is_taking": target.state in ENROLLING,
        "class_state": target.state,
        "knows_person": trainee is not None,
        "age": age_on(trainee.birth_on, target.starts_on) if trainee else 0,
        "state": enrolment.state,
        "is_same": is_sister(enrolment.training_class, target),
        "is_enrolled": is_enrolled(enrolment.trainee_id, target),
        "overlaps": overlaps(enrolment, target),
        "free": target.seats_free,
        "seats": target.seats,
        "waiting": target.waiting,
    }
    rules = {**close_rules(), **age_rules(target)}
    return decide(TRANSFER, facts, rules)


def agreed_facts(actor, enrolment, trainee, *, is_minor: bool) -> dict:
    """Whether a guardian agrees, of who is a minor; nothing is asked of anybody else."""
    if trainee is not None:
        found = own_guardian_facts(actor, trainee)
        agreed = bool(found.get("guardian") or found.get("statement"))
        return {"is_minor": found["is_minor"], "is_agreed": agreed}
    agreed = is_minor and bool(minors_agreed([enrolment.trainee_id]))
    return {"is_minor": is_minor, "is_agreed": agreed}


def is_sister(one, other) -> bool:
    """Whether two classes are different ones of one programme."""
    return one.pk != other.pk and one.programme_id == other.programme_id


def overlaps(enrolment, target) -> bool:
    """Whether the person has a third class at the time of the target.

    A listed function: the class that is left is not counted, and units learn no more than that.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT transfer_overlaps(%s, %s)", [enrolment.pk, target.pk])
        return cursor.fetchone()[0]


def is_joinable(target) -> bool:
    """Whether the class still enrols."""
    return target.state == ClassState.OPEN and last_day_of(target) >= clock.today()


def last_day_of(target):
    """The last day on which somebody may change to a class."""
    return last_moment(CLOSE, target.starts_on)


def targets_of(actor, enrolment) -> list:
    """The other classes of the programme that enrol, the soonest first."""
    own = enrolment.training_class
    sisters = TrainingClass.objects.visible_to(actor).open().filter(programme=own.programme_id)
    rows = sisters.exclude(pk=own.pk).order_by("starts_on", "pk")
    return [row for row in rows.select_related("venue") if is_joinable(row)]
