"""Groups with priority come first on a waiting list; nobody else reads who they are."""

from datetime import timedelta

import pytest

from core import clock
from core.models import AuditEntry
from core.tenancy.scope import AUTH, OWNER, acting_as
from tests.trainees.test_seat_race import newcomer
from tests.trainees.test_waiting import (
    counters,
    full_class,
    join,
    move,
    now_of,
    position,
    system_advances,
)
from trainees.models import Enrolment, GroupMembership, KeyGroup, Trainee

FIRST, OTHER = "hard_to_employ", "graduate_year"


@pytest.fixture
def side(db):
    return full_class()


def entered(client, user) -> None:
    with acting_as(AUTH):
        client.force_login(user)


def prove(actor, side, code, *, until=400) -> None:
    """A confirmed proof that holds for so many days."""
    with acting_as(OWNER):
        trainee = Trainee.objects.get(user_id=actor.user_id)
        proof = GroupMembership.objects.get(pk=side.rows["group_proof"].pk)
        proof.group, proof.state = KeyGroup.objects.get(code=code), "valid"
        proof.pk, proof.number = None, f"K-{actor.user_id}-{proof.group_id}"
        proof.trainee, proof.trainee_user_id = trainee, actor.user_id
        proof.valid_from = clock.today()
        proof.valid_until = clock.today() + timedelta(days=until)
        proof.replied_at = proof.submitted_at
        proof.reviewed_by_id = side.reviewer.pk
        proof.save(force_insert=True)


@pytest.fixture
def crowd(side):
    """Two have the seats; of those who wait the second and the last have priority."""
    people = [newcomer(n) for n in range(6)]
    prove(people[3], side, FIRST)
    prove(people[4], side, OTHER)
    prove(people[5], side, FIRST)
    return people, [join(actor, side) for actor in people]


def test_who_has_priority_waits_before_who_has_none_and_each_by_arrival(side, crowd):
    people, rows = crowd
    places = [position(people[n], rows[n]) for n in (2, 3, 4, 5)]
    assert places == [3, 1, 4, 2]
    for n in (0, 1):
        move(rows[n], "withdraw", people[n], reason="工作")
    assert system_advances() == 2
    assert now_of(*rows[2:]) == ["waitlisted", "offered", "waitlisted", "offered"]
    assert [position(people[n], rows[n]) for n in (2, 4)] == [1, 2]
    assert counters(side) == (3, 2)


def test_a_proof_that_ends_before_the_first_day_gives_none(side):
    people = [newcomer(n) for n in range(4)]
    prove(people[3], side, FIRST, until=29)
    rows = [join(actor, side) for actor in people]
    assert [position(people[n], rows[n]) for n in (2, 3)] == [1, 2]


def test_a_seat_that_is_free_asks_for_no_priority(side):
    actor = newcomer(1)
    prove(actor, side, FIRST)
    row = join(actor, side)
    assert (row.state, row.goes_first) == ("confirmed", False)


def test_the_person_reads_it_and_nobody_else(client, side, crowd):
    people, rows = crowd
    with acting_as(OWNER):
        entry = AuditEntry.objects.get(verb="join_waitlist", object_id=str(rows[3].pk))
        user = Trainee.objects.get(user_id=people[3].user_id).user
        assert Enrolment.objects.get(pk=rows[3].pk).goes_first
    assert "goes_first" not in entry.after
    entered(client, user)
    own = client.get(f"/account/enrolments/{rows[3].pk}/").content.decode()
    assert ("候补顺序" in own, "就业困难人员" in own) == (True, True)
    entered(client, side.admin)
    unit = client.get(f"/workspace/enrolments/{rows[3].pk}/").content.decode()
    assert ("优先" in unit, "候补位次" in unit) == (False, False)
    api = client.get("/api/v1/enrolments/").json()["results"]
    assert {(row.get("goes_first"), row["position"]) for row in api} == {(None, None)}
    entered(client, side.reviewer)
    asked = client.get("/admin/trainees/enrolment/", {"goes_first__exact": "1"})
    assert asked.status_code in {302, 400}, "nor by asking the address"


def test_the_page_says_who_comes_first_before_one_joins(client, side, crowd):
    with acting_as(OWNER):
        late = newcomer(9)
        user = Trainee.objects.get(user_id=late.user_id).user
    entered(client, user)
    page = client.get(f"/account/enrol/{side.training_class.number}/").content.decode()
    assert "已认定为下列群体的人员优先" in page
