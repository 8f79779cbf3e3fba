"""A member's phone: proven by a code, kept encrypted, and where the messages of staff go."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from core.messages import SignInCode
from core.models import AuditEntry, Delivery
from core.outbox import Message, notify
from core.outbox.choices import choose
from core.refusals import Refused
from core.tenancy.scope import acting_as
from core.workflow import perform
from organizations.models import User
from organizations.services.phones import ask_phone_code, confirm_phone
from tests.core.conftest import gateway  # noqa: F401 - a fixture for here, too
from tests.core.outbox.conftest import move_to, send
from tests.organizations.conftest import PASSWORD, acting, membership, person

NUMBER = "13900000042"
pytestmark = pytest.mark.usefixtures("_noon")


@pytest.fixture
def _noon(owner):
    cache.clear()
    move_to(12)


def signed_in(username) -> Client:
    client = Client()
    client.post("/login/", {"login": username, "password": PASSWORD})
    return client


def newest(gateway) -> dict:  # noqa: F811
    send()
    return list(gateway.book.values())[-1]


def code_sent(gateway) -> str:  # noqa: F811
    return re.search(r"\d{6}", newest(gateway)["text"])[0]


def give(client, gateway, number=NUMBER):  # noqa: F811
    """A member gives a number and types the code that came to it."""
    assert client.post("/phone/", {"phone": number})["Location"] == "/phone/code/"
    return client.post("/phone/code/", {"code": code_sent(gateway)})


def stored(user) -> str | None:
    return User.objects.get(pk=user.pk).phone


class ClassCancelled(Message):
    code = "class_cancelled"


def cancel_class(user):
    notify(ClassCancelled, [user.pk], about=user, **{"class": "某班"})


def test_the_code_goes_to_the_new_number_and_the_number_is_kept_encrypted(unit, gateway):  # noqa: F811
    client = signed_in("teacher")
    assert give(client, gateway)["Location"] == "/phone/"
    assert {m["phone"] for m in gateway.book.values()} == {NUMBER}
    assert stored(unit.teacher) == NUMBER
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM organizations_user WHERE id = %s", [unit.teacher.pk])
        assert NUMBER not in cursor.fetchone()[0]
    page = client.get("/phone/").content.decode()
    assert "139****0042" in page
    assert NUMBER not in page
    assert "139****0042" in client.get("/workspace/notifications/settings/").content.decode()
    entry = AuditEntry.objects.get(verb="set_phone")
    assert (entry.before, entry.after, entry.actor_user_id) == ({}, {}, unit.teacher.pk)
    assert set(Delivery.objects.filter(code=SignInCode.code).values_list("secret", flat=True)) == {
        ""
    }


def test_staff_with_a_phone_get_short_messages_unless_they_choose_not_to(unit, gateway):  # noqa: F811
    give(signed_in("teacher"), gateway)
    cancel_class(unit.teacher)
    assert newest(gateway)["phone"] == NUMBER
    assert "某班" in newest(gateway)["text"]
    actor = acting(unit.teacher)
    with acting_as(actor.scope):
        choose(actor=actor, wanted={"sms": set(), "email": set(), "digest": set()})
    cancel_class(unit.teacher)
    send()
    ends = Delivery.objects.filter(code="class_cancelled", channel="sms").order_by("created_at")
    assert [row.state for row in ends] == ["sent", "declined"]


def test_without_a_number_the_message_ends_as_one_without_an_address(unit, gateway):  # noqa: F811
    cancel_class(unit.teacher)
    send()
    assert Delivery.objects.get(channel="sms").state == "no_address"


def test_whoever_has_left_gets_none_any_more(unit, gateway):  # noqa: F811
    give(signed_in("teacher"), gateway)
    row = membership(unit.teacher)
    perform(row, "end", actor=acting(unit.admin), reason="离职")
    cancel_class(unit.teacher)
    send()
    assert Delivery.objects.get(code="class_cancelled", channel="sms").state == "no_address"


@pytest.mark.parametrize("typed", ["000000", ""])
def test_a_wrong_code_keeps_nothing(unit, gateway, typed):  # noqa: F811
    client = signed_in("teacher")
    client.post("/phone/", {"phone": NUMBER})
    right = code_sent(gateway)
    answer = client.post("/phone/code/", {"code": typed if typed != right else "111111"})
    assert answer.status_code in (409, 422)
    assert stored(unit.teacher) is None


def test_a_code_is_of_one_person_and_works_once(unit, gateway):  # noqa: F811
    mine, theirs = acting(unit.teacher), acting(unit.admin)
    ticket = ask_phone_code(actor=mine, phone=NUMBER)
    code = code_sent(gateway)
    with pytest.raises(Refused) as refused:
        confirm_phone(actor=theirs, ticket=ticket, typed=code)
    assert refused.value.code == "code_wrong"
    confirm_phone(actor=mine, ticket=ticket, typed=code)
    with pytest.raises(Refused) as refused:
        confirm_phone(actor=mine, ticket=ticket, typed=code)
    assert refused.value.code == "code_wrong"


def test_the_number_is_taken_away_again(unit, gateway):  # noqa: F811
    client = signed_in("teacher")
    give(client, gateway)
    assert client.post("/phone/remove/")["Location"] == "/phone/"
    assert stored(unit.teacher) is None
    assert AuditEntry.objects.filter(verb="remove_phone").count() == 1


def test_bureau_staff_have_the_page_and_workers_have_not(unit):
    assert signed_in("reviewer").get("/phone/").status_code == 200
    assert "/phone/" in signed_in("reviewer").get("/security/sessions/").content.decode()
    person("worker")
    assert signed_in("worker").get("/phone/").status_code == 404
    assert "/phone/" not in signed_in("worker").get("/security/sessions/").content.decode()


def test_the_number_is_no_way_to_sign_in(unit, gateway):  # noqa: F811
    give(signed_in("teacher"), gateway)
    client = Client()
    client.post("/login/", {"login": NUMBER, "password": PASSWORD})
    assert client.get("/workspace/").status_code == 302


def test_a_stale_proof_is_asked_for_again(unit):
    client = Client()
    client.force_login(unit.teacher)
    assert client.get("/phone/")["Location"].startswith("/security/reauthenticate/?next=")


def test_the_address_is_no_number_that_cannot_be(unit):
    answer = signed_in("teacher").post("/phone/", {"phone": "12345"})
    assert answer.status_code == 422
