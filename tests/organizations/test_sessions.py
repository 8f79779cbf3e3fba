"""Sessions: listed, ended one by one or all at once; limits at the door; headers of every page."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from core.models import Notification
from core.tenancy.scope import AUTH, acting_as
from organizations.models import User
from tests.organizations.conftest import PASSWORD


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


def signed_in(username, agent="Phone", **headers) -> Client:
    client = Client(headers={"user-agent": agent}, **headers)
    client.post("/login/", {"login": username, "password": PASSWORD})
    return client


def test_one_s_sessions_are_listed_and_all_others_end_at_once(unit):
    phone, desk = signed_in("teacher", "Phone"), signed_in("teacher", "Desk")
    with acting_as(AUTH):
        listed = set(UserSession.objects.values_list("user__username", "user_agent"))
    assert listed == {("teacher", "Phone"), ("teacher", "Desk")}
    assert desk.get("/security/sessions/").status_code == 200
    desk.post("/security/sessions/")
    assert desk.get("/workspace/").status_code == 200
    assert phone.get("/workspace/")["Location"] == "/login/?next=/workspace/"


def test_a_changed_password_ends_the_other_sessions_and_its_owner_is_told(unit):
    phone, desk = signed_in("teacher", "Phone"), signed_in("teacher", "Desk")
    Notification.objects.all().delete()  # of the second device: one message counts for a minute
    new = "another-long-password"
    desk.post(
        "/security/password/change/",
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )
    assert User.objects.get(username="teacher").check_password(new)
    assert desk.get("/workspace/").status_code == 200
    assert phone.get("/workspace/")["Location"] == "/login/?next=/workspace/"
    assert Notification.objects.count() == 1


def test_when_and_where_a_session_was_seen_is_noted_every_five_minutes(unit):
    client = signed_in("teacher")
    long_ago = timezone.now() - timedelta(minutes=6)
    UserSession.objects.update(ip="192.0.2.1", last_seen_at=long_ago)
    client.get("/workspace/")
    assert UserSession.objects.get().ip == "127.0.0.1"
    UserSession.objects.update(ip="192.0.2.1")
    client.get("/workspace/")
    assert UserSession.objects.get().ip == "192.0.2.1"


def test_a_new_device_is_told_of_and_a_known_one_is_not(unit):
    first = signed_in("teacher")  # the very first sign-in of an account is no news
    assert not Notification.objects.filter(code="security_event").exists()
    first.post("/logout/")
    first.post("/login/", {"login": "teacher", "password": PASSWORD})
    assert not Notification.objects.filter(code="security_event").exists()
    signed_in("teacher", "Somebody else's")
    assert Notification.objects.filter(code="security_event").count() == 1


def test_after_five_wrong_passwords_the_door_is_shut_for_a_while(unit):
    client = Client()
    for _attempt in range(5):
        client.post("/login/", {"login": "teacher", "password": "wrong"})
    shut = client.post("/login/", {"login": "teacher", "password": PASSWORD})
    assert shut.status_code == 200
    assert "登录失败次数过多，请稍后重试。" in shut.content.decode()
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("path", "looser"), [("/", False), ("/login/", False), ("/nothing/", False), ("/admin/", True)]
)
def test_every_answer_carries_the_headers(unit, path, looser):
    client = signed_in("security")
    answer = client.get(path)
    policy = dict(part.split(" ", 1) for part in answer["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'self'"
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == ("'self' 'unsafe-eval'" if looser else "'self'")
    assert policy["style-src"] == ("'self' 'unsafe-inline'" if looser else "'self'")
    assert "camera=(self)" in answer["Permissions-Policy"]
    assert "microphone=()" in answer["Permissions-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "DENY"
