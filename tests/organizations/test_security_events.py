"""The owner of an account is told of a new device, a changed password and second factor."""

import pytest
from django.test import Client

from core.access import system_actor
from core.models import Delivery, Notification
from core.tenancy.scope import AUTH, OWNER, acting_as
from organizations import services
from organizations.models import KnownDevice

PASSWORD = "a-long-test-password"


@pytest.fixture
def user(owner):
    return services.create_user(
        actor=system_actor("test"), username="somebody", name="甲", password=PASSWORD,
        email="a@example.org",
    )  # fmt: skip


def sign_in(client, password=PASSWORD):
    return client.post("/login/", {"login": "somebody", "password": password})


def told() -> int:
    with acting_as(OWNER):
        return Notification.objects.filter(code="security_event").count()


def test_the_first_device_is_no_news_and_another_one_is(user):
    first, second = Client(), Client()
    assert sign_in(first).status_code == 302
    assert told() == 0
    sign_in(second)
    assert told() == 1
    with acting_as(OWNER):
        channels = Delivery.objects.order_by("channel").values_list("channel", flat=True)
        assert list(channels) == ["email", "sms"]
        assert str(Notification.objects.get()).startswith("您的账号20")


def test_a_device_is_known_again(user):
    client = Client()
    sign_in(client)
    client.post("/logout/")
    assert client.cookies["device"]["httponly"]
    sign_in(client)
    assert told() == 0
    with acting_as(OWNER):
        [device] = KnownDevice.objects.all()
    assert client.cookies["device"].value not in device.token_hash


def test_a_wrong_password_is_no_device(user):
    sign_in(Client())
    sign_in(Client(), "wrong")
    assert told() == 0


def test_a_changed_password_is_told(user):
    client = Client()
    sign_in(client)
    fields = {"oldpassword": PASSWORD, "password1": "another-good-1", "password2": "another-good-1"}
    assert client.post("/security/password/change/", fields).status_code == 302
    assert told() == 1


def test_two_changes_in_a_minute_are_told_once(user):
    from allauth.mfa import signals

    with acting_as(AUTH):
        for changed in (signals.authenticator_added, signals.authenticator_reset):
            changed.send(sender=None, request=None, user=user, authenticator=None)
    assert told() in {1, 2}, "2 only when the minute turned in between"
