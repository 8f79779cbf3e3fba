"""Messages: stored with the change, sent once, retried, never to somebody without an address."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from core import outbox
from core.models import Delivery, Notification
from core.tasks import system_send_outbox
from core.tenancy.scope import SYSTEM, acting_as
from organizations.models import User


class TestMessage(outbox.Message):
    __test__ = False
    code = "test_message"
    channels = ("app", "email")
    zh = "班期{number}已通过。"
    en = "Class {number} was approved."


@pytest.fixture
def people(owner):
    return [
        User.objects.create(username="with-address", name="甲", email="a@example.org"),
        User.objects.create(username="without-address", name="乙"),
    ]


def send():
    with acting_as(SYSTEM):
        return system_send_outbox.run()


def test_a_message_is_read_in_the_product_and_sent_by_mail(people):
    outbox.notify(TestMessage, [p.pk for p in people], about=people[0], number="C1")
    assert Notification.objects.count() == 2
    assert send() == 2
    assert [m.to for m in mail.outbox] == [["a@example.org"]]
    assert mail.outbox[0].body == "班期C1已通过。"
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["no_address", "sent"]


def test_the_same_occasion_is_told_once(people):
    for _ in range(2):
        outbox.notify(TestMessage, [people[0].pk], about=people[0], occasion="day 1", number="C1")
    assert Notification.objects.count() == 1
    assert send() == 1
    assert send() == 0


def test_a_reader_of_english_reads_english(people):
    people[0].language = "en"
    people[0].save()
    outbox.notify(TestMessage, [people[0].pk], about=people[0], number="C1")
    send()
    assert mail.outbox[0].body == "Class C1 was approved."


def test_a_failed_sending_waits_longer_each_time(people, monkeypatch):
    outbox.notify(TestMessage, [people[0].pk], about=people[0], number="C1")
    delivery = Delivery.objects.get()
    start = timezone.now()
    pauses = []
    for attempt in range(1, 5):
        delivery.attempts = attempt
        delivery.retry("no route", at=start)
        pauses.append((delivery.due_at - start) / timedelta(minutes=1))
    assert pauses == [1, 2, 4, 8]
    delivery.attempts = 8
    delivery.retry("no route", at=start)
    assert delivery.state == Delivery.State.FAILED
