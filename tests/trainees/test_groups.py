"""Key groups: handed in with a proof, confirmed by the home district for some time."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core import clock
from core.models import AuditEntry, Notification
from core.refusals import Refused
from core.tenancy.scope import AUTH, OWNER, SYSTEM, acting_as
from core.workflow import available_moves, perform
from tests import world as laid_out
from tests.core.files.makers import pdf
from trainees.models import GroupMembership, KeyGroup
from trainees.services.groups import advance, hand_in_group


def today():
    with acting_as(OWNER):
        return clock.today()


@pytest.fixture
def worker(side):
    return laid_out.worker_actor(side)


@pytest.fixture
def officer(side):
    return laid_out.district_actor(side)


def proof():
    return SimpleUploadedFile("证明.pdf", pdf(), "application/pdf")


def hand_in(worker, code="graduate_year") -> GroupMembership:
    with acting_as(worker.scope):
        group = KeyGroup.objects.get(code=code)
        return hand_in_group(actor=worker, group=group, proof=proof())


def judge(row, name, actor, **inputs):
    with acting_as(actor.scope):
        own = GroupMembership.objects.visible_to(actor).get(pk=row.pk)
        return perform(own, name, actor=actor, **inputs)


def confirm(row, officer, *, first=None, last=None):
    first, last = first or today(), last or today() + timedelta(days=365)
    return judge(row, "confirm", officer, valid_from=first, valid_until=last)


def told(user_id, code, row) -> int:
    with acting_as(OWNER):
        own = Notification.objects.filter(recipient_id=user_id, code=code)
        return own.filter(context__number=row.number).count()


def test_a_proof_goes_to_the_home_district_and_is_confirmed_until_a_day(side, worker, officer):
    row = hand_in(worker)
    assert (row.state, row.district_id) == ("submitted", side.trainee.district_id)
    assert told(side.reviewer.pk, "work_new", row) == 1
    done = confirm(row, officer)
    assert (done.state, done.reviewed_by_id) == ("valid", side.reviewer.pk)
    assert told(side.worker.pk, "record_approved", row) == 1
    with acting_as(OWNER):
        entry = AuditEntry.objects.filter(model="trainees.groupmembership", verb="confirm").get()
        assert "group" not in entry.after, "the trail does not name a group that may be sensitive"


def test_it_holds_from_the_first_day_to_the_last(worker, officer):
    first, last = today() - timedelta(days=10), today() + timedelta(days=10)
    row = confirm(hand_in(worker), officer, first=first, last=last)
    with acting_as(OWNER):
        held = {
            days: GroupMembership.objects.holding(clock.today() + timedelta(days=days)).exists()
            for days in (-11, -10, 10, 11)
        }
    assert held == {-11: False, -10: True, 10: True, 11: False}
    assert row.valid_from == first


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        (5, 3, "valid_days_reversed"),
        (-9, 0, "valid_until_past"),
        (0, 4000, "valid_until_far"),
    ],
)
def test_days_that_make_no_sense_are_refused(worker, officer, first, last, code):
    row, now = hand_in(worker), today()
    with pytest.raises(Refused) as refused:
        confirm(row, officer, first=now + timedelta(days=first), last=now + timedelta(days=last))
    assert refused.value.code == code


def test_what_is_missing_is_added_and_looked_at_again(worker, officer):
    row = hand_in(worker)
    judge(row, "return", officer, reason_code="document_missing", reason="请补第二页")
    assert told(worker.user_id, "record_returned", row) == 1
    again = judge(row, "resubmit", worker, proof=proof())
    assert (again.state, again.reviewed_by) == ("submitted", None)


def test_a_returned_proof_lapses_and_a_confirmed_one_expires(worker, officer, time_machine):
    returned, valid = hand_in(worker), hand_in(worker, "ex_serviceman")
    judge(returned, "return", officer, reason_code="document_missing", reason="x")
    confirm(valid, officer, last=today() + timedelta(days=3))
    time_machine.move_to(timezone.now() + timedelta(days=90), tick=False)
    with acting_as(SYSTEM):
        assert (advance(), advance()) == (4, 0), "with the two of the world"
    with acting_as(OWNER):
        states = GroupMembership.objects.filter(pk__in=[returned.pk, valid.pk]).order_by("pk")
        assert [row.state for row in states] == ["withdrawn", "expired"]


def test_one_group_is_proven_once_at_a_time(worker, officer):
    row = hand_in(worker)
    with pytest.raises(Refused) as refused:
        hand_in(worker)
    assert refused.value.code == "group_pending"
    judge(row, "refuse", officer, reason_code="group_proof_missing", reason="x")
    assert hand_in(worker).state == "submitted"


def test_another_district_and_an_institution_have_no_part_in_it(world, worker):
    row = hand_in(worker)
    other = laid_out.district_actor(world["乙"])
    unit = laid_out.unit_actor(world["甲"])
    for actor in (other, unit):
        with acting_as(actor.scope):
            assert not GroupMembership.objects.visible_to(actor).filter(pk=row.pk).exists()
    assert set(available_moves(row, worker)) == {"withdraw"}


def test_a_sensitive_group_is_named_to_the_person_and_in_an_open_case_alone(
    client, side, worker, officer
):
    row = hand_in(worker, "low_income")
    with acting_as(OWNER):
        name = KeyGroup.objects.get(code="low_income").zh
    own, record = row.get_absolute_url(), f"/admin/trainees/groupmembership/{row.pk}/change/"
    move = f"/moves/trainees.groupmembership/{row.pk}/confirm/"
    assert name in page(client, side.worker, own)
    assert name in page(client, side.reviewer, move)
    assert name not in page(client, side.reviewer, record)
    confirm(row, officer)
    assert name not in page(client, side.reviewer, record)
    assert row.group_for(officer) == name
    row.state = "valid"
    assert row.group_for(officer) == "已申报群体"


def page(client, user, address) -> str:
    with acting_as(AUTH):
        client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_a_worker_hands_in_on_the_pages(client, side):
    with acting_as(AUTH):
        client.force_login(side.worker)
    assert "提交群体证明" in client.get("/account/privacy/").content.decode()
    with acting_as(OWNER):
        group = KeyGroup.objects.get(code="ex_serviceman")
    form = {"group": group.pk, "proof": proof()}
    answer = client.post("/account/groups/new/", form, follow=True).content.decode()
    assert "已提交，确认或审核后将通知您。" in answer
    assert group.zh in client.get("/account/groups/").content.decode()
    with acting_as(OWNER):
        row = GroupMembership.objects.get(group=group)
    found = client.get(f"/papers/groups/{row.number}/")
    assert b"".join(found.streaming_content).startswith(b"%PDF")


def test_a_file_that_is_none_of_these_is_refused_on_the_form(client, side):
    with acting_as(AUTH):
        client.force_login(side.worker)
    with acting_as(OWNER):
        group = KeyGroup.objects.get(code="ex_serviceman")
    bad = SimpleUploadedFile("证明.pdf", b"MZ not a pdf", "application/pdf")
    answer = client.post("/account/groups/new/", {"group": group.pk, "proof": bad})
    assert answer.status_code == 422
    assert answer.context["form"].errors["proof"]
