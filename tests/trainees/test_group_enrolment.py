"""A programme that names its key groups is for them: who has no proof of one gets no seat."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from core import clock
from core.models import AuditEntry
from core.refusals import Refused
from core.tenancy.scope import OWNER, SYSTEM, acting_as
from programs.models import Programme, TrainingClass
from tests import rosters
from tests import world as laid_out
from tests.trainees.test_groups import confirm, hand_in, judge
from tests.trainees.test_roster_sets import check
from tests.trainees.test_seat_race import newcomer
from tests.trainees.test_waiting import full_class, join, move, now_of, system_advances, told
from trainees.models import Enrolment, Trainee
from trainees.services import enrolment as enrolments
from trainees.services.roster import import_roster

GROUPS = ["graduate_year", "disabled_person"]


@pytest.fixture
def side(db):
    """A class with two free seats whose programme is for two groups."""
    made = full_class()
    with acting_as(OWNER):
        Programme.objects.filter(pk=made.programme.pk).update(key_groups=GROUPS)
        TrainingClass.objects.filter(pk=made.training_class.pk).update(has_waiting_list=True)
    return made


@pytest.fixture
def person(side):
    return neighbour(side, 1)


def neighbour(side, n):
    """The n-th newcomer, at home in the district of the side."""
    actor = newcomer(n)
    with acting_as(OWNER):
        Trainee.objects.filter(user_id=actor.user_id).update(district=side.district)
    return actor


@pytest.fixture
def officer(side):
    return laid_out.district_actor(side)


def first_day(side):
    return side.training_class.starts_on


def refused(actor, side) -> Refused:
    with pytest.raises(Refused) as caught:
        join(actor, side)
    return caught.value


def taken(side) -> int:
    with acting_as(OWNER):
        return TrainingClass.objects.get(pk=side.training_class.pk).seats_taken


def verifications_end() -> int:
    with acting_as(SYSTEM):
        return enrolments.advance()


def test_without_a_proof_one_reads_the_clause_and_the_way_out(side, person):
    answer = refused(person, side)
    (failure,) = answer.errors
    assert (answer.code, failure.clause_url[:10]) == ("group_proof_missing", "/policies/")
    assert failure.detail.startswith("面向：")
    assert "我的群体身份" in answer.remedy
    assert taken(side) == 1


def test_with_a_proof_that_holds_on_the_first_day_one_is_enrolled(side, person, officer):
    confirm(hand_in(person), officer, last=first_day(side))
    row = join(person, side)
    assert now_of(row) == ["confirmed"]
    with acting_as(OWNER):
        assert Enrolment.objects.get(pk=row.pk).key_group.code == "graduate_year"
        entry = AuditEntry.objects.get(verb="enrol", object_id=str(row.pk))
    assert "key_group_id" not in entry.after, "an institution reads the trail of its classes"


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [(-9, -1, "group_proof_expired"), (1, 9, "group_after_start")],
)
def test_the_days_of_the_proof_count(side, person, officer, first, last, code):
    days = [first_day(side) + timedelta(days=n) for n in (first, last)]
    confirm(hand_in(person), officer, first=days[0], last=days[1])
    assert refused(person, side).code == code


def test_a_proof_of_another_group_does_not_count(side, person, officer):
    confirm(hand_in(person, "registered_unemployed"), officer, last=first_day(side))
    assert refused(person, side).code == "group_proof_missing"


def test_while_the_district_looks_the_seat_is_held_and_the_institution_verifies(side, person):
    hand_in(person)
    row = join(person, side)
    assert (now_of(row), taken(side)) == (["pending"], 2)
    assert told(person, "enrolment_confirmed") == []
    move(row, "verify", laid_out.unit_actor(side))
    assert now_of(row) == ["confirmed"]
    assert len(told(person, "enrolment_confirmed")) == 1


def test_the_answer_of_the_district_settles_what_waited_for_it(side, officer):
    people = [neighbour(side, n) for n in (1, 2)]
    proofs = [hand_in(one) for one in people]
    rows = [join(one, side) for one in people]
    assert (now_of(*rows), taken(side)) == (["pending", "pending"], 3)
    confirm(proofs[0], officer, last=first_day(side))
    judge(proofs[1], "refuse", officer, reason_code="group_not_covered", reason="不属于该群体")
    assert (now_of(*rows), taken(side)) == (["confirmed", "refused"], 2)
    assert len(told(people[0], "enrolment_confirmed")) == 1
    (message,) = told(people[1], "enrolment_lost")
    assert message["reason"] == "group_proof_missing"


def test_a_proof_that_ends_too_early_refuses_and_another_open_one_waits(side, person, officer):
    first, second = hand_in(person), hand_in(person, "disabled_person")
    row = join(person, side)
    confirm(first, officer, last=first_day(side) - timedelta(days=1))
    assert now_of(row) == ["pending"], "the other proof is still looked at"
    judge(second, "refuse", officer, reason_code="group_not_covered", reason="不属于该群体")
    assert now_of(row) == ["refused"]
    (message,) = told(person, "enrolment_lost")
    assert message["reason"] == "group_proof_expired"


def test_the_answer_about_another_group_leaves_what_waits(side, person, officer):
    hand_in(person)
    row = join(person, side)
    confirm(hand_in(person, "registered_unemployed"), officer, last=first_day(side))
    assert now_of(row) == ["pending"]


def test_a_proof_confirmed_for_too_short_a_time_refuses_with_its_days(side, person, officer):
    proof = hand_in(person)
    row = join(person, side)
    confirm(proof, officer, last=first_day(side) - timedelta(days=1))
    assert (now_of(row), taken(side)) == (["refused"], 1)


def test_who_is_not_verified_in_time_loses_the_seat(side, person):
    hand_in(person)
    row = join(person, side)
    with acting_as(OWNER):
        last = enrolments.verifiable_until(row)
    noon = timezone.localtime().replace(hour=12)
    for day, moves, state in ((last, 0, "pending"), (last + timedelta(days=1), 1, "refused")):
        moment = noon.replace(year=day.year, month=day.month, day=day.day)
        with time_machine.travel(moment, tick=False):
            assert (verifications_end(), now_of(row)) == (moves, [state])
    assert taken(side) == 1
    (message,) = told(person, "enrolment_lost")
    assert message["reason"] == "group_proof_missing"


def test_an_offered_seat_is_taken_once_the_proof_is_answered(side, person, officer):
    first, second = neighbour(side, 2), neighbour(side, 3)
    for actor in (first, second):
        confirm(hand_in(actor), officer, last=first_day(side))
        join(actor, side)
    proof = hand_in(person)
    row = join(person, side)
    assert now_of(row) == ["waitlisted"]
    move(own_of(first), "withdraw", first, reason="搬家")
    system_advances()
    with pytest.raises(Refused) as caught:
        move(row, "accept", person)
    assert caught.value.code == "group_pending"
    judge(proof, "confirm", officer, valid_from=today(), valid_until=first_day(side))
    assert now_of(move(row, "accept", person)) == ["confirmed"]


def own_of(actor) -> Enrolment:
    with acting_as(OWNER):
        return Enrolment.objects.get(trainee_user_id=actor.user_id)


def today():
    with acting_as(OWNER):
        return clock.today()


def test_a_roster_names_the_group_and_its_people_are_verified(side):
    unit = laid_out.unit_actor(side)
    with_group = ["毕业年度高校毕业生", "", "城镇登记失业人员"]
    people = zip(rosters.people(3), with_group, strict=True)
    rows = [(*row[:4], group, *row[5:]) for row, group in people]
    with acting_as(unit.scope):
        found = check(side, unit, rows)
        assert [error["code"] for error in found.errors] == ["group_proof_missing"] * 2
        found = check(side, unit, rows[:1])
        import_roster(found, actor=unit)
    with acting_as(OWNER):
        made = Enrolment.objects.get(roster=found)
    assert (made.state, told(made_actor(made), "enrolment_confirmed")) == ("pending", [])


def made_actor(enrolment):
    """Whom a message would go to."""
    return type("Recipient", (), {"user_id": enrolment.trainee_user_id})
