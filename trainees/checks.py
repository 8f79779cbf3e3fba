"""The conditions of an enrolment, each with its figures, its clause and what would change it."""

from datetime import date

from django.utils.translation import gettext as _

from core import clock
from policies.decisions import Check
from policies.queries import last_moment, limit_on, value_on
from programs.enums import ClassState
from trainees.models import Enrolment
from trainees.queries import person_overlaps

ENROLLING = (ClassState.OPEN,)
ROSTERING = (ClassState.APPROVED, ClassState.OPEN)


def enrolment_checks(trainee, training_class, *, states=ENROLLING) -> list[Check]:
    """All conditions for one person and one class today; `trainee` is a Trainee."""
    return [
        open_check(training_class, states),
        close_check(training_class),
        age_check(trainee.birth_on, training_class),
        once_check(trainee.pk, training_class),
        overlap_check(trainee.pk, training_class),
        seat_check(training_class),
    ]


def open_check(training_class, states=ENROLLING) -> Check:
    return Check(
        "enrolment_closed",
        training_class.state in states,
        _("The class is enrolling"),
        training_class.get_state_display(),
        remedy=_("Choose a class that is enrolling."),
    )


def close_check(training_class) -> Check:
    """Enrolment closes `tl_enrolment_close` before the first session."""
    today = clock.today()
    limit = limit_on("tl_enrolment_close", today)
    last = last_moment("tl_enrolment_close", training_class.starts_on)
    return Check(
        "enrolment_closed",
        today <= last,
        _("Enrolment is still open"),
        _("until %(last)s; today is %(today)s") % {"last": last, "today": today},
        str(limit),
        _("Choose a class that starts later."),
    )


def age_check(birth_on: date, training_class) -> Check:
    """Old enough on the first day; an age is reached on the birthday."""
    lowest = value_on("min_age", training_class.starts_on)
    age = age_on(birth_on, training_class.starts_on)
    return Check(
        "under_age",
        age >= lowest.value,
        _("Age on the first day"),
        _("%(age)d years, at least %(lowest)d") % {"age": age, "lowest": lowest.value},
        lowest.clause,
    )


def age_on(birth_on: date, day: date) -> int:
    had_birthday = (day.month, day.day) >= (birth_on.month, birth_on.day)
    return day.year - birth_on.year - (not had_birthday)


def once_check(trainee_id, training_class) -> Check:
    live = Enrolment.objects.live().filter(training_class=training_class, trainee_id=trainee_id)
    return Check(
        "already_enrolled",
        trainee_id is None or not live.exists(),
        _("Not enrolled in this class yet"),
    )


def overlap_check(trainee_id, training_class) -> Check:
    return Check(
        "overlapping_class",
        trainee_id is None or not person_overlaps(trainee_id, training_class),
        _("No other class at the same time"),
        remedy=_("Withdraw from the other class first, or choose another time."),
    )


def seat_check(training_class) -> Check:
    words = {"free": training_class.seats_free, "seats": training_class.seats}
    return Check(
        "class_full",
        training_class.seats_free > 0,
        _("A seat is free"),
        _("%(free)d of %(seats)d free") % words,
        remedy=_("Choose another class of this programme."),
    )
