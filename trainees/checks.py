"""The conditions of an enrolment, each with its figures, its clause and what would change it."""

from datetime import date
from decimal import Decimal

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
    checks_of,
    cite,
    decide,
)
from policies.queries import last_moment, limit_on, value_on
from programs.enums import ClassState
from trainees.queries import Standing, standing

ENROLLING = (ClassState.OPEN,)
ROSTERING = (ClassState.APPROVED, ClassState.OPEN)
CLOSE = "tl_enrolment_close"


def is_taking(facts, rules) -> Finding:
    return Finding(facts["is_taking"], {"state": facts["state"]}, {"is_taking": True})


def in_time(facts, rules) -> Finding:
    """Enrolment closes `tl_enrolment_close` before the first session."""
    figures = {"last": facts["last"], "today": facts["today"]}
    return Finding(facts["today"] <= facts["last"], figures, {"last": facts["today"]})


def old_enough(facts, rules) -> Finding:
    lowest = int(Decimal(rules["min_age"].figure))
    figures = {"age": facts["age"], "lowest": lowest}
    return Finding(facts["age"] >= lowest, figures, {"age": lowest})


def not_there_yet(facts, rules) -> Finding:
    return Finding(not facts["is_enrolled"], {}, {"is_enrolled": False})


def no_overlap(facts, rules) -> Finding:
    return Finding(not facts["overlaps"], {}, {"overlaps": False})


def has_seat(facts, rules) -> Finding:
    figures = {"free": facts["free"], "seats": facts["seats"]}
    return Finding(facts["free"] > 0, figures, {"free": 1})


ENROLMENT = Process(
    "enrolment",
    1,
    (
        Condition(
            "open",
            "enrolment_closed",
            gettext_lazy("The class is enrolling"),
            is_taking,
            inputs=("is_taking", "state"),
            clause="gen §12",
            detail=lambda f: ClassState(f["state"]).label,
            remedy=lambda f: _("Choose a class that is enrolling."),
        ),
        Condition(
            "close",
            "enrolment_closed",
            gettext_lazy("Enrolment is still open"),
            in_time,
            inputs=("last", "today"),
            rule=CLOSE,
            detail=lambda f: _("until %(last)s; today is %(today)s") % f,
            remedy=lambda f: _("Choose a class that starts later."),
        ),
        Condition(
            "age",
            "under_age",
            gettext_lazy("Age on the first day"),
            old_enough,
            inputs=("age",),
            rule="min_age",
            detail=lambda f: _("%(age)d years, at least %(lowest)d") % f,
        ),
        Condition(
            "once",
            "already_enrolled",
            gettext_lazy("Not enrolled in this class yet"),
            not_there_yet,
            inputs=("is_enrolled",),
            clause="gen §12",
        ),
        Condition(
            "overlap",
            "overlapping_class",
            gettext_lazy("No other class at the same time"),
            no_overlap,
            inputs=("overlaps",),
            clause="gen §12",
            remedy=lambda f: _("Withdraw from the other class first, or choose another time."),
        ),
        Condition(
            "seat",
            "class_full",
            gettext_lazy("A seat is free"),
            has_seat,
            inputs=("free", "seats"),
            clause="gen §12",
            detail=lambda f: _("%(free)d of %(seats)d free") % f,
            remedy=lambda f: _("Choose another class of this programme."),
        ),
    ),
    title=gettext_lazy("Enrolment"),
)


def enrolment_checks(trainee, training_class, *, states=ENROLLING) -> list[Check]:
    """All conditions for one person and one class today, in words; `trainee` is a Trainee."""
    known = standing(trainee.pk, training_class)
    return checks_of(enrolment_decided(trainee, training_class, known, states=states))


def enrolment_decided(trainee, training_class, known: Standing, *, states=ENROLLING) -> Decided:
    """All conditions for one person and one class today."""
    facts = {
        **open_facts(training_class, states),
        **close_facts(training_class),
        "age": age_on(trainee.birth_on, training_class.starts_on),
        "is_enrolled": known.is_enrolled,
        "overlaps": known.is_busy,
        "free": training_class.seats_free,
        "seats": training_class.seats,
    }
    rules = {**close_rules(), **age_rules(training_class)}
    return decide(ENROLMENT, facts, rules)


def open_facts(training_class, states) -> dict:
    return {"is_taking": training_class.state in states, "state": training_class.state}


def close_facts(training_class) -> dict:
    last = last_moment(CLOSE, training_class.starts_on)
    return {"last": last.isoformat(), "today": clock.today().isoformat()}


def close_rules() -> dict:
    return {CLOSE: cite(limit_on(CLOSE, clock.today()))}


def age_rules(training_class) -> dict:
    return {"min_age": cite(value_on("min_age", training_class.starts_on))}


def open_check(training_class, states=ENROLLING) -> Check:
    return check_one(ENROLMENT, "open", open_facts(training_class, states), {})


def close_check(training_class) -> Check:
    return check_one(ENROLMENT, "close", close_facts(training_class), close_rules())


def age_check(birth_on: date, training_class) -> Check:
    """Old enough on the first day; an age is reached on the birthday."""
    facts = {"age": age_on(birth_on, training_class.starts_on)}
    return check_one(ENROLMENT, "age", facts, age_rules(training_class))


def age_on(birth_on: date, day: date) -> int:
    had_birthday = (day.month, day.day) >= (birth_on.month, birth_on.day)
    return day.year - birth_on.year - (not had_birthday)
