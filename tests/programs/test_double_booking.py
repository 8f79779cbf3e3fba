"""Many plan the same teacher or room in the same instant: one of them may, the others read why.

One human teaches for many institutions, which do not see each other's teachers: the constraint of
the database is on the person, and the service holds the person before it asks.
"""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import Error, IntegrityError, connection, connections, transaction
from django.utils import timezone

from core.access import Actor
from core.enums import Face, Role
from core.refusals import Refused
from core.tenancy.scope import OWNER, acting_as
from organizations.enums import OrganizationKind
from organizations.models import Organization
from programs.models import Programme, Session, TrainingClass, Venue
from programs.services.bookings import rooms_shared
from programs.services.classes import create_class
from programs.services.timetable import plan_session
from tests import world as laid_out
from tests.programs.timetables import MORNING, monday
from tests.sizes import size
from tests.teaching import invented_number, make_teacher, person_of

ROUNDS = 8
EXCLUDED, DEADLOCK = "23P01", "40P01"
INSTITUTIONS = size(24, 100)
INSERT = """
INSERT INTO programs_session (organization_id, district_id, training_class_id, ordinal, starts_at,
    ends_at, lessons, minutes, mode, teacher_id, person_id, venue_id, topic, state, is_announced,
    secret, holiday_reason)
SELECT c.organization_id, c.district_id, c.id, 99, %s, %s, 4, 180, 'offline', t.id, t.person_id,
    c.venue_id, '', 'planned', false, '', ''
FROM programs_trainingclass c JOIN programs_teacher t ON t.organization_id = c.organization_id
WHERE c.id = %s
"""


@pytest.fixture
def rivals(transactional_db):
    """The school acting, and two drafts with a teacher and a room of their own each."""
    with acting_as(OWNER):
        side = laid_out.make_world()["甲"]
        own = {"organization": side.organization, "district": side.district}
        rooms = [side.venue, Venue.objects.create(**own, name="二", address="路", places=9)]
        teachers = [side.teacher, make_teacher("另一位", **own)]
    actor = laid_out.unit_actor(side)
    with acting_as(actor.scope):
        drafts = [
            create_class(actor=actor, programme=side.programme, name="班", venue=room, seats=9)
            for room in rooms
        ]
    return actor, [
        {"training_class": draft, "teacher": teacher, "venue": room}
        for draft, teacher, room in zip(drafts, teachers, rooms, strict=True)
    ]


def book(plan, actor, start, answers):
    """One thread: plan when the other is ready, keep the answer."""
    try:
        with acting_as(actor.scope):
            plan["training_class"].refresh_from_db()  # the connection is open before the race
            start.wait()
            plan_session(actor=actor, **plan)
        answers.append("planned")
    except Refused as refused:
        answers.append(refused)
    except Exception as error:  # noqa: BLE001 - a deadlock must be seen, not lost in a thread
        answers.append(error)
    finally:
        connections.close_all()


def race(actor, plans):
    """Both plan at once; what each was answered."""
    start, answers = threading.Barrier(len(plans)), []
    threads = [threading.Thread(target=book, args=(plan, actor, start, answers)) for plan in plans]
    at_once(threads)
    return answers


@pytest.mark.parametrize(("what", "code"), [("teacher", "teacher"), ("venue", "room")])
def test_of_two_at_once_one_is_planned_and_the_other_reads_what_is_in_the_way(rivals, what, code):
    actor, plans = rivals
    with acting_as(OWNER):
        first = timezone.make_aware(datetime.combine(monday(), MORNING))
    for n in range(ROUNDS):
        when = {"starts_at": first + timedelta(days=n), "lessons": 4}
        shared = {what: plans[0][what]}
        answers = race(actor, [{**plan, **when, **shared} for plan in plans])
        assert answers.count("planned") == 1, answers
        refused = next(answer for answer in answers if answer != "planned")
        assert getattr(refused, "code", refused) == f"{code}_double_booked"
        with acting_as(OWNER):
            (row,) = Session.objects.filter(**when).select_related("training_class")
        assert row.training_class.number in refused.detail


@pytest.fixture
def competitors(transactional_db):
    """(who acts, a draft with the one teacher and an own room) of many institutions."""
    with acting_as(OWNER):
        side = laid_out.make_world()["甲"]
        number = invented_number()
        return [competitor(side, n, number) for n in range(INSTITUTIONS)]


def competitor(side, n, number):
    """An institution that employs the person of this number, too."""
    unit = Organization.objects.create(
        number=f"R{n}", kind=OrganizationKind.INSTITUTION, name=f"第{n}学校", short_name=f"第{n}校",
        district=side.district,
    )  # fmt: skip
    own = {"organization": unit, "district": side.district}
    teacher = make_teacher("同一位", **own, number=number)
    room = Venue.objects.create(**own, name="一", address="路", places=60)
    programme = Programme.objects.create(
        **own, number=f"PR{n}", name="项目", training_type="key_group", level="5", lessons=8,
        occupation=side.programme.occupation, textbook="书", state="listed",
        submitted_at=side.programme.submitted_at,
    )  # fmt: skip
    draft = TrainingClass.objects.create(
        **own, number=f"CR{n}", name="班", programme=programme, venue=room, seats=9
    )
    user = laid_out.member(f"rival.{n}", "管理", unit, Role.INSTITUTION_ADMIN)
    role, face = Role.INSTITUTION_ADMIN, Face.ORGANIZATION
    actor = Actor(user.pk, unit.pk, role, side.district.pk, face)
    return actor, {"training_class": draft, "teacher": teacher, "venue": room}


def first_morning():
    with acting_as(OWNER):
        return timezone.make_aware(datetime.combine(monday(), MORNING))


def test_of_many_institutions_one_books_the_person_and_the_others_read_only_the_time(
    competitors, record_counts
):
    begins = first_morning()
    when = {"starts_at": begins, "lessons": 4}
    start, answers = threading.Barrier(len(competitors)), []
    at_once(
        [
            threading.Thread(target=book, args=({**plan, **when}, actor, start, answers))
            for actor, plan in competitors
        ]
    )
    refused = [answer for answer in answers if answer != "planned"]
    assert len(answers) - len(refused) == 1
    assert {getattr(one, "code", one) for one in refused} == {"teacher_double_booked"}
    told = f"{begins:%Y-%m-%d} 09:00–12:00，在其他机构"
    assert {(one.detail, one.remedy) for one in refused} == {(told, "当天12:00起空闲。")}
    with acting_as(OWNER):
        assert Session.objects.filter(starts_at=begins).count() == 1
    record_counts(f"one person, {len(competitors)} institutions at once: booked by one")


def insert(actor, draft, span, start, answers):
    """One thread: the statement alone, without the service and what it holds."""
    try:
        with acting_as(actor.scope), transaction.atomic(), connection.cursor() as cursor:
            start.wait()
            cursor.execute(INSERT, [*span, draft.pk])
        answers.append("planned")
    except Error as error:
        answers.append(error.__cause__.pgcode)
    finally:
        connections.close_all()


def test_of_many_raw_statements_at_once_one_books_the_person(competitors, record_counts):
    begins = first_morning()
    span = (begins, begins + timedelta(hours=3))
    start, answers = threading.Barrier(len(competitors)), []
    at_once(
        [
            threading.Thread(
                target=insert, args=(actor, plan["training_class"], span, start, answers)
            )
            for actor, plan in competitors
        ]
    )
    assert answers.count("planned") == 1, answers
    assert set(answers) <= {"planned", EXCLUDED, DEADLOCK}
    with acting_as(OWNER):
        assert Session.objects.filter(starts_at=begins).count() == 1
    record_counts(f"one person, {len(competitors)} raw inserts at once: stored once")


def test_no_session_names_another_person_than_its_teacher(competitors):
    (actor, plan), _other, *_rest = competitors
    begins = first_morning()
    with acting_as(actor.scope):
        session = plan_session(actor=actor, starts_at=begins, lessons=4, **plan)
    with acting_as(OWNER):
        stranger = person_of(invented_number())
    with pytest.raises(IntegrityError, match="teacher_person"), acting_as(actor.scope):
        Session.objects.filter(pk=session.pk).update(person=stranger)


def test_a_room_that_seems_to_be_the_same_is_told_and_not_refused(competitors):
    (actor, plan), (rival, other), *_rest = competitors
    begins = first_morning()
    with acting_as(OWNER):
        Venue.objects.filter(pk=plan["venue"].pk).update(name="１ 号（教室）")
        Venue.objects.filter(pk=other["venue"].pk).update(name="1号教室")
        another = make_teacher("另一位", **{
            name: getattr(other["training_class"], name) for name in ("organization", "district")
        })  # fmt: skip
    with acting_as(actor.scope):
        plan_session(actor=actor, starts_at=begins, lessons=4, **plan)
        assert rooms_shared(plan["training_class"]) == []
    with acting_as(rival.scope):
        plan_session(actor=rival, starts_at=begins, lessons=4, **{**other, "teacher": another})
        assert rooms_shared(other["training_class"]) == [f"{begins:%Y-%m-%d} 09:00–12:00"]
        assert rooms_shared(plan["training_class"]) == [], "a class of another institution"


def at_once(threads):
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
