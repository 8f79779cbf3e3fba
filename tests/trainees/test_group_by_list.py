"""A key group that a reference list proves: at once, without a paper, with its evidence."""

from datetime import date, timedelta

import pytest
from django.db import ProgrammingError, connection, transaction

from core.models import AuditEntry
from core.refusals import Refused
from core.tenancy.scope import OWNER, SYSTEM, acting_as
from tests import lists, rosters
from tests import world as laid_out
from tests.entering import Entrance
from tests.trainees.test_groups import judge, proof, told
from trainees.models import GroupMembership, KeyGroup
from trainees.services.groups import hand_in_group
from trainees.tasks import system_confirm_by_list

ASKED = "registered_unemployed"


@pytest.fixture
def side(world):
    return world["甲"]


@pytest.fixture
def city(world):
    return laid_out.city_actor(world["市"])


def day(days) -> date:
    return date.fromisoformat(lists.today()) + timedelta(days=days)


def listed(side, city, kind=lists.UNEMPLOYED, age=0, since="", until=""):
    """A list with the side's person on it."""
    number = lists.own(side)
    lists.load([lists.row(number, kind, f"{day(-age)}", f"{since}", f"{until}")], city)


def hand_in(side, code=ASKED, paper=None) -> GroupMembership:
    worker = laid_out.worker_actor(side)
    with acting_as(worker.scope):
        group = KeyGroup.objects.get(code=code)
        return hand_in_group(actor=worker, group=group, proof=paper)


def looked_at(row) -> GroupMembership:
    """The record after the timetable's next minute."""
    with acting_as(SYSTEM):
        system_confirm_by_list.run()
        return GroupMembership.objects.get(pk=row.pk)


def refused(step) -> Refused:
    with pytest.raises(Refused) as caught:
        step()
    return caught.value


def test_who_is_on_a_list_that_counts_needs_no_paper(side, city):
    listed(side, city, since=day(-40), until=day(100))
    row = hand_in(side)
    assert told(side.reviewer.pk, "work_new", row) == 0, "the district has nothing to do"
    done = looked_at(row)
    assert (done.state, done.basis, done.reviewed_by_id) == ("valid", "list", None)
    assert (done.valid_from, done.valid_until) == (day(-40), day(100))
    assert (done.list_as_of, done.list_number[:2]) == (day(0), "L2")
    assert told(side.worker.pk, "record_approved", row) == 1
    with acting_as(OWNER):
        entry = AuditEntry.objects.get(object_id=str(row.pk), verb="confirm_by_list")
        assert entry.after["basis"] == "list"
        assert not {"group", "list_number", "list_as_of"} & entry.after.keys()


def test_a_list_without_days_proves_the_group_for_its_usual_time(side, city):
    listed(side, city, age=3)
    done = looked_at(hand_in(side))
    assert done.valid_from == day(-3)
    assert done.valid_until > day(150), "six months"


@pytest.mark.parametrize("case", ["no list", "too old", "not on it", "over", "another's group"])
def test_else_the_paper_goes_to_the_district(side, city, case):
    number = lists.own(side)
    if case == "too old":
        listed(side, city, age=11)
    elif case == "not on it":
        lists.load([lists.row(rosters.identity(1), lists.UNEMPLOYED)], city)
    elif case == "over":
        listed(side, city, until=day(-1))
    elif case == "another's group":
        lists.load([lists.row(number, lists.LOW_INCOME)], city)
    assert refused(lambda: hand_in(side)).code == "document_missing"
    row = looked_at(hand_in(side, paper=proof()))
    assert (row.state, row.basis) == ("submitted", "document")
    assert told(side.reviewer.pk, "work_new", row) == 1


def test_a_list_that_comes_later_confirms_what_waits(side, city):
    row = looked_at(hand_in(side, paper=proof()))
    assert row.state == "submitted"
    listed(side, city)
    assert looked_at(row).state == "valid"


def test_the_district_sees_what_the_list_says_and_needs_a_paper(side, city, client, world):
    listed(side, city)
    row = hand_in(side)
    reviewer = laid_out.district_actor(side)
    days = {"valid_from": day(0), "valid_until": day(30)}
    assert refused(lambda: judge(row, "confirm", reviewer, **days)).code == "document_missing"
    entrance = Entrance(client, world)
    address = f"/admin/trainees/groupmembership/{row.pk}/change/"
    words = entrance.as_role("district_reviewer").get(address).content.decode()
    assert f"在{day(0)}的名单中" in words
    assert f"/proofs/{row.number}/" not in words
    words = entrance.as_role("municipal_reviewer").get(address).content.decode()
    assert f"在{day(0)}的名单中" not in words
    with acting_as(laid_out.district_actor(world["乙"]).scope), connection.cursor() as cursor:
        question = "SELECT count(*) FROM proof_on_list(%s, %s, %s)"
        cursor.execute(question, [row.pk, side.trainee.identity_hash, day(0)])
        assert cursor.fetchone() == (0,), "of no other district's resident"
    looked_at(row)
    with acting_as(reviewer.scope), connection.cursor() as cursor:
        cursor.execute(question, [row.pk, side.trainee.identity_hash, day(0)])
        assert cursor.fetchone() == (0,), "nor once it is answered"


def test_the_list_of_a_sensitive_group_is_named_to_the_person_alone(side, city, client, world):
    listed(side, city, lists.LOW_INCOME)
    row = looked_at(hand_in(side, "low_income"))
    assert row.state == "valid"
    entrance = Entrance(client, world)
    address = f"/admin/trainees/groupmembership/{row.pk}/change/"
    for role in ("district_reviewer", "municipal_reviewer", "auditor"):
        words = entrance.as_role(role).get(address).content.decode()
        assert row.list_number not in words
        assert "比对名单" in words
    worker = entrance.as_role("worker")
    words = worker.get(f"/account/groups/{row.number}/").content.decode()
    assert f"{row.list_number}（{row.list_as_of}）" in words
    assert worker.get(f"/proofs/groups/{row.number}/").status_code == 404


def test_nobody_makes_the_own_group_valid_by_the_database(side, city):
    row = hand_in(side, paper=proof())
    worker = laid_out.worker_actor(side)
    valid = {
        "state": "valid", "basis": "list", "list_number": "L1", "list_as_of": day(0),
        "valid_from": day(0), "valid_until": day(9), "replied_at": f"{day(0)}T00:00Z",
    }  # fmt: skip
    with acting_as(worker.scope), pytest.raises(ProgrammingError), transaction.atomic():
        GroupMembership.objects.filter(pk=row.pk).update(**valid)


def test_the_page_takes_it_without_a_paper_and_says_what_is_missing(side, city, client, world):
    worker = Entrance(client, world).as_role("worker")
    with acting_as(OWNER):
        group = KeyGroup.objects.get(code=ASKED)
    answer = worker.post("/account/groups/new/", {"group": group.pk})
    assert answer.status_code == 409
    assert "未核查：尚未导入名单" in answer.content.decode()
    listed(side, city)
    answer = worker.post("/account/groups/new/", {"group": group.pk})
    assert answer.status_code == 302
    assert worker.get(answer["Location"]).status_code == 200
    answer = worker.get("/api/v1/group-proofs/").json()
    assert answer["results"][0]["basis"] == "document"
