"""Many at once, over connections of their own: never oversold, never in two places."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import connection

from core import clock
from core.access import Actor
from core.enums import Face, Role
from core.identifiers.documents import check_character
from core.refusals import Refused
from core.tenancy.scope import AUTH, OWNER, acting_as
from core.workflow import perform
from organizations.models import District
from programs.models import Session, TrainingClass, Venue
from tests import world as laid_out
from tests.sizes import size
from tests.teaching import make_teacher
from trainees.models import Enrolment
from trainees.services.enrolment import enrol
from trainees.services.people import Person, register_worker

CROWD, ROUNDS = 16, 5
RACES = size(5, 1000)


@pytest.fixture
def side(transactional_db):
    with acting_as(OWNER):
        made = laid_out.make_world()["甲"]
        first = clock.today() + timedelta(days=30)
        TrainingClass.objects.filter(pk=made.training_class.pk).update(
            starts_on=first, ends_on=first, seats=9, seats_taken=1, has_waiting_list=False
        )
        return made


def newcomer(n) -> Actor:
    """The n-th registered worker."""
    born = date(1980, 1, 1) + timedelta(days=n)
    body = f"210202{born:%Y%m%d}{100 + n:03d}"
    with acting_as(AUTH):
        person = Person(
            "citizen_id", body + check_character(body), f"学员{n}", f"1350000{n:04d}",
            District.objects.get(code="DL-06").pk, consented=True,
        )  # fmt: skip
        user = register_worker(person=person, username=f"w{n}", password="a-long-password")
    return Actor(user_id=user.pk, role=Role.WORKER, face=Face.WORKER)


def at_once(steps) -> list[str]:
    """Run all steps at the same moment; the code of its refusal, or "" for each."""
    gate = Barrier(len(steps))

    def run(step):
        gate.wait()
        try:
            step()
        except Refused as refused:
            return refused.code
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(steps)) as pool:
        return list(pool.map(run, steps))


def joining(actor, number):
    def step():
        with acting_as(actor.scope):
            row = TrainingClass.objects.get(number=number)
            enrol(actor=actor, training_class=row)

    return step


def seats(side) -> tuple[int, int]:
    """(taken by the counter, held by enrolments)."""
    with acting_as(OWNER):
        row = TrainingClass.objects.get(pk=side.training_class.pk)
        return row.seats_taken, Enrolment.objects.filter(training_class=row).seated().count()


def test_of_sixteen_for_one_seat_exactly_one_gets_it_every_time(side, record_counts):
    crowd = [newcomer(n) for n in range(CROWD)]
    with acting_as(OWNER):
        TrainingClass.objects.filter(pk=side.training_class.pk).update(seats=2)
    for _round in range(RACES):
        answers = at_once([joining(actor, side.training_class.number) for actor in crowd])
        assert sorted(answers) == ["", *["class_full"] * (CROWD - 1)]
        assert seats(side) == (2, 2)
        winner = crowd[answers.index("")]
        with acting_as(winner.scope):
            own = Enrolment.objects.visible_to(winner).get(state="confirmed")
            perform(own, "withdraw", actor=winner, reason="再试一次")
        assert seats(side) == (1, 1)
    record_counts(f"one seat, {CROWD} threads, {RACES} rounds: one each time")


def test_one_person_in_two_tabs_is_enrolled_once(side):
    actor = newcomer(1)
    number = side.training_class.number
    answers = at_once([joining(actor, number) for _tab in range(4)])
    assert sorted(answers) == ["", *["already_enrolled"] * 3]
    assert seats(side) == (2, 2)


def test_one_person_for_two_overlapping_classes_at_once_gets_one(side):
    twin = overlapping(side)
    for n in range(ROUNDS):
        actor = newcomer(n)
        numbers = (side.training_class.number, twin.number)
        answers = at_once([joining(actor, number) for number in numbers])
        assert sorted(answers) == ["", "overlapping_class"]


def overlapping(side) -> TrainingClass:
    """Another class with a session at the same time, in another room with another teacher."""
    own = {"organization": side.organization, "district": side.district}
    with acting_as(OWNER):
        twin = TrainingClass.objects.get(pk=side.training_class.pk)
        twin.pk, twin.number, twin.seats_taken, twin.waiting = None, "C-TWIN", 0, 0
        twin.save()
        session = Session.objects.get(pk=side.session.pk)
        session.pk, session.training_class = None, twin
        session.teacher = make_teacher("另一位", **own)
        session.venue = Venue.objects.create(**own, name="另一间", address="路", places=9)
        session.save()
    return twin


def test_one_person_registering_twice_at_once_is_one_person(side):
    answers = at_once([lambda: newcomer(3) for _click in range(4)])
    assert answers.count("") == 1
    assert set(answers) <= {"", "busy", "duplicate_person"}


def test_a_cancelled_class_and_withdrawals_at_once_never_wait_for_each_other(side):
    crowd = [newcomer(n) for n in range(8)]
    for actor in crowd:
        joining(actor, side.training_class.number)()
    unit = laid_out.unit_actor(side)

    def cancel():
        with acting_as(unit.scope):
            row = TrainingClass.objects.get(pk=side.training_class.pk)
            perform(row, "cancel", actor=unit, reason="场地停电")

    def leaving(actor):
        def step():
            with acting_as(actor.scope):
                own = Enrolment.objects.visible_to(actor).get()
                perform(own, "withdraw", actor=actor, reason="工作")

        return step

    answers = at_once([*map(leaving, crowd[:4]), cancel, *map(leaving, crowd[4:])])
    assert set(answers) <= {"", "wrong_state"}
    assert seats(side) == (0, 0)
