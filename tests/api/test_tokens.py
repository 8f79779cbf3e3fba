"""Tokens: for a password and a code, held by one person in one role, refused once that ends."""

import json
from dataclasses import replace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client

from core.models import AuditEntry
from core.refusals import Refused
from core.tenancy.scope import AUTH, OWNER, acting_as
from core.workflow import perform
from organizations import services
from organizations.models import ApiToken, Membership, User
from organizations.services.tokens import create_token
from tests import world as laid_out
from tests.api.conftest import Program, token_of

PASSWORD = "a-long-test-password"


@pytest.fixture
def admin(side):
    with acting_as(OWNER):
        user = User.objects.get(pk=side.admin.pk)
        user.set_password(PASSWORD)
        user.save()
        return user


def asking(program, user, **more):
    return program("anyone").post(
        "/tokens/", {"username": user.username, "password": PASSWORD, **more}
    )


def test_a_token_for_a_password_acts_in_the_organization_that_was_named(program, side, admin):
    answer = asking(program, admin, organization=side.organization.number, scopes=["write"])
    made = answer.json()
    assert (answer.status_code, made["role"]) == (201, "institution_admin")
    holder = Program(program("anyone").client, made["token"])
    assert holder.get("/classes/C102/").json()["state"] == "draft"
    with acting_as(OWNER):
        kept = ApiToken.objects.get(prefix=made["prefix"])
    assert made["token"] not in json.dumps(kept.__dict__, default=str)
    assert answer["Cache-Control"] == "no-store"


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(program, admin):
    wrong = [
        program("anyone").post("/tokens/", {"username": name, "password": "wrong"})
        for name in (admin.username, "nobody-at-all")
    ]
    assert [answer.status_code for answer in wrong] == [401, 401]
    assert wrong[0].json() == wrong[1].json()


def test_tokens_are_not_given_by_guessing(program, admin):
    body = {"username": admin.username, "password": "wrong"}
    answers = [program("anyone").post("/tokens/", body) for _n in range(11)]
    assert {a.status_code for a in answers[:10]} == {401}
    assert answers[10].status_code == 429
    assert int(answers[10]["Retry-After"]) > 0
    assert asking(program, admin).status_code == 429


def test_where_a_second_factor_is_on_its_code_is_needed_and_counts_once(program, side, admin):
    secret = generate_totp_secret()
    with acting_as(AUTH):
        TOTP.activate(admin, secret)
    assert asking(program, admin).json()["code"] == "second_factor_required"
    assert asking(program, admin, code="000000").json()["code"] == "credentials_invalid"
    counter = next(iter(yield_hotp_counters_from_time()))
    code = format_hotp_value(hotp_value(secret, counter))
    assert asking(program, admin, code=code).status_code == 201
    assert asking(program, admin, code=code).json()["code"] == "credentials_invalid"
    with acting_as(AUTH):
        assert Authenticator.objects.count() == 1


def test_nobody_gets_a_token_for_an_organization_of_others(program, world, admin):
    answer = asking(program, admin, organization=world["乙"].organization.number)
    assert answer.status_code == 422
    assert [e["field"] for e in answer.json()["errors"]] == ["organization"]


ENDS = {
    "over": lambda side: ApiToken.objects.update(created_at="2001-01-01 00:00Z",
                                                 expires_at="2001-01-02 00:00Z"),
    "revoked": lambda side: ApiToken.objects.update(revoked_at="2001-01-01 00:00Z"),
    "membership ended": lambda side: Membership.objects.filter(user=side.admin).update(
        state="ended"
    ),
    "user disabled": lambda side: User.objects.filter(pk=side.admin.pk).update(is_active=False),
}  # fmt: skip


@pytest.mark.parametrize("how", ENDS)
def test_a_token_that_holds_no_longer_is_refused_everywhere(program, side, how):
    holder = program("institution_admin")
    assert holder.get("/enrolments/").status_code == 200
    with acting_as(OWNER):
        ENDS[how](side)
    for path in ("/enrolments/", "/classes/", "/classes/C101/"):
        answer = holder.get(path)
        assert (answer.status_code, answer.json()["code"]) == (401, "token_invalid")
        assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_token_that_may_only_read_writes_nothing(program):
    answer = program("institution_admin", "read").post("/classes/", {})
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")


def test_one_revokes_one_s_own_token_and_sees_no_foreign_one(program, world):
    holder = program("worker")
    listed = holder.get("/tokens/").json()["results"]
    prefix = listed[0]["prefix"]
    assert holder.post(f"/tokens/{prefix}/revoke/").status_code == 200
    assert holder.get("/tokens/").status_code == 401
    foreign = world["乙"].token.prefix
    assert program("institution_admin").post(f"/tokens/{foreign}/revoke/").status_code == 404


def test_a_session_writes_only_with_its_csrf_token(side):
    client = Client(enforce_csrf_checks=True)
    with acting_as(AUTH):
        client.force_login(side.worker)
    body = {"training_class": "C101"}
    answer = client.post("/api/v1/enrolments/", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")
    assert client.get("/api/v1/enrolments/").status_code == 200


def test_the_page_shows_a_new_token_once(client, side):
    with acting_as(AUTH):
        client.force_login(side.admin)
    page = client.post("/tokens/new/", {"name": "x", "scope": "read", "days": "9"})
    assert page.status_code == 201
    clear = page.content.decode().split('value="dlt_')[1].split('"')[0]
    assert Program(client, f"dlt_{clear}").get("/enrolments/").status_code == 200
    assert clear not in client.get("/tokens/").content.decode()


def test_a_passkey_alone_lets_nobody_in_by_password(program, admin):
    with acting_as(AUTH):
        Authenticator.objects.create(user=admin, type="webauthn", data={})
    answer = asking(program, admin)
    assert (answer.status_code, answer.json()["code"]) == (401, "second_factor_required")
    assert asking(program, admin, code="000000").json()["code"] == "credentials_invalid"


def test_where_staff_need_a_second_factor_no_token_is_given_without(program, side, admin, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    answer = asking(program, admin, organization=side.organization.number)
    assert (answer.status_code, answer.json()["code"]) == (409, "second_factor_missing")
    assert asking(program, admin).status_code == 201  # as a worker
    secret = generate_totp_secret()
    with acting_as(AUTH):
        TOTP.activate(admin, secret)
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    made = asking(program, admin, code=code, organization=side.organization.number).json()
    holder = Program(program("anyone").client, made["token"])
    assert holder.get("/classes/C102/").status_code == 200  # the token itself is not asked again


def test_a_deputy_makes_no_token(side):
    deputy = replace(laid_out.unit_actor(side, "teacher"), deputy_for=side.admin.pk)
    with acting_as(AUTH), pytest.raises(Refused) as refused:
        create_token(actor=deputy, name="t", scopes=["read"], days=9)
    assert refused.value.code == "not_allowed"


@pytest.mark.parametrize("what", ["suspend", "end", "end_sessions", "reset_second_factor"])
def test_what_signs_a_member_out_revokes_the_tokens_of_that_membership(program, side, what):
    with acting_as(OWNER):
        member = Membership.objects.get(user=side.teacher_user, organization=side.organization)
    teacher = program("teacher")
    own = Program(teacher.client, token_of(laid_out.worker_actor(side)))
    assert teacher.get("/classes/").status_code == 200
    actor = laid_out.unit_actor(side)
    with acting_as(actor.scope):
        if what == "reset_second_factor":
            services.reset_second_factor(member, actor=actor, reason="手机遗失", proof="当面")
        elif what == "end_sessions":
            services.end_sessions(member, actor=actor, reason="设备遗失")
        else:
            perform(member, what, actor=actor, reason="离职")
    assert teacher.get("/classes/").status_code == 401
    assert own.get("/classes/").status_code == 200
    with acting_as(OWNER):
        row = ApiToken.objects.get(membership=member)
        entry = AuditEntry.objects.get(verb="revoke", model="organizations.apitoken")
    assert row.revoked_at is not None
    assert (entry.object_id, entry.actor_user_id) == (str(row.pk), actor.user_id)
