"""The inbox of every face, the choice of channels, the developer's outbox, the stuck ones."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.enums import Role
from core.messages import RecordApproved, RecordRefused, WorkNew
from core.models import Delivery, MessageChoice, Notification
from core.outbox import notify
from core.outbox.queue import hours
from core.tenancy.scope import AUTH, OWNER, acting_as
from tests import world as laid_out
from tests.core.outbox.conftest import move_to, send

APPROVED = {"kind": "class", "number": "C1"}


@pytest.fixture
def sides(db):
    with acting_as(OWNER):
        world = laid_out.make_world()
        Notification.objects.all().delete()
        Delivery.objects.all().delete()
        move_to(12)
        return world


def user_of(sides, face):
    mine = sides["甲"]
    return {
        "account": mine.worker,
        "workspace": mine.admin,
        "district": mine.reviewer,
        "bureau": sides["市"].rows[Role.SYSTEM_ADMINISTRATOR],
    }[face]


def enter(client, user):
    with acting_as(AUTH):
        client.force_login(user)


ADDRESS = {
    "account": "/account/notifications/",
    "workspace": "/workspace/notifications/",
    "district": "/notifications/",
    "bureau": "/notifications/",
}


def ticked(page) -> set[str]:
    """`channel topic` of every ticked box of the page."""
    inputs = re.findall(r"<input[^>]*>", page.content.decode())
    boxes = [dict(re.findall(r'(name|value)="([^"]*)"', box)) for box in inputs if "checked" in box]
    return {f"{box['name']} {box['value']}" for box in boxes}


def tell(user, **context):
    with acting_as(OWNER):
        notify(RecordApproved, [user.pk], about=user, link="/start/", **(APPROVED | context))


@pytest.mark.parametrize("face", ADDRESS)
def test_every_face_reads_its_messages_and_opens_them(client, sides, face):
    user = user_of(sides, face)
    tell(user)
    enter(client, user)
    assert client.get("/inbox/")["Location"] == ADDRESS[face]
    page = client.get(ADDRESS[face])
    assert "班期C1已通过。" in page.content.decode()
    assert page.context["unread"] == 1
    key = page.context["objects"][0].pk
    assert client.post(ADDRESS[face], {"open": key})["Location"] == "/start/"
    assert client.get(ADDRESS[face]).context["unread"] == 0


@pytest.mark.parametrize("face", ADDRESS)
def test_a_message_of_somebody_else_is_not_there(client, sides, face):
    other = sides["乙"].worker
    tell(other)
    with acting_as(OWNER):
        key = Notification.objects.get().pk
    enter(client, user_of(sides, face))
    for wrong in (key, "x"):
        assert client.post(ADDRESS[face], {"open": wrong}).status_code == 404
    assert "班期C1" not in client.get(ADDRESS[face]).content.decode()
    with acting_as(OWNER):
        assert Notification.objects.get().read_at is None


def test_messages_are_filtered_and_marked(client, sides):
    user = sides["甲"].worker
    tell(user, number="C1")
    tell(user, number="C2")
    with acting_as(OWNER):
        notify(WorkNew, [user.pk], about=user, kind="class", number="C3", due="2026-12-01")
    enter(client, user)
    page = "/account/notifications/"
    found = [str(m) for m in client.get(page, {"topic": "task"}).context["objects"]]
    assert found == ["您有新的待办：班期C3，请于2026-12-01前办理。"]
    assert client.post(page).status_code == 302
    assert list(client.get(page, {"new": "on"}).context["objects"]) == []
    assert len(client.get(page).context["objects"]) == 3


def test_the_admin_s_header_shows_what_is_new(client, sides):
    user = user_of(sides, "district")
    tell(user)
    enter(client, user)
    page = client.get("/admin/").content.decode()
    assert '<strong class="inbox-count">1</strong>' in page


@pytest.mark.parametrize("face", ADDRESS)
def test_every_face_chooses_channels(client, sides, face):
    user = user_of(sides, face)
    enter(client, user)
    address = ADDRESS[face] + "settings/"
    page = client.get(address)
    assert page.status_code == 200
    boxes = ticked(page)
    assert {"email record", "sms class", "sms money"} < boxes
    assert not any(box.startswith("digest") for box in boxes)
    answer = client.post(address, {"sms": ["money"], "email": ["record"], "digest": ["task"]})
    assert answer["Location"] == address
    with acting_as(OWNER):
        rows = MessageChoice.objects.filter(recipient_id=user.pk)
        assert rows.get(channel="sms", topic="class").is_on is False
        assert rows.get(channel="digest", topic="task").is_on is True
        assert not rows.filter(channel="email", topic="record").exists()
    assert ticked(client.get(address)) == {"sms money", "email record", "digest task"}
    assert client.post(address, {"sms": ["account-of-others"]}).status_code == 422


def test_the_developer_s_outbox_shows_what_was_kept(client, sides, settings):
    user = sides["甲"].worker
    with acting_as(OWNER):
        notify(RecordRefused, [user.pk], about=user, reason="busy", due="2026-12-01", **APPROVED)
        send()
    assert client.get("/outbox/").status_code == 302
    enter(client, user)
    assert client.get("/outbox/").status_code == 404
    enter(client, user_of(sides, "bureau"))
    page = client.get("/outbox/")
    assert "【大连职培】班期C1未通过" in page.content.decode()
    settings.MODE = "production"
    assert client.get("/outbox/", secure=True).status_code == 404


def test_the_administrator_sends_a_stuck_message_again_and_sees_no_person(client, sides):
    user = sides["甲"].worker
    tell(user)
    with acting_as(OWNER):
        send()
        row = Delivery.objects.get()
    assert row.state == "no_address"
    enter(client, user_of(sides, "bureau"))
    listed = reverse("admin:core_delivery_changelist")
    page = client.get(listed, {"waiting": "1"}).content.decode()
    assert "record_approved" in page
    for name in (user.name, user.username):
        assert name not in page
    assert client.get(reverse("admin:core_delivery_change", args=[row.pk])).status_code == 200
    client.post(listed, {"action": "send_again", "_selected_action": [row.pk]})
    with acting_as(OWNER):
        assert Delivery.objects.get().state == "waiting"


@pytest.mark.parametrize("face", ["account", "workspace", "district"])
def test_deliveries_are_for_the_system_administrator(client, sides, face):
    enter(client, user_of(sides, face))
    answer = client.get(reverse("admin:core_delivery_changelist"))
    assert answer.status_code in (302, 403)


def test_the_hours_are_set_in_the_admin(client, sides):
    enter(client, user_of(sides, "bureau"))
    address = reverse("admin:core_sendinghours_change", args=[1])
    assert client.get(address).status_code == 200
    assert client.post(address, {"morning": "09:00", "evening": "20:00"}).status_code == 302
    assert client.post(address, {"morning": "22:00", "evening": "20:00"}).status_code == 200
    with acting_as(OWNER):
        assert str(hours()) == "09:00-20:00"


def test_the_inbox_asks_as_many_questions_for_many_messages(client, sides):
    user = sides["甲"].worker
    enter(client, user)
    client.get("/account/")  # a session's first request notes where it is
    asked = []
    for number in ("C1", "C2", "C3"):
        tell(user, number=number)
        with CaptureQueriesContext(connection) as seen:
            client.get("/account/notifications/")
        asked.append(len(seen))
    assert len(set(asked)) == 1
    assert asked[0] <= 15
