"""Signing in by user name, e-mail or phone; acting in one face at a time."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from core.access import system_actor
from core.enums import Face, Role
from core.refusals import Refused
from organizations import services
from organizations.enums import MembershipState, OrganizationKind, Standing
from organizations.models import District, Membership, Organization, User
from organizations.queries import actor_for

ACTOR = system_actor("test")
PASSWORD = "a-long-test-password"


@pytest.fixture
def staff(owner):
    """One person who administers two institutions of different districts."""
    user = services.create_user(
        actor=ACTOR,
        username="two.hats",
        name="甲",
        password=PASSWORD,
        email="hats@example.org",
        phone="13800001234",
    )
    for code in ("DL-06", "DL-01"):
        organization = services.create_organization(
            actor=ACTOR,
            kind=OrganizationKind.INSTITUTION,
            name=f"机构{code}",
            short_name=code,
            district=District.objects.get(code=code),
        )
        services.add_membership(
            actor=ACTOR, user=user, organization=organization, role=Role.INSTITUTION_ADMIN
        )
    return user


@pytest.mark.parametrize("login", ["two.hats", "hats@example.org", "13800001234", "+8613800001234"])
def test_people_sign_in_by_name_mail_or_phone(client, staff, login):
    answer = client.post("/login/", {"login": login, "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/start/")
    assert client.get("/start/")["Location"] == "/workspace/"


@pytest.mark.parametrize("login", ["two.hats", "13800001234"])
def test_a_wrong_password_opens_nothing(client, staff, login):
    assert client.post("/login/", {"login": login, "password": "wrong"}).status_code == 200
    assert client.get("/workspace/")["Location"] == "/login/?next=/workspace/"


def test_a_person_acts_in_the_first_face_and_may_switch(client, staff):
    client.force_login(staff)
    first, second = Membership.objects.order_by("id")
    assert client.get("/workspace/").wsgi_request.actor.organization_id == first.organization_id
    assert client.post("/faces/", {"face": str(second.pk)})["Location"] == "/workspace/"
    assert client.get("/workspace/").wsgi_request.actor.organization_id == second.organization_id
    assert client.post("/faces/", {"face": "worker"})["Location"] == "/account/"
    assert client.get("/account/").wsgi_request.actor.face == Face.WORKER


def test_a_face_of_somebody_else_changes_nothing(client, staff):
    other = services.create_user(actor=ACTOR, username="other", name="乙", password=PASSWORD)
    client.force_login(other)
    assert client.post("/faces/", {"face": str(Membership.objects.first().pk)}).status_code == 302
    assert client.get("/account/").wsgi_request.actor.face == Face.WORKER


def test_an_ended_membership_gives_no_face(staff):
    first = Membership.objects.order_by("id").first()
    first.state = MembershipState.ENDED
    first.save()
    assert actor_for(staff, str(first.pk)).face == Face.WORKER


def test_a_role_must_fit_the_kind_of_organization(staff):
    institution = Organization.objects.order_by("id").first()
    with pytest.raises(Refused) as refused:
        services.add_membership(
            actor=ACTOR, user=staff, organization=institution, role=Role.MUNICIPAL_CHIEF
        )
    assert refused.value.code == "role_incompatible"


@pytest.fixture
def uncounted(owner):
    """Numbers begin at 1, whatever tests that commit have counted before."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE core_serial")


def test_numbers_of_organizations_count_by_district(uncounted, staff):
    assert [o.number for o in Organization.objects.order_by("id")] == ["DL06-0001", "DL01-0001"]


def test_standing_is_recorded_and_checked(staff):
    institution = Organization.objects.order_by("id").first()
    with pytest.raises(Refused) as refused:
        services.check_may_teach(institution, date(2026, 12, 1))
    assert refused.value.code == "accreditation_missing"
    accredited = services.set_standing(
        actor=ACTOR,
        organization=institution,
        standing=Standing.ACCREDITED,
        until=date(2026, 12, 31),
    )
    services.check_may_teach(accredited, date(2026, 12, 31))
    with pytest.raises(Refused):
        services.check_may_teach(accredited, date(2027, 1, 1))


def test_the_first_administrator_is_made_once(owner):
    call_command("create_administrator", "first", name="甲", password=PASSWORD)
    user = User.objects.get(username="first")
    assert actor_for(user, "").role == Role.SECURITY_ADMINISTRATOR
    with pytest.raises(CommandError):
        call_command("create_administrator", "second", name="乙", password=PASSWORD)


def test_a_weak_password_makes_no_administrator(owner):
    with pytest.raises(CommandError):
        call_command("create_administrator", "first", name="甲", password="12345678")
    assert not User.objects.exists()
