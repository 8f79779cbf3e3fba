"""The waiting list: in the order of arrival, nobody overtaken, a seat held for a while."""

from datetime import timedelta
from random import Random

import pytest
from django.utils import timezone

from core import clock
from core.models import AuditEntry, Notification
from core.refusals import Refused
from core.tenancy.scope import OWNER, SYSTEM, acting_as
from core.workflow import available_moves, perform
from programs.models import TrainingClass
from tests import world as laid_out
from tests.trainees.test_seat_race import at_once, joining, newcomer, overlapping
from trainees.models import Enrolment
from trainees.services.enrolment import enrol
from trainees.services.places import position_of
from trainees.services.waiting import advance

SEATS, CROWD, STEPS = 3, 12, 60


@pytest.fixture
def side(db):
    return full_class()


@pytest.fixture
def committed_side(transactional_db):
    return full_class()


def full_class():
    """A class with `SEATS` seats, one of them taken."""
    with acting_as(OWNER):
        made = laid_out.make_world()["甲"]
        first = clock.today() + timedelta(days=30)
        TrainingClass.objects.filter(pk=made.training_class.pk).update(
            starts_on=first, ends_on=first, seats=SEATS, seats_taken=1
        )
        made.training_class.refresh_from_db()
        return made


def join(actor, side) -> Enrolment:
    with acting_as(actor.scope):
        row = TrainingClass.objects.get(pk=side.training_class.pk)
        return enrol(actor=actor, training_class=row)


def move(enrolment, name, actor, **inputs):
    with acting_as(actor.scope):
        own = Enrolment.objects.visible_to(actor).get(pk=enrolment.pk)
        return perform(own, name, actor=actor, **inputs)


def system_advances() -> int:
    with acting_as(SYSTEM):
        return advance()


def now_of(*enrolments) -> list[str]:
    with acting_as(OWNER):
        states = dict(Enrolment.objects.values_list("pk", "state"))
    return [states[row.pk] for row in enrolments]


def counters(side) -> tuple[int, int]:
    """(seats taken, people waiting) of the class; they are those of its rows."""
    with acting_as(OWNER):
        row = TrainingClass.objects.get(pk=side.training_class.pk)
        of_class = Enrolment.objects.filter(training_class=row)
        holding = of_class.seated().count() + of_class.filter(state="offered").count()
        assert (row.seats_taken, row.waiting) == (holding, of_class.waiting().count())
        return row.seats_taken, row.waiting


def position(actor, enrolment) -> int:
    with acting_as(actor.scope):
        return (
            Enrolment.objects.visible_to(actor).with_position(actor).get(pk=enrolment.pk).position
        )


def told(actor, code) -> list[dict]:
    with acting_as(OWNER):
        found = Notification.objects.filter(recipient_id=actor.user_id, code=code)
        return [row.context for row in found]


@pytest.fixture
def crowd(side):
    """(people, enrolments): the first two have seats, three wait."""
    people = [newcomer(n) for n in range(5)]
    return people, [join(actor, side) for actor in people]


def reason_of(row, verb) -> str:
    """By which reason of the list a move was made."""
    with acting_as(OWNER):
        return AuditEntry.objects.get(object_id=str(row.pk), verb=verb).reason_code


def test_who_comes_after_the_last_seat_waits_in_the_order_of_arrival(side, crowd):
    people, rows = crowd
    assert now_of(*rows) == ["confirmed"] * 2 + ["waitlisted"] * 3
    assert [position(people[n], rows[n]) for n in (2, 3, 4)] == [1, 2, 3]
    assert counters(side) == (3, 3)
    assert [row["count"] for n in (2, 3, 4) for row in told(people[n], "enrolment_waiting")] == [
        1, 2, 3,
    ]  # fmt: skip
    with acting_as(OWNER):
        assert rows[3].enrolled_at is None
        joined = AuditEntry.objects.filter(model="trainees.enrolment", verb="join_waitlist")
        assert [entry.reason_code for entry in joined] == ["class_full"] * 3


def test_a_seat_that_is_given_back_is_offered_to_the_first_and_to_nobody_else(side, crowd):
    people, rows = crowd
    move(rows[0], "withdraw", people[0], reason="工作")
    late = newcomer(9)
    newest = join(late, side)
    assert now_of(newest) == ["waitlisted"], "a newcomer does not overtake who waits"
    assert system_advances() == 1
    assert reason_of(rows[2], "offer") == "seat_came_free"
    assert now_of(*rows[2:], newest) == ["offered", "waitlisted", "waitlisted", "waitlisted"]
    assert counters(side) == (3, 3)
    assert position(people[3], rows[3]) == 1
    assert system_advances() == 0
    with acting_as(OWNER):
        held = Enrolment.objects.get(pk=rows[2].pk)
    assert held.offer_due_at - held.offered_at == timedelta(hours=48)
    (offer,) = told(people[2], "enrolment_offer")
    assert offer["due"] == f"{timezone.localtime(held.offer_due_at):%Y-%m-%d %H:%M}"


def test_the_seat_is_taken(side, crowd):
    people, rows = crowd
    move(rows[0], "withdraw", people[0], reason="工作")
    system_advances()
    done = move(rows[2], "accept", people[2])
    assert (done.state, done.enrolled_at is not None) == ("confirmed", True)
    assert counters(side) == (3, 2)
    assert len(told(people[2], "enrolment_confirmed")) == 1


def test_a_seat_that_is_declined_goes_to_the_next(side, crowd):
    people, rows = crowd
    move(rows[0], "withdraw", people[0], reason="工作")
    system_advances()
    move(rows[2], "decline", people[2])
    assert counters(side) == (2, 2)
    assert system_advances() == 1
    assert now_of(*rows[2:]) == ["declined", "offered", "waitlisted"]


def test_an_offer_nobody_takes_in_time_lapses_and_goes_on(side, crowd, time_machine):
    people, rows = crowd
    move(rows[0], "withdraw", people[0], reason="工作")
    system_advances()
    with acting_as(OWNER):
        due = Enrolment.objects.get(pk=rows[2].pk).offer_due_at
    time_machine.move_to(due, tick=False)
    assert system_advances() == 0, "the last moment is still in time"
    time_machine.move_to(due + timedelta(minutes=1), tick=False)
    with pytest.raises(Refused) as refused:
        move(rows[2], "accept", people[2])
    assert refused.value.code == "waitlist_offer_expired"
    assert refused.value.clause, "which clause"
    assert refused.value.remedy, "what would change it"
    assert system_advances() == 2
    assert now_of(*rows[2:]) == ["offer_expired", "offered", "waitlisted"]
    assert len(told(people[2], "enrolment_lost")) == 1
    assert join(people[2], side).state == "waitlisted", "at the end of the list"


def test_nobody_takes_a_seat_at_the_time_of_another_class(side, crowd):
    people, rows = crowd
    twin = overlapping(side)
    joining(people[2], twin.number)()
    move(rows[0], "withdraw", people[0], reason="工作")
    system_advances()
    with pytest.raises(Refused) as refused:
        move(rows[2], "accept", people[2])
    assert refused.value.code == "overlapping_class"
    assert now_of(rows[2]) == ["offered"]


def test_whoever_waits_may_leave_and_others_move_up(side, crowd):
    people, rows = crowd
    move(rows[2], "withdraw", people[2], reason="另有安排")
    assert counters(side) == (3, 2)
    assert [position(people[n], rows[n]) for n in (3, 4)] == [1, 2]
    assert system_advances() == 0


def test_nobody_but_oneself_takes_or_declines(side, crowd):
    people, rows = crowd
    move(rows[0], "withdraw", people[0], reason="工作")
    system_advances()
    unit = laid_out.unit_actor(side)
    with acting_as(unit.scope):
        offered = Enrolment.objects.get(pk=rows[2].pk)
        assert set(available_moves(offered, unit)) == {"withdraw"}
        for name in ("accept", "decline"):
            with pytest.raises(Refused) as refused:
                perform(offered, name, actor=unit)
            assert refused.value.code == "not_allowed"
    with acting_as(people[3].scope):
        assert not Enrolment.objects.visible_to(people[3]).filter(pk=rows[2].pk).exists()


def test_the_list_ends_when_the_class_begins(side, crowd):
    people, rows = crowd
    move(rows[0], "withdraw", people[0], reason="工作")
    system_advances()
    with acting_as(SYSTEM):
        row = TrainingClass.objects.get(pk=side.training_class.pk)
        perform(row, "start", actor=laid_out.ACTOR)
    assert now_of(*rows[2:]) == ["offer_expired", "refused", "refused"]
    assert [len(told(people[n], "enrolment_lost")) for n in (2, 3, 4)] == [1, 1, 1]
    assert counters(side) == (2, 0), "the seat nobody took is not taken"


def test_a_class_that_is_cancelled_keeps_nobody_waiting(side, crowd):
    people, rows = crowd
    move(rows[0], "withdraw", people[0], reason="工作")
    system_advances()
    unit = laid_out.unit_actor(side)
    with acting_as(unit.scope):
        row = TrainingClass.objects.get(pk=side.training_class.pk)
        perform(row, "cancel", actor=unit, reason="场地停电")
    assert now_of(*rows) == ["withdrawn"] * 3 + ["refused"] * 2
    assert counters(side) == (0, 0)
    assert [len(told(people[n], "class_cancelled")) for n in (1, 2, 3, 4)] == [1, 1, 1, 1]
    assert [len(told(people[n], "enrolment_lost")) for n in (2, 3, 4)] == [0, 0, 0]


def test_a_class_without_a_list_says_that_it_is_full(side):
    with acting_as(OWNER):
        TrainingClass.objects.filter(pk=side.training_class.pk).update(has_waiting_list=False)
    for n in range(2):
        join(newcomer(n), side)
    with pytest.raises(Refused) as refused:
        join(newcomer(7), side)
    assert (refused.value.code, refused.value.errors[0].detail) == (
        "class_full",
        "空余 0 个，共 3 个",
    )


def test_of_many_at_once_as_many_get_a_seat_as_there_are_and_the_others_wait(committed_side):
    side = committed_side
    people = [newcomer(n) for n in range(CROWD)]
    answers = at_once([joining(actor, side.training_class.number) for actor in people])
    assert answers == [""] * CROWD
    assert counters(side) == (3, CROWD - 2)
    with acting_as(OWNER):
        rows = Enrolment.objects.filter(training_class=side.training_class).waiting()
        places = [position_of(row) for row in rows]
    assert places == [*range(1, CROWD - 1)], "each has a place of its own"


def test_whatever_people_do_seats_are_never_oversold_and_nobody_is_overtaken(side, record_counts):
    """Random steps; after each the counters are those of the rows, and offers follow the keys."""
    random, people, live, offers = Random(7), [newcomer(n) for n in range(CROWD)], {}, []
    steps = 0
    for _n in range(STEPS):
        actor = random.choice(people)
        row = live.get(actor)
        state = now_of(row)[0] if row else ""
        if state == "offered":
            live[actor] = move(row, random.choice(["accept", "decline"]), actor)
        elif state in {"confirmed", "waitlisted"}:
            live[actor] = move(row, "withdraw", actor, reason="另有安排")
        else:
            live[actor] = join(actor, side)
        with acting_as(OWNER):
            first = Enrolment.objects.waiting().first()
        if random.random() < 0.7 and system_advances():
            assert now_of(first) == ["offered"], "the first of the list"
            offers.append(first.pk)
        taken, _waiting = counters(side)
        assert taken <= SEATS
        steps += 1
    assert offers
    record_counts(f"waiting list: {steps} random steps, {len(offers)} times the first was offered")
