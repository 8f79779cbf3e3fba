"""The counter: somebody without a phone is registered and served; both names stand in the trail."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from core import clock
from core.identifiers.documents import check_character
from core.models import AuditEntry, Notification
from core.refusals import Refused
from core.tenancy.scope import OWNER, acting_as
from core.workflow import perform
from organizations.models import Membership
from programs.models import TrainingClass
from tests import world as laid_out
from tests.core.outbox.conftest import move_to
from tests.entering import Entrance
from tests.trainees.test_groups import proof, today
from trainees.models import Enrolment, GroupMembership, KeyGroup, Trainee

BODY = "21021319550101123"
IDENTITY = BODY + check_character(BODY)
REGISTER = "/counter/register/"


@pytest.fixture(autouse=True)
def _noon(world):
    with acting_as(OWNER):
        move_to(12)
    cache.clear()


@pytest.fixture
def enrolling(side):
    """The page that enrols in a class with seats."""
    with acting_as(OWNER):
        first = clock.today() + timedelta(days=30)
        TrainingClass.objects.filter(pk=side.training_class.pk).update(
            starts_on=first, ends_on=first, seats=9, seats_taken=1
        )
    return f"/account/enrol/{side.training_class.number}/"


@pytest.fixture
def officer(client, world):
    return Entrance(client, world).as_role("district_reviewer")


def stated(**changes) -> dict:
    return {
        "name": "王奶奶", "document_type": "citizen_id", "number": IDENTITY, "education": "",
        "consent": "on", **changes,
    }  # fmt: skip


def end(officer, side):
    """Back to the officer's own face."""
    with acting_as(OWNER):
        own = Membership.objects.get(user=side.reviewer)
    return officer.post("/faces/", {"face": str(own.pk)})


def send(officer, page, **given):
    """A form as it was drawn for the person who is served."""
    return officer.post(page, {"served": registered().user_id, **given})


def registered() -> Trainee:
    with acting_as(OWNER):
        return Trainee.objects.get(name="王奶奶")


def test_who_has_no_phone_is_registered_and_enrolled_by_the_same_conditions(
    officer, side, enrolling
):
    assert officer.post(REGISTER, stated())["Location"] == "/account/"
    page = officer.get("/account/").content.decode()
    assert "王奶奶" in page
    assert send(officer, enrolling, consent="on").status_code == 302
    person = registered()
    with acting_as(OWNER):
        row = Enrolment.objects.get(trainee=person)
        entry = AuditEntry.objects.get(verb="enrol", object_id=str(row.pk))
    assert (row.state, row.source, row.phone) == ("confirmed", "counter", "")
    assert (person.phone, person.consent_at is not None) == ("", True)
    told = (entry.actor_user_id, entry.actor_deputy_for, entry.actor_role)
    assert told == (side.reviewer.pk, person.user_id, "worker")
    again = send(officer, enrolling, consent="on")
    assert (again.status_code, "已报名" in again.content.decode()) == (409, True)
    detail = officer.get(f"/account/enrolments/{row.pk}/").content.decode()
    assert "（窗口代办）" in detail
    assert officer.get(f"/papers/enrolments/{row.pk}.pdf").status_code == 200


def test_the_seat_is_given_back_at_the_counter_and_then_it_is_ended(officer, side, enrolling):
    officer.post(REGISTER, stated())
    send(officer, enrolling, consent="on")
    with acting_as(OWNER):
        row = Enrolment.objects.get(trainee=registered())
    move = f"/moves/trainees.enrolment/{row.pk}/withdraw/"
    assert send(officer, move, reason="家中有事").status_code == 302
    with acting_as(OWNER):
        row.refresh_from_db()
    assert row.state == "withdrawn"
    assert end(officer, side)["Location"] == "/admin/"
    assert officer.get("/account/").status_code == 404


@pytest.mark.parametrize(
    "page",
    [
        "/account/notifications/",
        "/account/privacy/",
        "/account/phone/",
        "/account/attendance/",
        "/guardian/",
        "/admin/",
        "/api/v1/enrolments/",
        "/exports/enrolments/",
    ],
)
def test_what_is_the_persons_alone_is_not_served(officer, page):
    officer.post(REGISTER, stated())
    answer = officer.get(page)
    assert (answer.status_code, answer["Location"]) == (302, "/account/")
    assert officer.post(page).status_code == 404


def test_after_half_an_hour_the_officer_is_the_officer_again(officer):
    officer.post(REGISTER, stated())
    assert officer.get("/account/").status_code == 200
    with acting_as(OWNER):
        move_to(12, minute=31)
    assert officer.get("/account/").status_code == 404
    assert officer.get("/admin/").status_code == 200


def test_the_record_there_is_is_found_and_the_person_told(officer, side):
    officer.post(REGISTER, stated())
    end(officer, side)
    person = registered()
    with acting_as(OWNER):
        assert Notification.objects.filter(recipient_id=person.user_id).count() == 1
    page = f"/trainees/{person.pk}/counter/"
    assert "窗口代办" in officer.get(page).content.decode()
    other = BODY[:-1] + "4"
    wrong = officer.post(page, {"number": other + check_character(other)})
    assert wrong.status_code == 409
    assert officer.post(page, {"number": IDENTITY})["Location"] == "/account/"
    end(officer, side)
    assert officer.post(REGISTER, stated())["Location"] == "/account/"
    with acting_as(OWNER):
        assert Trainee.objects.filter(name="王奶奶").count() == 1


def test_another_name_for_the_number_is_refused(officer, side):
    officer.post(REGISTER, stated())
    end(officer, side)
    answer = officer.post(REGISTER, stated(name="王爷爷"))
    assert (answer.status_code, "实名核验未通过" in answer.content.decode()) == (409, True)


def test_nobody_else_serves(world, client, side):
    entrance = Entrance(client, world)
    person = side.enrolment.trainee_id
    for role in ("worker", "institution_admin", "municipal_reviewer", "auditor"):
        asked = entrance.as_role(role)
        assert asked.get(REGISTER).status_code == 404, role
        assert asked.get(f"/trainees/{person}/counter/").status_code == 404, role
    foreign = world["乙"].enrolment.trainee_id
    officer = entrance.as_role("district_reviewer")
    assert officer.get(f"/trainees/{foreign}/counter/").status_code == 404


def test_who_lives_elsewhere_is_sent_there(officer, world):
    stranger = world["乙"].enrolment.trainee
    with acting_as(OWNER):
        stranger = Trainee.objects.get(pk=stranger.pk)
        given = {"name": stranger.name, "number": stranger.identity_number}
    answer = officer.post(REGISTER, stated(**given))
    assert (answer.status_code, "其他区县" in answer.content.decode()) == (409, True)


def test_an_officer_does_not_serve_oneself(officer, side):
    officer.post(REGISTER, stated())
    end(officer, side)
    person = registered()
    with acting_as(OWNER):
        Trainee.objects.filter(pk=person.pk).update(user_id=side.reviewer.pk)
    answer = officer.post(f"/trainees/{person.pk}/counter/", {"number": IDENTITY})
    assert answer.status_code == 409


def test_an_ended_membership_ends_the_counter(officer, side):
    officer.post(REGISTER, stated())
    with acting_as(OWNER):
        Membership.objects.filter(user=side.reviewer).update(state="ended")
    assert "王奶奶" not in officer.get("/account/").content.decode()


def test_a_form_that_was_opened_for_somebody_else_is_not_taken(officer, side, enrolling):
    officer.post(REGISTER, stated())
    page = officer.get(enrolling).content.decode()
    assert f'name="served" value="{registered().user_id}"' in page
    answer = officer.post(enrolling, {"consent": "on", "served": side.worker.pk})
    assert answer["Location"] == "/account/"
    assert "未提交" in officer.get("/account/").content.decode()
    with acting_as(OWNER):
        assert Enrolment.objects.filter(trainee=registered()).count() == 0


def test_who_handed_a_proof_in_at_the_counter_does_not_answer_it(officer, side):
    officer.post(REGISTER, stated())
    with acting_as(OWNER):
        group = KeyGroup.objects.get(code="graduate_year").pk
    assert send(officer, "/account/groups/new/", group=group, proof=proof()).status_code == 302
    with acting_as(OWNER):
        row = GroupMembership.objects.get(trainee=registered())
    actor = laid_out.district_actor(side)
    with acting_as(actor.scope), pytest.raises(Refused) as refused:
        perform(row, "confirm", actor=actor, valid_from=today(), valid_until=today())
    assert refused.value.code == "same_reviewer"


@pytest.mark.parametrize("model", ["guardianship", "bankaccount", "incomestatement"])
def test_moves_of_what_is_the_persons_alone_are_not_made(officer, side, model):
    officer.post(REGISTER, stated())
    answer = send(officer, f"/moves/trainees.{model}/1/cancel/")
    assert answer.status_code == 404
