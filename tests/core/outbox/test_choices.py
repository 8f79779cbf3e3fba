"""Who wants which messages: channels by topic, the daily summary, what is always sent."""

import pytest
from django.contrib.auth import get_user_model

from core.access import ANYONE, Actor
from core.enums import Face, Role
from core.messages import RecordApproved, RecordRefused, SecurityEvent, WorkNew
from core.models import AuditEntry, Delivery, MessageChoice, Notification
from core.outbox import notify
from core.outbox.choices import choices_of, choose, offered
from core.outbox.digest import send_digests
from core.refusals import Refused
from core.tenancy.scope import OWNER, SYSTEM, acting_as
from tests.core.outbox.conftest import move_to, send
from trainees.messages import EnrolmentConfirmed

ENROLLED = {"class": "焊工一班", "date": "2026-12-01", "place": "一楼"}
REFUSED = {"kind": "class", "number": "C1", "reason": "id_checksum_failed", "due": "2026-12-01"}


@pytest.fixture
def worker(people):
    return Actor(user_id=people[0].pk, role=Role.WORKER, face=Face.WORKER)


def without(actor, channel, *topics):
    """Choose everything as it is, but not these."""
    wanted = choices_of(actor)
    return wanted | {channel: wanted[channel] - set(topics)}


def choose_as(actor, wanted):
    with acting_as(actor.scope):
        choose(actor=actor, wanted=wanted)


def sent_to(person):
    rows = Delivery.objects.filter(recipient_id=person.pk)
    return sorted(rows.values_list("code", "channel", "state"))


def test_what_is_switched_off_does_not_go_out(people, worker, gateway, mail_server):
    choose_as(worker, without(worker, "sms", "class"))
    for person in people[:2]:
        notify(EnrolmentConfirmed, [person.pk], about=person, **ENROLLED)
    send()
    assert sent_to(people[0]) == [("enrolment_confirmed", "sms", "declined")]
    assert sent_to(people[1]) == [("enrolment_confirmed", "sms", "sent")]
    assert Notification.objects.filter(recipient_id=people[0].pk).count() == 1
    assert [m["phone"] for m in gateway.book.values()] == ["13800000002"]


def test_what_the_law_wants_told_is_always_sent(people, worker, gateway, mail_server):
    choose_as(worker, {"sms": [], "email": [], "digest": []})
    person = people[0]
    notify(RecordRefused, [person.pk], about=person, **REFUSED)
    event = {"date": "2026-12-01", "time": "12:00", "kind": "Password changed"}
    notify(SecurityEvent, [person.pk], about=person, **event)
    notify(RecordApproved, [person.pk], about=person, kind="class", number="C1")
    send()
    assert sent_to(person) == [
        ("record_approved", "email", "declined"),
        ("record_refused", "email", "sent"),
        ("record_refused", "sms", "sent"),
        ("security_event", "email", "sent"),
        ("security_event", "sms", "sent"),
    ]


def test_a_choice_holds_for_one_topic_and_can_be_taken_back(people, worker, gateway):
    choose_as(worker, without(worker, "sms", "class", "money"))
    assert choices_of(worker)["sms"] == set(offered("sms")) - {"class", "money"}
    choose_as(worker, {**choices_of(worker), "sms": offered("sms")})
    assert choices_of(worker)["sms"] == set(offered("sms"))
    verbs = AuditEntry.objects.filter(model="core.messagechoice").order_by("id")
    assert list(verbs.values_list("verb", flat=True)) == ["create", "create", "update", "update"]


def test_choosing_the_same_again_writes_nothing(people, worker):
    choose_as(worker, choices_of(worker))
    assert MessageChoice.objects.count() == 0


def test_nobody_chooses_without_an_account(people):
    with pytest.raises(Refused):
        choose(actor=ANYONE, wanted={})


def test_topics_that_may_not_be_switched_off_are_not_offered():
    assert "account" in offered("sms"), "matters of personal data may be switched off"
    assert offered("digest") == ["task", "oversight"]


@pytest.fixture
def reader(people, worker):
    """Wants the summary of tasks."""
    choose_as(worker, {**choices_of(worker), "digest": ["task"]})
    return people[0]


def task(person, number):
    notify(WorkNew, [person.pk], about=person, kind="class", number=number, due="2026-12-01")


def digest():
    with acting_as(SYSTEM):
        return send_digests()


def test_the_summary_comes_once_a_day_with_what_is_unread(reader, people, mail_server):
    move_to(9, days=1)
    digest()
    for number in ("C1", "C2", "C3"):
        task(reader, number)
    task(people[1], "C4")
    Notification.objects.filter(context__number="C2").update(read_at="2026-01-01T00:00Z")
    assert digest() == 0, "before tomorrow morning there is nothing to sum up"
    move_to(9)
    assert [digest(), digest()] == [1, 1]
    send()
    [mail] = mail_server.accepted
    assert mail["To"] == "w1@example.org"
    assert mail.get_content().strip().splitlines() == [
        "平台今日有2条与您有关的新消息：",
        "- 您有新的待办：班期C1，请于2026-12-01前办理。",
        "- 您有新的待办：班期C3，请于2026-12-01前办理。",
    ]


def test_a_summary_without_news_is_not_sent(reader, mail_server):
    move_to(9, days=1)
    assert digest() == 0
    assert Delivery.objects.count() == 0


def test_nobody_gets_a_summary_unasked(people, mail_server):
    task(people[1], "C1")
    move_to(9)
    assert digest() == 0


def test_choices_are_one_s_own(people, worker):
    choose_as(worker, without(worker, "sms", "class"))
    other = Actor(user_id=people[1].pk, role=Role.WORKER, face=Face.WORKER)
    with acting_as(other.scope):
        assert MessageChoice.objects.count() == 0
    with acting_as(OWNER):
        assert MessageChoice.objects.get().recipient_id == people[0].pk
        assert get_user_model().objects.count() == 3
