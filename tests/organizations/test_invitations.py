"""Invitations: from the message to the membership, or to a dead link."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from core import clock
from core.enums import Role
from core.models import Delivery, Notification
from core.refusals import Refused
from core.tasks import system_send_outbox
from core.tenancy.scope import AUTH, OWNER, SYSTEM, acting_as
from core.workflow import perform
from organizations import services
from organizations.models import Invitation, Membership, User
from organizations.services import invitations
from organizations.services.advance import advance
from tests.organizations.conftest import PASSWORD, SITE, acting, person

GUEST = "guest@example.org"


def invite(unit, role=Role.TEACHER, email=GUEST, by=None, organization=None):
    return services.send_invitation(
        actor=acting(by or unit.admin),
        organization=organization or unit.school,
        role=role,
        name="客人",
        email=email,
        site=SITE,
    )


@pytest.fixture
def link(unit, mail_server):
    """The path of the link that was sent, as it stands in the message."""
    invite(unit)
    with acting_as(SYSTEM):
        assert system_send_outbox() == 1
    text = mail_server.accepted[0].get_content()
    return re.search(r"training\.example(/invitation/\S+/)", text)[1]


@pytest.fixture
def guest():
    return Client()


def test_the_message_is_as_the_handbook_says_and_keeps_no_secret(link, mail_server):
    due = clock.today() + timedelta(days=7)
    [letter] = mail_server.accepted
    assert letter["To"] == GUEST
    assert letter.get_content().startswith(f"机构邀请您担任教师，请于{due}前打开：https://")
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.secret, delivery.recipient_id) == ("sent", "", None)
    assert "link" not in delivery.context
    token = link.split("/")[2]
    assert Invitation.objects.get().token_hash == invitations.digest(token) != token


def test_before_it_is_sent_the_address_and_the_link_are_stored_encrypted(unit):
    invite(unit)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT d::text FROM core_delivery d UNION SELECT i::text FROM"
                       " organizations_invitation i")  # fmt: skip
        stored = " ".join(row[0] for row in cursor.fetchall())
    assert GUEST not in stored
    assert "invitation/" not in stored


def test_somebody_new_opens_an_account_and_begins(unit, guest, link):
    assert guest.get(link)["Location"] == "/invitation/"
    page = guest.get("/invitation/").content.decode()
    assert ("机构" in page, "教师" in page) == (True, True)
    answer = guest.post(
        "/invitation/",
        {"name": "客人", "username": "guest", "password": PASSWORD, "again": PASSWORD},
    )
    assert answer["Location"] == "/start/"
    row = Membership.objects.get(user__username="guest")
    assert (row.role, row.organization_id, row.state) == ("teacher", unit.school.pk, "active")
    assert guest.get("/workspace/").wsgi_request.actor.role == Role.TEACHER
    invitation = Invitation.objects.get()
    assert (invitation.state, invitation.answered_by_id) == ("accepted", row.user_id)
    assert str(Notification.objects.get(recipient_id=row.user_id)) == "您在机构的教师任职已生效。"
    assert User.objects.get(username="guest").email == GUEST


def test_a_link_works_once(unit, guest, link):
    guest.get(link)
    fields = {"name": "客人", "username": "guest", "password": PASSWORD, "again": PASSWORD}
    guest.post("/invitation/", fields)
    other = Client()
    other.get(link)
    assert other.get("/invitation/").status_code == 409
    assert other.post("/invitation/", fields | {"username": "second"}).status_code == 409
    assert Membership.objects.filter(organization=unit.school).count() == 3


def test_somebody_with_an_account_signs_in_and_accepts(unit, guest, link):
    user = person("known")
    guest.get(link)
    answer = guest.post("/login/?next=/invitation/", {"login": "known", "password": PASSWORD})
    assert answer["Location"] == "/invitation/"
    assert guest.post("/invitation/", {"accept": "1"})["Location"] == "/start/"
    assert Membership.objects.get(user=user).role == Role.TEACHER


def test_without_a_second_factor_where_one_is_needed_nothing_begins(unit, guest, link, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    person("known")
    guest.get(link)
    guest.post("/login/", {"login": "known", "password": PASSWORD})
    assert "/security/2fa/" in guest.get("/invitation/").content.decode()
    assert guest.post("/invitation/", {"accept": "1"})["Location"] == "/security/2fa/"
    assert not Membership.objects.filter(user__username="known").exists()
    with acting_as(AUTH), pytest.raises(Refused) as refused:
        invitations.accept_invitation(
            link.split("/")[2],
            user=User.objects.get(username="known"),
            has_second_factor=False,
        )
    assert refused.value.code == "second_factor_missing"


def test_declining_tells_the_sender_with_the_name(unit, guest, link):
    guest.get(link)
    assert guest.post("/invitation/", {"decline": "1"})["Location"] == "/invitation/answered/"
    assert guest.get("/invitation/answered/").status_code == 200
    assert Invitation.objects.get().state == "declined"
    told = Notification.objects.get(recipient_id=unit.admin.pk)
    assert str(told) == "客人谢绝了教师邀请。"


def test_a_revoked_link_is_dead_at_once(unit, guest, link):
    perform(Invitation.objects.get(), "revoke", actor=acting(unit.admin))
    guest.get(link)
    page = guest.get("/invitation/")
    assert (page.status_code, "invitation_expired" in page.content.decode()) == (409, True)


def test_a_link_ends_after_seven_days(unit, guest, link):
    invitation = Invitation.objects.get()
    invitation.due_on = clock.today() - timedelta(days=1)
    invitation.save()
    guest.get(link)
    assert guest.get("/invitation/").status_code == 409
    assert advance() == 1
    assert Invitation.objects.get().state == "expired"
    assert advance() == 0


def test_a_guessed_link_tells_the_same_as_an_old_one(unit, guest):
    guest.get("/invitation/guessed/")
    assert guest.get("/invitation/").status_code == 409


@pytest.mark.parametrize(
    ("by", "role", "place", "code"),
    [
        ("admin", Role.MUNICIPAL_CHIEF, "school", "role_incompatible"),
        ("admin", Role.AUDITOR, "city", "not_allowed"),
        ("teacher", Role.TEACHER, "school", "not_allowed"),
        ("reviewer", Role.EDITOR, "city", "not_allowed"),
        ("security", Role.TEACHER, "school", "not_allowed"),
        ("security", Role.DISTRICT_REVIEWER, "city", "role_incompatible"),
    ],
)
def test_who_may_not_invite_is_refused(unit, by, role, place, code):
    with pytest.raises(Refused) as refused:
        invite(unit, role=role, by=getattr(unit, by), organization=getattr(unit, place))
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("role", "place"), [(Role.EDITOR, "city"), (Role.INSTITUTION_ADMIN, "school")]
)
def test_the_security_administrator_invites_staff_and_first_administrators(unit, role, place):
    sent = invite(unit, role=role, by=unit.security, organization=getattr(unit, place))
    assert sent.state == "sent"


def test_a_person_known_to_hold_an_excluding_role_is_not_invited(unit):
    person("audited", (unit.city, Role.AUDITOR), email="audited@example.org")
    with pytest.raises(Refused) as refused:
        invite(unit, Role.EDITOR, "audited@example.org", unit.security, unit.city)
    assert refused.value.code == "role_incompatible"


def test_accepting_is_refused_where_a_role_elsewhere_excludes_it(unit, guest, mail_server):
    """The sender could not know of the other role; the database does."""
    invite(unit, Role.INSTITUTION_ADMIN, "other@example.org")
    with acting_as(SYSTEM):
        system_send_outbox()
    link = re.search(r"(/invitation/\S+/)", mail_server.accepted[0].get_content())[1]
    person("outside", (unit.city, Role.SYSTEM_ADMINISTRATOR))
    guest.get(link)
    guest.post("/login/", {"login": "outside", "password": PASSWORD})
    answer = guest.post("/invitation/", {"accept": "1"})
    assert (answer.status_code, "role_incompatible" in answer.content.decode()) == (409, True)
    assert Invitation.objects.get().state == "sent"


def test_nobody_accepts_an_own_invitation(unit, link):
    with pytest.raises(Refused) as refused:
        invitations.accept_invitation(link.split("/")[2], user=unit.admin, has_second_factor=True)
    assert refused.value.code == "same_reviewer"


def test_the_administrator_invites_on_a_page(unit, client):
    client.force_login(unit.admin)
    fields = {"organization": unit.school.pk, "role": "teacher", "name": "客人", "email": GUEST}
    answer = client.post("/workspace/members/invite/", fields)
    sent = Invitation.objects.get()
    assert answer["Location"] == f"/workspace/invitations/{sent.pk}/"
    assert GUEST in client.get(answer["Location"]).content.decode()
    assert "客人" in client.get("/workspace/invitations/").content.decode()


def test_the_security_administrator_invites_in_the_admin(unit, client):
    client.force_login(unit.security)
    assert client.get("/admin/organizations/invitation/add/")["Location"] == "/people/invite/"
    page = client.get("/people/invite/").content.decode()
    assert 'id="nav-sidebar"' in page or "unfold" in page
    fields = {"organization": unit.city.pk, "role": "editor", "name": "客人", "email": GUEST}
    answer = client.post("/people/invite/", fields)
    sent = Invitation.objects.get()
    assert answer["Location"] == f"/admin/organizations/invitation/{sent.pk}/change/"
    assert GUEST not in client.get(answer["Location"]).content.decode()


def test_a_weak_or_mistyped_password_opens_no_account(unit, guest, link):
    guest.get(link)
    fields = {"name": "客人", "username": "guest", "password": PASSWORD, "again": "x"}
    assert guest.post("/invitation/", fields).status_code == 422
    weak = fields | {"password": "12345678", "again": "12345678"}
    assert guest.post("/invitation/", weak).status_code == 422
    taken = fields | {"again": PASSWORD, "username": "Admin"}
    assert guest.post("/invitation/", taken).status_code == 422
    with acting_as(OWNER):
        assert not User.objects.filter(username="guest").exists()
