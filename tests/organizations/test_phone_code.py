"""A worker signs in by a code of a short message; nobody else, and nobody learns who is known."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from core import codes
from core.access import system_actor
from core.models import Delivery
from core.refusals import Refused
from core.tenancy.scope import AUTH, OWNER, acting_as
from organizations import services
from organizations.models import Organization
from tests.core.conftest import gateway, mail_server  # noqa: F401 - fixtures for here, too
from tests.core.outbox.conftest import move_to, person, send

REQUEST, CONFIRM = "/security/login/code/", "/security/login/code/confirm/"
PHONE = "13800000001"


@pytest.fixture(autouse=True)
def fresh():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def worker(owner):
    move_to(23)  # codes go out at night, too
    return person(1)


def ask(client, phone=PHONE):
    with acting_as(AUTH):
        return client.post(REQUEST, {"phone": phone})


def confirm(client, code):
    with acting_as(AUTH):
        return client.post(CONFIRM, {"code": code})


def code_sent(gateway) -> str:  # noqa: F811
    """The code in the newest short message."""
    send()
    return re.search(r"\d{6}", list(gateway.book.values())[-1]["text"])[0]


def is_signed_in(client) -> bool:
    return client.get("/account/").status_code == 200


def test_a_worker_signs_in_by_phone(client, worker, gateway):  # noqa: F811
    page = client.get("/login/").content.decode()
    assert f'href="{REQUEST}"' in page
    assert ask(client)["Location"] == CONFIRM
    code = code_sent(gateway)
    [message] = gateway.book.values()
    assert message["text"] == f"【大连职培】验证码{code}，5分钟内有效，请勿告知他人。"
    assert message["phone"] == PHONE
    assert confirm(client, code)["Location"] == "/start/"
    assert is_signed_in(client)


def test_neither_the_code_nor_the_number_is_kept_anywhere(client, worker, gateway):  # noqa: F811
    ask(client)
    stored = Delivery.objects.get()
    assert re.fullmatch(r'\{"code": "\d{6}"\}', stored.secret), "clear in Python, sealed at rest"
    code = code_sent(gateway)
    kept = [str(Delivery.objects.values().get())]
    with acting_as(AUTH):
        kept += [str(session.get_decoded()) for session in Session.objects.all()]
    keys = cache._cache.get_client().keys("*sign-in-code*")
    kept += [str(cache._cache.get_client().get(key)) for key in keys]
    assert len(keys) >= 2
    for text in kept:
        assert code not in text.replace("-", " ").split()
        assert f"'{code}'" not in text
        assert PHONE not in text
    assert Delivery.objects.get().secret == ""


def test_a_wrong_code_opens_nothing_and_five_end_it(client, worker, gateway):  # noqa: F811
    ask(client)
    code = code_sent(gateway)
    wrong = "000000" if code != "000000" else "111111"
    for _try in range(4):
        assert "/start/" not in confirm(client, wrong).get("Location", "")
    confirm(client, wrong)
    confirm(client, code)
    assert not is_signed_in(client)


def test_a_code_works_once(worker):
    ticket = codes.new_ticket()
    with acting_as(AUTH):
        codes.send_code(ticket=ticket, recipient_id=worker.pk)
    code = re.search(r"\d{6}", Delivery.objects.get().secret)[0]
    assert codes.is_right(ticket=ticket, typed=f" {code} ")
    assert not codes.is_right(ticket=ticket, typed=code)
    assert not codes.is_right(ticket="", typed=code)


def test_the_fifth_wrong_try_is_the_last(worker):
    ticket = codes.new_ticket()
    with acting_as(AUTH):
        codes.send_code(ticket=ticket, recipient_id=worker.pk)
    code = re.search(r"\d{6}", Delivery.objects.get().secret)[0]
    for _try in range(5):
        assert not codes.is_right(ticket=ticket, typed="x")
    assert not codes.is_right(ticket=ticket, typed=code)


def test_a_code_that_is_too_old_is_not_sent(client, worker, gateway):  # noqa: F811
    ask(client)
    move_to(12)
    send()
    assert gateway.book == {}
    assert Delivery.objects.get().state == "expired"


def test_somebody_unknown_gets_the_same_answer_and_no_message(client, worker, gateway):  # noqa: F811
    known, unknown = ask(Client()), ask(client, "13900000009")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    page = client.get(CONFIRM).content.decode()
    assert "13900000009" not in page
    assert "/start/" not in confirm(client, "").get("Location", "")
    assert "/start/" not in confirm(client, "123456").get("Location", "")
    assert Delivery.objects.count() == 1


def test_staff_sign_in_with_their_password(client, worker):
    with acting_as(OWNER):
        services.add_membership(
            actor=system_actor("test"), user=worker, organization=bureau(), role="municipal_chief"
        )
    assert ask(client)["Location"] == CONFIRM
    assert Delivery.objects.count() == 0


def bureau() -> Organization:
    from organizations.models import District

    return services.create_organization(
        actor=system_actor("test"), kind="municipal_bureau", name="市局", short_name="市局",
        district=District.objects.get(code="DL-00"),
    )  # fmt: skip


def test_a_number_is_asked_for_once_a_minute(worker):
    assert [ask(Client()).status_code for _time in range(2)] == [302, 200]
    assert Delivery.objects.count() == 1


def test_an_address_asks_for_few_numbers(worker):
    answers = [ask(Client(), f"139000000{n}").status_code for n in range(10, 21)]
    assert answers == [302] * 10 + [200]


def test_another_code_can_be_asked_for(client, worker):
    ask(client)
    assert client.get(REQUEST)["Location"] == CONFIRM
    page = client.get(CONFIRM).content.decode()
    assert f'name="next" value="{REQUEST}"' in page
    assert client.post("/logout/", {"next": REQUEST})["Location"] == REQUEST
    assert client.get(REQUEST).status_code == 200


def test_a_person_gets_few_codes_an_hour(worker):
    with acting_as(AUTH):
        for _code in range(5):
            codes.send_code(ticket=codes.new_ticket(), recipient_id=worker.pk)
        with pytest.raises(Refused) as refused:
            codes.send_code(ticket=codes.new_ticket(), recipient_id=worker.pk)
    assert refused.value.code == "too_many_codes"


def test_what_is_no_number_is_told(client, worker):
    answer = ask(client, "12")
    assert answer.status_code == 200
    assert answer.context["form"].errors["phone"]
