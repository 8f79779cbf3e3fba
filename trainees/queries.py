"""Reads across people and enrolments, and the functions that look across tenants."""

from datetime import date, datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from core import clock
from core.clock import local_day
from core.models import Job
from core.models.job import LIVE
from core.prepared import Prepared
from core.punctuation import enumerated
from policies.queries import value_on
from programs.enums import SessionState
from programs.models import Session
from trainees.enums import LIVE_STATES, MAKE_UP_STATES, EnrolmentState, PlanResult
from trainees.models import (
    BusinessPlan,
    CheckIn,
    Enrolment,
    GroupMembership,
    KeyGroup,
    Trainee,
)
from trainees.study_minutes import attended_at

CONFLICT = -1
# Whoever never came to the course has nothing that a lesson more could complete.
MAY_MAKE_UP = Q(state__in=MAKE_UP_STATES) & (
    ~Q(state=EnrolmentState.FAILED) | Q(first_signed_in_at__isnull=False)
)
STANDING = "SELECT is_enrolled, busy_with FROM person_standing(%s, %s, %s)"


class Standing(NamedTuple):
    """Whether a person is in a class already, and the name of another at its time."""

    is_enrolled: bool
    busy_with: str | None


@Prepared
def own_proofs(actor):
    """The acting person's proofs of key groups that count, or may once they are answered."""
    return GroupMembership.objects.visible_to(actor).counting()


def standing(trainee_id: int, training_class) -> Standing:
    """How the acting person stands to a class.

    A listed function, whose plan the server keeps; it answers about oneself alone.
    """
    with connection.cursor() as cursor:
        cursor.execute(STANDING, [trainee_id, training_class.pk, list(LIVE_STATES)])
        return Standing(*cursor.fetchone())


def is_enrolled(trainee_id: int, training_class) -> bool:
    """Whether the asking side sees a live enrolment of the person in the class."""
    there = Enrolment.objects.live().filter(training_class=training_class)
    return there.filter(trainee_id=trainee_id).exists()


def who_missed(session):
    """The enrolments that miss minutes of a session that was held, and may make them up.

    What they have made up already is no longer missed; of a session that was voided nobody does.
    """
    if session.state == SessionState.CANCELLED:
        return Enrolment.objects.none()
    of_class = Enrolment.objects.filter(training_class=session.training_class_id)
    ids = list(of_class.filter(MAY_MAKE_UP).values_list("pk", flat=True))
    attended = attended_at(session, ids)
    missed = [pk for pk in ids if attended.get(pk, 0) < session.minutes]
    return Enrolment.objects.filter(pk__in=missed)


def coming_sessions(actor):
    """The sessions of one's own classes that are not over; of make-up ones those one needs."""
    own = Enrolment.objects.visible_to(actor)
    seen = Session.objects.visible_to(actor).held().filter(ends_at__gte=clock.now())
    classes = own.filter(MAY_MAKE_UP).values("training_class")
    needed = make_ups_needed(own, seen.filter(training_class__in=classes))
    of_course = Q(makes_up=None, training_class__in=own.seated().values("training_class"))
    return seen.filter(of_course | Q(pk__in=needed)).order_by("starts_at", "pk")


def make_ups_needed(own, sessions) -> list[int]:
    """The make-up sessions among these in which one of these enrolments is expected."""
    make_ups = sessions.filter(makes_up__isnull=False).select_related("makes_up")
    return [row.pk for row in make_ups if own.filter(pk__in=who_missed(row.makes_up)).exists()]


def match_people(kinds: list, hashes: list, names: list) -> dict[int, int]:
    """Places (from 0) of the people who are known: trainee id, or `CONFLICT` for another name.

    Takes document types, `hash_many` of the numbers, and names, in the same order.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT place - 1, coalesce(trainee_id, %s) FROM match_people(%s, %s, %s)",
            [CONFLICT, kinds, hashes, names],
        )
        return dict(cursor.fetchall())


def people_overlap(pairs: list[tuple]) -> set[int]:
    """Places (from 0) of the `(trainee id or None, class id)` at whose time the person is busy."""
    known = [(n, *pair) for n, pair in enumerate(pairs) if pair[0] not in {None, CONFLICT}]
    if not known:
        return set()
    places, people, classes = zip(*known, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT place - 1 FROM people_overlap(%s::bigint[], %s::bigint[])",
            [list(people), list(classes)],
        )
        return {places[row[0]] for row in cursor.fetchall()}


def minors_agreed(people: list) -> set[int]:
    """Those of some people (trainee ids, None, `CONFLICT`) for whom a guardian agrees, or who live
    on their own income as they stated.
    """
    known = [person for person in people if person not in {None, CONFLICT}]
    if not known:
        return set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT person FROM minors_agreed(%s::bigint[])", [known])
        return {row[0] for row in cursor.fetchall()}


class WardClass(NamedTuple):
    """What a guardian reads of one enrolment of a ward."""

    enrolment: int
    state: str
    name: str
    number: str
    institution: str
    place: str
    starts_on: date
    ends_on: date
    next_at: datetime | None

    @property
    def label(self) -> str:
        return EnrolmentState(self.state).label

    @property
    def tone(self) -> str:
        return Enrolment.STATE_TONES.get(self.state, "neutral")


def classes_of_ward(guardianship) -> list[WardClass]:
    """The classes of a ward, the latest first; nothing for whoever is not its guardian now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM classes_of_ward(%s)", [guardianship.pk])
        return [WardClass(*row) for row in cursor.fetchall()]


def job_on(roster, actor) -> Job | None:
    """The latest job that imports or undoes a roster, if the actor sees it."""
    jobs = Job.objects.visible_to(actor).filter(organization_id=roster.organization_id)
    own = jobs.filter(about_model=roster._meta.label_lower, about_id=str(roster.pk))
    return own.order_by("-created_at").first()


def live_checks(actor) -> list[Job]:
    """Dry runs of the actor's unit that wait or run."""
    own = Job.objects.visible_to(actor).filter(organization_id=actor.organization_id)
    return list(own.filter(kind="roster_check", state__in=LIVE)[:20])


def phones_of(user_ids) -> dict[int, str]:
    """{user id: phone} of people whose account is active; for the system worker alone."""
    rows = Trainee.objects.filter(user_id__in=user_ids, user__is_active=True)
    return dict(rows.values_list("user_id", "phone"))


def first_groups() -> str:
    """The key groups whose people come first on a waiting list."""
    return enumerated(KeyGroup.objects.filter(goes_first=True, is_active=True))


def group_names() -> dict[str, str]:
    """The key groups in use by their codes, in the order of the list."""
    return {row.code: str(row) for row in KeyGroup.objects.filter(is_active=True).order_by("pk")}


def flags_of(session, records) -> dict[int, list[str]]:
    """Record id → what a person should look at: place and device of its check-ins, in words.

    Signs, never verdicts: far from the venue, or a device that signed in somebody else, too.
    """
    check_ins = CheckIn.objects.filter(session=session, record__in=[row.pk for row in records])
    rows = list(check_ins.values_list("record_id", "device_mark", "distance", "accuracy"))
    people = {mark: {row[0] for row in rows if row[1] == mark} for mark in {row[1] for row in rows}}
    radius = int(value_on("venue_radius", local_day(session.starts_at)).value) if rows else 0
    found: dict[int, list[str]] = {}
    for record, mark, distance, accuracy in rows:
        words = found.setdefault(record, [])
        if distance is not None and distance - accuracy > radius:
            words.append(_("%(metres)d m from the venue") % {"metres": distance})
        if mark and len(people[mark]) > 1:
            words.append(_("one device for %(count)d people") % {"count": len(people[mark])})
    return {record: sorted(set(words)) for record, words in found.items() if words}


def passed_plans(training_class) -> set[int] | None:
    """Enrolments whose business plan has passed; None where the programme asks for none."""
    if not training_class.programme.needs_business_plan:
        return None
    of_class = BusinessPlan.objects.filter(enrolment__training_class=training_class)
    passed = of_class.filter(result=PlanResult.PASSED)
    return set(passed.values_list("enrolment_id", flat=True))
