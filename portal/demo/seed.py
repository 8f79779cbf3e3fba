"""Lays out the whole demo city in one transaction, as the owner of the tables."""

from collections import defaultdict
from random import Random

from django.contrib.auth.hashers import make_password
from django.db.models import Count, Q

from core import audit, clock
from core.access import system_actor
from organizations.models import District, Organization, User
from organizations.services import add_membership
from policies.decisions.records import kept
from policies.models import Decision
from portal.demo.catalogue import make_programmes
from portal.demo.classes import S, make_class, make_sessions
from portal.demo.editorial import make_news
from portal.demo.history import tell_histories
from portal.demo.people import LOGINS, PASSWORD, invented_name
from portal.demo.places import INSTITUTIONS, make_organizations, make_teachers_and_venues
from portal.demo.rules import make_rule_set
from portal.demo.timetable import slots
from portal.demo.trainees import attend, enrol_all, make_workers
from programs.checks import decide_filing
from programs.models import Programme, Session, TrainingClass
from trainees.enums import SEATED_STATES, EnrolmentState
from trainees.models import KeyGroup

SEED = 20260101
WORKER_COUNT = 2000
TAUGHT = (S.COMPLETED, S.RUNNING, S.OPEN)
NEVER_GRANTED = (S.REFUSED, S.CANCELLED)  # their sessions are gone, and the figures with them
SEAT_HOLDERS = (*SEATED_STATES, EnrolmentState.COMPLETED, EnrolmentState.FAILED)


def is_empty() -> bool:
    return not Organization.objects.exists()


@clock.kept()
def seed() -> dict[str, int]:
    """Make the demo city; returns how many of each were made. Needs the reference rows."""
    random, actor = Random(SEED), system_actor("seed_demo")
    password = make_password(PASSWORD)
    organizations = make_organizations(actor)
    users = make_staff(actor, organizations, password)
    units = [organizations[key] for key, *_rest in INSTITUTIONS] + [organizations["enterprise.a"]]
    staff = make_teachers_and_venues(random, units, users["teacher.a"], invented_name)
    programmes = make_programmes(organizations)
    plan = slots(len(programmes), clock.today())
    classes = make_classes(random, plan, programmes, staff, users)
    sessions = make_all_sessions(plan, classes, staff)
    people = make_workers(WORKER_COUNT, list(District.objects.active()), password, random)
    groups = {group.code: group for group in KeyGroup.objects.all()}
    taught = [row for row in classes if row.state in TAUGHT]
    stories = enrol_all(taught, people, groups, random)
    attend(stories, sessions, random)
    keep_filings(classes)
    make_rule_set(users["policy.author"], organizations["city"])
    make_news(users["municipal.reviewer"], users["municipal.chief"], organizations["city"])
    count_seats()
    tell_histories(Programme.objects.all(), classes, [item.enrolment for item in stories], users)
    audit.record(actor, "seed_demo", organizations["city"], reason="演示数据，均为虚构")
    return {
        "organizations": len(organizations),
        "classes": len(classes),
        "workers": len(people),
        "enrolments": len(stories),
    }


def make_staff(actor, organizations, password) -> dict[str, User]:
    """The demo logins, and one reviewer without a password for every other district."""
    logins = list(LOGINS)
    reviewed = {key for _username, _name, key, role in LOGINS if role == "district_reviewer"}
    for district in District.objects.active():
        if district.code not in reviewed:
            name = f"reviewer-{district.code.lower()}"
            logins.append((name, f"{district.zh}审核员", district.code, "district_reviewer"))
    users: dict[str, User] = {}
    for username, name, key, role in logins:
        if username not in users:
            secret = "!" if username.startswith("reviewer-") else password
            users[username] = User.objects.create(
                username=username, name=name, password=secret, date_joined=clock.now()
            )
        add_membership(
            actor=actor, user=users[username], organization=organizations[key], role=role
        )
        users.setdefault(key, users[username])
    return users


def make_classes(random, plan, programmes, staff, users) -> list[TrainingClass]:
    """The classes of all units in the order of their first day."""
    keys = list(programmes)
    rows = []
    for slot in plan:
        key = keys[slot.unit]
        programme = programmes[key][slot.n % len(programmes[key])]
        venue = staff[programme.organization_id][1][slot.n % 4]
        reviewer = users[programme.district.code]
        filer = users.get(key, users["institution.a"])
        rows.append(make_class(slot, programme, venue, reviewer, filer, random))
    return TrainingClass.objects.bulk_create(rows)


def make_all_sessions(plan, classes, staff) -> dict[int, list[Session]]:
    """The stored sessions by class id; each class has one teacher, the last one's is the first."""
    rows = []
    for slot, training_class in zip(plan, classes, strict=True):
        teachers = staff[training_class.organization_id][0]
        rows += make_sessions(training_class, teachers[(slot.n + 2) % len(teachers)])
    by_class = defaultdict(list)
    for session in Session.objects.bulk_create(rows, batch_size=1000):
        by_class[session.training_class_id].append(session)
    return by_class


def keep_filings(classes) -> None:
    """The decision of every filing, as the service would have kept it."""
    filed = [row for row in classes if row.filed_at and row.state not in NEVER_GRANTED]
    Decision.objects.bulk_create(
        kept(row, decide_filing(row, row.filed_on), row.filed_at, row.filed_on) for row in filed
    )


def count_seats() -> None:
    """Set the seat counters to what the enrolments say, as `take_seat` would have."""
    held = Count("enrolments", filter=Q(enrolments__state__in=SEAT_HOLDERS))
    rows = list(TrainingClass.objects.annotate(held=held))
    for row in rows:
        row.seats_taken = row.held
    TrainingClass.objects.bulk_update(rows, ["seats_taken"])
