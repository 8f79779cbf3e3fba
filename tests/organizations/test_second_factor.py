"""The second factor: asked for, set up, lost and set up anew; and proving oneself again."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.db import connection
from django.test import Client

from core.enums import Role
from core.models import AuditEntry, Notification
from core.refusals import Refused
from organizations import services
from organizations.models import Membership
from tests.organizations.conftest import PASSWORD, acting, membership, person


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


@pytest.fixture
def _required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


def code_of(secret) -> str:
    """What the authenticator app shows now."""
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def signed_in(username) -> Client:
    client = Client()
    client.post("/login/", {"login": username, "password": PASSWORD})
    return client


def set_up(client) -> str:
    """Turn on the authenticator app; returns its secret."""
    client.post("/security/reauthenticate/", {"password": PASSWORD})
    page = client.get("/security/2fa/totp/activate/").content.decode()
    secret = re.search(r'value="([A-Z2-7]{32})"', page)[1]
    answer = client.post("/security/2fa/totp/activate/", {"code": code_of(secret)})
    assert answer.status_code == 302, answer.content.decode()
    return secret


@pytest.mark.usefixtures("_required")
@pytest.mark.parametrize("who", ["admin", "teacher", "security"])
def test_where_it_is_required_nothing_else_opens_until_it_is_set_up(unit, who):
    client = signed_in(who)
    for path in ("/", "/workspace/", "/admin/", "/account/", "/start/", "/classes/"):
        assert client.get(path)["Location"] == "/security/2fa/", path
    assert client.post("/faces/", {"face": "worker"})["Location"] == "/security/2fa/"
    assert client.get("/security/2fa/").status_code == 200
    set_up(client)
    home = "/admin/" if who == "security" else "/workspace/"
    assert client.get(home).status_code == 200


@pytest.mark.usefixtures("_required")
def test_a_worker_needs_none(unit):
    person("worker")
    assert signed_in("worker").get("/account/").status_code == 200


def test_in_the_demo_it_may_be_put_off_and_a_banner_says_so(unit, settings):
    settings.MODE = "demo"
    for who, home in (("admin", "/workspace/"), ("security", "/admin/")):
        client = signed_in(who)
        assert "/security/2fa/" in client.get(home).content.decode()
        assert ("banner-warn" in client.get(home).content.decode()) == (who == "admin")
        assert ("admin-banner" in client.get(home).content.decode()) == (who == "security")
        set_up(client)
        page = client.get(home).content.decode()
        assert ("banner-warn" in page, "admin-banner" in page) == (False, False)


def test_sign_in_asks_for_the_code_and_a_recovery_code_works_once(unit):
    first = signed_in("admin")
    secret = set_up(first)
    shown = first.get("/security/2fa/recovery-codes/").content.decode()
    recovery = re.findall(r"\b\d{8}\b", shown)
    assert len(recovery) >= 10
    again = first.get("/security/2fa/recovery-codes/").content.decode()
    assert recovery[0] not in again  # shown once
    for code, opens in ((recovery[0], True), (recovery[0], False), ("000000", False)):
        client = signed_in("admin")
        assert client.get("/workspace/")["Location"].startswith("/login/")
        client.post("/security/2fa/authenticate/", {"code": code})
        assert (client.get("/workspace/").status_code == 200) == opens
    Authenticator.objects.filter(type="totp").update(last_used_at=None)
    cache.clear()
    client = signed_in("admin")
    client.post("/security/2fa/authenticate/", {"code": code_of(secret)})
    assert client.get("/workspace/").status_code == 200


def test_secrets_are_encrypted_in_the_database(unit):
    client = signed_in("admin")
    secret = set_up(client)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(data::text, ' ') FROM mfa_authenticator")
        assert secret not in cursor.fetchone()[0]


def test_passkeys_are_offered_at_sign_in_and_in_the_settings(unit):
    assert "passkey_login" in Client().get("/login/").content.decode()
    client = signed_in("admin")
    client.post("/security/reauthenticate/", {"password": PASSWORD})
    assert "/security/2fa/webauthn/" in client.get("/security/2fa/").content.decode()
    assert client.get("/security/2fa/webauthn/add/").status_code == 200
    assert client.get("/security/2fa/webauthn/").status_code == 200


@pytest.mark.usefixtures("_required")
def test_whoever_turns_it_off_sets_it_up_anew_and_is_out_everywhere_else(unit):
    client = signed_in("admin")
    secret = set_up(client)
    other = signed_in("admin")
    Authenticator.objects.filter(type="totp").update(last_used_at=None)
    cache.clear()
    other.post("/security/2fa/authenticate/", {"code": code_of(secret)})
    assert other.get("/workspace/").status_code == 200
    client.post("/security/2fa/totp/deactivate/")
    assert client.get("/workspace/")["Location"] == "/security/2fa/"
    assert other.get("/workspace/")["Location"].startswith("/login/")


@pytest.mark.usefixtures("_required")
def test_a_lost_phone_is_reset_by_an_administrator_and_set_up_anew(unit):
    teacher = signed_in("teacher")
    set_up(teacher)
    admin = signed_in("admin")
    set_up(admin)
    address = f"/workspace/members/{membership(unit.teacher).pk}/second-factor/"
    answer = admin.get(address)
    assert answer["Location"].startswith("/security/2fa/reauthenticate/?next=")
    answer = admin.post(address, {"reason": "x", "proof": "y"})
    assert answer["Location"].startswith("/security/2fa/reauthenticate/?next=")
    assert Authenticator.objects.filter(user=unit.teacher).exists()
    row = membership(unit.teacher)
    services.reset_second_factor(
        row, actor=acting(unit.admin), reason="手机遗失", proof="当面核对身份证"
    )
    assert not Authenticator.objects.filter(user=unit.teacher).exists()
    assert teacher.get("/workspace/")["Location"].startswith("/login/")
    assert signed_in("teacher").get("/workspace/")["Location"] == "/security/2fa/"
    entry = AuditEntry.objects.get(verb="reset_second_factor")
    assert entry.reason == "手机遗失 · 当面核对身份证"
    assert Notification.objects.filter(recipient_id=unit.teacher.pk, code="security_event").exists()


@pytest.mark.parametrize(
    ("by", "of", "code"),
    [
        ("admin", "admin", "same_reviewer"),
        ("security", "security", "same_reviewer"),
        ("teacher", "admin", "not_allowed"),
        ("admin", "reviewer", "not_allowed"),
        ("reviewer", "security", "not_allowed"),
    ],
)
def test_who_may_not_reset_is_refused(unit, by, of, code):
    with pytest.raises(Refused) as refused:
        services.reset_second_factor(
            membership(getattr(unit, of)),
            actor=acting(getattr(unit, by)),
            reason="x",
            proof="x",
        )
    assert refused.value.code == code


def test_a_reset_needs_a_reason_and_how_the_person_was_recognised(unit):
    for reason, proof in (("", "x"), ("x", "")):
        with pytest.raises(Refused) as refused:
            services.reset_second_factor(
                membership(unit.teacher), actor=acting(unit.admin), reason=reason, proof=proof
            )
        assert refused.value.code == "input_missing"


def test_after_five_minutes_one_proves_oneself_again(unit):
    client = signed_in("admin")
    address = f"/workspace/members/{membership(unit.teacher).pk}/second-factor/"
    assert client.get(address).status_code == 200  # signed in just now
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] = time.time() - 301
    session.save()
    answer = client.get(address)
    assert answer["Location"] == f"/security/reauthenticate/?next={address.replace('/', '%2F')}"
    client.post("/security/reauthenticate/", {"password": PASSWORD})
    assert client.get(address).status_code == 200


def test_a_foreign_member_is_not_there_whatever_one_has_proven(unit):
    row = Membership.objects.get(user=unit.reviewer)
    client = signed_in("admin")
    for name in ("second-factor", "sign-out", "deputy"):
        assert client.get(f"/workspace/members/{row.pk}/{name}/").status_code == 404
        assert client.post(f"/workspace/members/{row.pk}/{name}/").status_code == 404
        assert client.get(f"/people/{row.pk}/{name}/").status_code == 404


def test_the_first_administrator_may_reset_nobody_in_the_role_of_another(unit):
    """Rights come from the membership in use: as a teacher an administrator resets nothing."""
    services.add_membership(
        actor=acting(unit.security), user=unit.admin, organization=unit.school, role=Role.TEACHER
    )
    with pytest.raises(Refused) as refused:
        services.reset_second_factor(
            membership(unit.teacher), actor=acting(unit.admin, Role.TEACHER), reason="x", proof="x"
        )
    assert refused.value.code == "not_allowed"
