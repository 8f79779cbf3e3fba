"""Two people plan the same teacher or room in the same instant: one of them is refused."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connections
from django.utils import timezone

from core.refusals import Refused
from core.tenancy.scope import OWNER, acting_as
from programs.models import Session, Venue
from programs.services.classes import create_class
from programs.services.timetable import plan_session
from tests import world as laid_out
from tests.programs.timetables import MORNING, monday
from tests.teaching import make_teacher

ROUNDS = 8


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
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
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
