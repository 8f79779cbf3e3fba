"""A new phone: of oneself by a code, and at the counter for who lost the old one."""

import re

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache

from core.identifiers.documents import check_character
from core.models import AuditEntry
from core.privacy import keyed_hash
from core.tenancy.scope import AUTH, OWNER, acting_as
from organizations.models import User
from tests.core.conftest import gateway  # noqa: F401 - a fixture for here, too
from tests.core.outbox.conftest import move_to, send
from tests.entering import Entrance
from trainees.models import Enrolment, Trainee
from trainees.services.people import Person, register_worker

OLD, NEW = "13500000001", "13911112222"
BODY = "21021319900101123"
IDENTITY = BODY + check_character(BODY)
PASSWORD = "a-long-password"
OWN, OWN_CODE = "/account/phone/", "/account/phone/code/"


@pytest.fixture(autouse=True)
def _noon(world):
    with acting_as(OWNER):
        move_to(12)
    cache.clear()


@pytest.fixture
def resident(side):
    """Somebody at home in the district, with a class."""
    with acting_as(AUTH):
        person = Person("citizen_id", IDENTITY, "张三", OLD, side.district.pk, consented=True)
        user = register_worker(person=person, username="zhang", password=PASSWORD)
    with acting_as(OWNER):
        row = Enrolment.objects.get(pk=side.enrolment.pk)
        row.pk, row.trainee, row.trainee_user = None, Trainee.objects.get(user=user), user
        row.phone, row.state = OLD, "confirmed"
        row.save(force_insert=True)
        return Trainee.objects.get(user=user)


@pytest.fixture
def own(client, resident):
    client.post("/login/", {"login": "zhang", "password": PASSWORD})
    return client


@pytest.fixture
def officer(client, side):
    """The reviewer of the district, who has just signed in."""
    with acting_as(OWNER):
        user = User.objects.get(pk=side.reviewer.pk)
        user.set_password(PASSWORD)
        user.save()
    client.post("/login/", {"login": user.username, "password": PASSWORD})
    return client


def sent_to(gateway, phone) -> str:  # noqa: F811
    """The code that came to a phone."""
    with acting_as(OWNER):
        send()
    texts = [m["text"] for m in gateway.book.values() if m["phone"] == phone]
    return re.search(r"\d{6}", texts[-1])[0]


def phones(person) -> tuple:
    with acting_as(OWNER):
        row = Trainee.objects.get(pk=person.pk)
        seen = set(Enrolment.objects.filter(trainee=row).values_list("phone", flat=True))
        return row.phone, seen, User.objects.get(pk=row.user_id).phone_hash


def test_the_own_phone_is_changed_by_the_code_that_goes_to_the_new_one(own, resident, gateway):  # noqa: F811
    assert own.post(OWN, {"phone": NEW})["Location"] == OWN_CODE
    assert "139****2222" in own.get(OWN_CODE).content.decode()
    wrong = own.post(OWN_CODE, {"code": "000000"})
    assert (wrong.status_code, phones(resident)[0]) == (409, OLD)
    assert own.post(OWN_CODE, {"code": sent_to(gateway, NEW)})["Location"] == "/account/privacy/"
    assert phones(resident) == (NEW, {NEW}, keyed_hash(NEW))
    with acting_as(OWNER):
        send()
        entry = AuditEntry.objects.get(verb="set_phone")
    assert (entry.before, entry.after) == ({}, {}), "the trail never says which"
    told = {m["phone"] for m in gateway.book.values() if "安全变更" in m["text"]}
    assert told == {OLD, NEW}, "whoever holds the old number hears of it"


def test_a_number_another_signs_in_by_is_refused(own, resident, side, gateway):  # noqa: F811
    with acting_as(OWNER):
        User.objects.filter(pk=side.worker.pk).update(phone_hash=keyed_hash(NEW))
    own.post(OWN, {"phone": NEW})
    answer = own.post(OWN_CODE, {"code": sent_to(gateway, NEW)})
    assert (answer.status_code, "另一账号" in answer.content.decode()) == (409, True)
    assert phones(resident) == (OLD, {OLD}, keyed_hash(OLD))


def test_who_has_no_password_is_sent_to_the_counter(client, resident):
    with acting_as(OWNER):
        User.objects.filter(pk=resident.user_id).update(password="!")
    with acting_as(AUTH):
        client.force_login(User.objects.get(pk=resident.user_id))
    assert OWN not in client.get("/account/privacy/").content.decode()
    assert client.get(OWN).status_code == 404


def test_at_the_counter_the_document_is_compared_and_the_person_signed_out(
    officer, resident, gateway  # noqa: F811
):  # fmt: skip
    page = f"/trainees/{resident.pk}/phone/"
    other = BODY[:-1] + "4"
    strange = {"number": other + check_character(other), "phone": NEW}
    answer = officer.post(page, strange)
    assert answer.status_code == 409
    given = {"number": IDENTITY, "phone": NEW}
    assert officer.post(page, given)["Location"] == f"{page}code/"
    done = officer.post(f"{page}code/", {"code": sent_to(gateway, NEW)})
    assert done.status_code == 302
    assert phones(resident) == (NEW, {NEW}, keyed_hash(NEW))
    with acting_as(OWNER):
        entry = AuditEntry.objects.get(verb="set_phone")
        assert (entry.actor_role, entry.object_id) == ("district_reviewer", str(resident.pk))
        assert AuditEntry.objects.filter(verb="compare_document").count() == 1
        send()
    told = {m["phone"] for m in gateway.book.values() if "安全变更" in m["text"]}
    assert told == {OLD, NEW}
    with acting_as(OWNER):
        assert not UserSession.objects.filter(user_id=resident.user_id).exists()


def test_the_number_of_a_document_is_not_guessed(officer, resident):
    page, codes = f"/trainees/{resident.pk}/phone/", []
    for n in range(4):
        body = BODY[:-1] + str(n + 4)
        guess = {"number": body + check_character(body), "phone": NEW}
        codes.append(officer.post(page, guess).content.decode())
    right = officer.post(page, {"number": IDENTITY, "phone": NEW})
    assert right.status_code == 409, "not on this day any more"
    with acting_as(OWNER):
        assert AuditEntry.objects.filter(verb="compare_document").count() == 3


def test_nobody_does_it_for_a_resident_of_elsewhere_or_in_another_role(world, client, resident):
    entrance = Entrance(client, world)
    with acting_as(OWNER):
        foreign = world["乙"].trainee
    page = f"/trainees/{foreign.pk}/phone/"
    assert entrance.as_role("district_reviewer").get(page).status_code == 404
    for role in ("worker", "institution_admin", "teacher"):
        assert entrance.as_role(role).get(f"/trainees/{resident.pk}/phone/").status_code == 404
    with acting_as(OWNER):
        assert phones(resident)[0] == OLD


def test_a_code_alone_changes_nothing(own, resident):
    assert own.get(OWN_CODE)["Location"] == OWN
    assert own.post(OWN_CODE, {"code": "123456"}).status_code == 409
    assert phones(resident)[0] == OLD
