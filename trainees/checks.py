"""The conditions of an enrolment, each with its figures, its clause and what would change it."""

from datetime import date, datetime
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from organizations.enums import OrganizationKind
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
from programs.enums import ClassState, Setting, TrainingType
from programs.models import TrainingClass
from trainees.ages import age_on
from trainees.group_checks import GROUP, group_facts
from trainees.guardian_checks import GUARDIAN, guardian_rules, own_guardian_facts
from trainees.models import Employment, GroupMembership
from trainees.models.group_membership import WITH_THE_DISTRICT
from trainees.queries import Standing, own_proofs, standing

ENROLLING = (ClassState.OPEN,)
ROSTERING = (ClassState.APPROVED, ClassState.OPEN)
CLOSE, OFFER = "tl_enrolment_close", "tl_waitlist_offer"


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
    figures = {"other": facts["other"]} if facts.get("other") else {}
    return Finding(not facts["overlaps"], figures, {"overlaps": False})


def has_seat(facts, rules) -> Finding:
    """A seat that nobody waits for, or a waiting list to stand on."""
    figures = {name: facts[name] for name in ("free", "seats", "waiting", "has_list")}
    return Finding(facts["free"] > 0 or facts["has_list"], figures, {"free": 1})


def seat_words(figures) -> str:
    if figures["free"] or not figures["has_list"]:
        return _("%(free)d of %(seats)d free") % figures
    place = {"seats": figures["seats"], "place": figures["waiting"] + 1}
    return _("all %(seats)d are taken; you would be number %(place)d on the waiting list") % place


def works_there(facts, rules) -> Finding:
    """Whoever works for the enterprise on the first day."""
    figures = {"enterprise": facts["enterprise"]}
    return Finding(facts["is_employed"], figures, {"is_employed": True})


def taken_in_time(facts, rules) -> Finding:
    """An offer stands until a moment, itself included."""
    figures = {"due": facts["due"], "now": facts["now"]}
    return Finding(facts["now"] <= facts["due"], figures)


EMPLOYED = Condition(
    "employed",
    "not_employed",
    gettext_lazy("Employed in the enterprise"),
    works_there,
    inputs=("is_employed", "enterprise"),
    clause="gen §12",
    applies="needs_employment",
    detail=lambda f: _("employees of %(enterprise)s on the first day") % f,
    remedy=lambda f: _("Ask your enterprise to record the employment, or choose another class."),
)
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
        GUARDIAN,
        GROUP,
        EMPLOYED,
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
            detail=lambda f: f.get("other", ""),
            remedy=lambda f: _("Withdraw from the other class first, or choose another time."),
        ),
        Condition(
            "seat",
            "class_full",
            gettext_lazy("A seat is free, or one can wait for it"),
            has_seat,
            inputs=("free", "seats", "waiting", "has_list"),
            clause="gen §12",
            detail=seat_words,
            remedy=lambda f: _("Choose another class of this programme."),
        ),
    ),
    title=gettext_lazy("Enrolment"),
)


ACCEPTANCE = Process(
    "acceptance of a seat",
    1,
    (
        Condition(
            "in_time",
            "waitlist_offer_expired",
            gettext_lazy("The seat is taken in time"),
            taken_in_time,
            inputs=("due", "now"),
            rule=OFFER,
            detail=lambda f: _("until %(due)s; now it is %(now)s") % f,
            remedy=lambda f: _("Enrol again: you come to the end of the waiting list."),
        ),
        ENROLMENT.condition("age"),
        GUARDIAN,
        GROUP,
        EMPLOYED,
        ENROLMENT.condition("overlap"),
    ),
    title=gettext_lazy("Acceptance of a seat"),
)


def enrolment_checks(actor, trainee, training_class, *, states=ENROLLING) -> list[Check]:
    """All conditions for the acting person and one class today, in words."""
    known = standing(trainee.pk, training_class)
    return checks_of(enrolment_decided(actor, trainee, training_class, known, states=states))


def enrolment_decided(
    actor, trainee, training_class, known: Standing, *, states=ENROLLING
) -> Decided:
    """All conditions for the acting person and one class today."""
    facts = {
        **own_group_facts(actor, training_class),
        **own_employment_facts(actor, training_class),
        **own_guardian_facts(actor, trainee),
        **open_facts(training_class, states),
        **close_facts(training_class),
        "age": age_on(trainee.birth_on, training_class.starts_on),
        "is_enrolled": known.is_enrolled,
        "overlaps": bool(known.busy_with),
        "other": known.busy_with,
        "free": training_class.seats_free,
        "seats": training_class.seats,
        "waiting": training_class.waiting,
        "has_list": training_class.has_waiting_list and training_class.state == ClassState.OPEN,
    }
    rules = {**close_rules(), **age_rules(training_class)}
    return decide(ENROLMENT, facts, rules)


def group_counted(actor, training_class) -> int | None:
    """The key group as which the acting person takes part in a class that is for some (key).

    Of the proof that holds on the first day; else of one the district still reads.
    """
    groups = training_class.programme.key_groups
    if not groups:
        return None
    proofs = GroupMembership.objects.visible_to(actor).filter(group__code__in=groups)
    held = proofs.holding(training_class.starts_on).order_by("pk").first()
    found = held or proofs.filter(state__in=WITH_THE_DISTRICT).order_by("pk").first()
    return found and found.group_id


def own_group_facts(actor, training_class) -> dict:
    """A programme that names its groups is for them alone; nothing is asked for any other."""
    groups = training_class.programme.key_groups
    if not groups:
        return {"needs_group": False}
    proofs = own_proofs.rows(actor)
    return {"needs_group": True} | group_facts(proofs, groups, training_class.starts_on)


def comes_first(actor, training_class) -> bool:
    """Whether the acting person has proven, for the first day, a group with priority."""
    held = GroupMembership.objects.visible_to(actor).holding(training_class.starts_on)
    return held.filter(group__goes_first=True).exists()


def own_employment_facts(actor, training_class) -> dict:
    """Of the acting person, as they see their own employments."""
    return _employment_facts(training_class, lambda: Employment.objects.visible_to(actor))


def employment_facts(trainee_id: int, training_class) -> dict:
    """Of a person, as both sides see the employments the enterprise has recorded."""
    return _employment_facts(training_class, lambda: Employment.objects.filter(trainee=trainee_id))


def _employment_facts(training_class, employments) -> dict:
    """An in-house class is for whoever works there on its first day; nothing is asked else."""
    if not is_in_house(training_class):
        return {"needs_employment": False}
    there = employments().filter(organization=training_class.organization_id)
    return {
        "needs_employment": True,
        "is_employed": there.on(training_class.starts_on).exists(),
        "enterprise": training_class.organization.name,
    }


def is_in_house(training_class) -> bool:
    """Whether an enterprise teaches its own people; `in_house` names such classes in a query."""
    terms = training_class.programme
    if (terms.training_type, terms.setting) != (TrainingType.ENTERPRISE, Setting.IN_HOUSE):
        return False
    return training_class.organization.kind == OrganizationKind.ENTERPRISE


def in_house(classes) -> QuerySet:
    """Those of some classes (keys) in which an enterprise teaches its own people."""
    return TrainingClass.objects.filter(
        pk__in=classes,
        organization__kind=OrganizationKind.ENTERPRISE,
        programme__training_type=TrainingType.ENTERPRISE,
        programme__setting=Setting.IN_HOUSE,
    )


def acceptance_decided(actor, enrolment, trainee, known: Standing, now: datetime) -> Decided:
    """Whether the acting person, who was offered a seat, may still take it."""
    training_class = enrolment.training_class
    facts = {
        **own_group_facts(actor, training_class),
        **own_employment_facts(actor, training_class),
        **own_guardian_facts(actor, trainee),
        "due": minute_of(enrolment.offer_due_at),
        "now": minute_of(now),
        "age": age_on(trainee.birth_on, training_class.starts_on),
        "overlaps": bool(known.busy_with),
        "other": known.busy_with,
    }
    offered_on = timezone.localtime(enrolment.offered_at).date()
    rules = {OFFER: cite(limit_on(OFFER, offered_on)), **age_rules(training_class)}
    return decide(ACCEPTANCE, facts, rules)


def minute_of(moment: datetime) -> str:
    """A moment as people here read and compare it."""
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


def open_facts(training_class, states) -> dict:
    return {"is_taking": training_class.state in states, "state": training_class.state}


def close_facts(training_class) -> dict:
    last = last_moment(CLOSE, training_class.starts_on)
    return {"last": last.isoformat(), "today": clock.today().isoformat()}


def close_rules() -> dict:
    return {CLOSE: cite(limit_on(CLOSE, clock.today()))}


def age_rules(training_class) -> dict:
    lowest = {"min_age": cite(value_on("min_age", training_class.starts_on))}
    return lowest | guardian_rules()


def open_check(training_class, states=ENROLLING) -> Check:
    return check_one(ENROLMENT, "open", open_facts(training_class, states), {})


def close_check(training_class) -> Check:
    return check_one(ENROLMENT, "close", close_facts(training_class), close_rules())


def age_check(birth_on: date, training_class) -> Check:
    """Old enough on the first day; an age is reached on the birthday."""
    facts = {"age": age_on(birth_on, training_class.starts_on)}
    return check_one(ENROLMENT, "age", facts, age_rules(training_class))
