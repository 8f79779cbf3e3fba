"""Messages go out once, by the channels their kind has, to whoever can be reached."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from psycopg2 import sql

from core import clock
from core.access import Actor
from core.enums import Face, Role
from core.messages import RecordApproved, RecordRefused, SecurityEvent, WorkNew
from core.models import Delivery, Notification
from core.outbox import Message, notify, notify_address, notify_many, queue
from core.outbox.repair import send_again
from core.outbox.storing import Bell
from core.refusals import Refused
from organizations.models import User
from tests.core.outbox.conftest import move_to, person, send
from trainees.messages import EnrolmentConfirmed

REFUSED = {"kind": "class", "number": "C1", "reason": "id_checksum_failed", "due": "2026-12-01"}
ENROLLED = {"class": "焊工一班", "date": "2026-12-01", "place": "一楼"}
ADMINISTRATOR = Actor(user_id=1, role=Role.SYSTEM_ADMINISTRATOR, face=Face.CITY)


def states() -> dict[str, int]:
    found = {}
    for channel, state in Delivery.objects.values_list("channel", "state"):
        found[f"{channel} {state}"] = found.get(f"{channel} {state}", 0) + 1
    return found


def test_a_message_is_read_in_the_product_and_goes_out_by_its_channels(
    people, mail_server, gateway
):
    notify(RecordRefused, [p.pk for p in people], about=people[0], **REFUSED)
    assert Notification.objects.count() == 3
    assert send() == 6
    assert states() == {
        "email sent": 2, "email no_address": 1, "sms sent": 2, "sms no_address": 1,
    }  # fmt: skip
    text = "班期C1未通过：证件号码校验不通过。可于2026-12-01前申诉，详见平台。"
    assert {mail["To"] for mail in mail_server.accepted} == {"w1@example.org", "w2@example.org"}
    assert {mail.get_content().strip() for mail in mail_server.accepted} == {text}
    assert {m["text"] for m in gateway.book.values()} == {f"【大连职培】{text}"}
    assert sorted(m["phone"] for m in gateway.book.values()) == ["13800000001", "13800000002"]
    message = next(iter(gateway.book.values()))
    assert message["template"] == "record_refused.zh-hans"
    assert message["parameters"]["number"] == "C1"


def test_a_batch_goes_over_one_connection(owner, mail_server, gateway):
    move_to(12)
    workers = [person(n) for n in range(20)]
    notify(RecordRefused, [w.pk for w in workers], about=workers[0], **REFUSED)
    assert send() == 40
    assert (mail_server.connections, gateway.connections) == (1, 1)


def test_what_nobody_can_get_is_closed_at_once(people):
    """However many of a batch end alike, that is one statement."""
    asked = []
    for count in (1, 20):
        numbers = range(100 * count, 101 * count)
        strangers = [person(n, phone=False, email=False) for n in numbers]
        notify(RecordRefused, [s.pk for s in strangers], about=people[0], **REFUSED)
        with CaptureQueriesContext(connection) as statements:
            assert send() == 2 * count
        asked.append(len(statements))
    assert asked[0] == asked[1]
    assert states() == {"email no_address": 21, "sms no_address": 21}


def test_what_comes_while_a_batch_goes_out_waits_for_its_own_bell(people, gateway, monkeypatch):
    """A sender that went on for every newcomer would ask the database once for each of them."""

    def close_and_store_another(*words):
        monkeypatch.undo()
        queue.close(*words)
        notify(EnrolmentConfirmed, [people[1].pk], about=people[1], **ENROLLED)

    notify(EnrolmentConfirmed, [people[0].pk], about=people[0], **ENROLLED)
    monkeypatch.setattr(queue, "close", close_and_store_another)
    assert send() == 1
    assert states() == {"sms sent": 1, "sms waiting": 1}
    assert send() == 1


def test_the_same_occasion_is_told_once(people, mail_server):
    for _ in range(2):
        notify(
            RecordApproved, [people[0].pk], about=people[0], occasion="day 1",
            kind="class", number="C1",
        )  # fmt: skip
    assert Notification.objects.count() == 1
    assert send() == 1
    assert send() == 0
    assert len(mail_server.accepted) == 1


def test_telling_many_takes_one_statement(people, django_assert_num_queries):
    with django_assert_num_queries(2):  # the clock, and the question that takes them along
        notify(RecordRefused, [p.pk for p in people], about=people[0], **REFUSED)
        assert Notification.objects.count() == len(people)


def test_a_reader_of_english_reads_english(people, mail_server, gateway):
    people[0].language = "en"
    people[0].save()
    notify(EnrolmentConfirmed, [people[0].pk], about=people[0], **ENROLLED)
    send()
    [message] = gateway.book.values()
    assert message["text"] == (
        "【大连职培】You are enrolled in 焊工一班, starting 2026-12-01, at 一楼."
    )


@pytest.mark.parametrize(
    ("answer", "state", "error"),
    [
        (503, "waiting", "gateway 503"),
        (429, "waiting", "gateway 429"),
        (401, "waiting", "gateway 401"),
        (422, "failed", "gateway 422"),
        (400, "failed", "gateway 400"),
    ],
)
def test_an_answer_of_the_gateway_is_sent_again_or_final(people, gateway, answer, state, error):
    gateway.planned = [answer]
    notify(EnrolmentConfirmed, [people[0].pk], about=people[0], **ENROLLED)
    send()
    row = Delivery.objects.get()
    assert (row.state, row.error, row.leased_until) == (state, error, None)


@pytest.mark.parametrize(
    ("words", "state", "error"),
    [
        ("450 <w1@example.org>: mailbox busy", "waiting", "smtp 450"),
        ("550 <w1@example.org>: no such user", "failed", "smtp 550"),
    ],
)
def test_an_answer_of_the_mail_server_holds_up_nobody_else(
    people, mail_server, words, state, error
):
    mail_server.refusals = {"w1@": words}
    notify(RecordApproved, [p.pk for p in people[:2]], about=people[0], kind="class", number="C1")
    send()
    rows = dict(Delivery.objects.values_list("recipient_id", "state"))
    assert rows == {people[0].pk: state, people[1].pk: "sent"}
    assert Delivery.objects.get(recipient_id=people[0].pk).error == error
    assert [mail["To"] for mail in mail_server.accepted] == ["w2@example.org"]


def test_a_server_that_is_away_is_tried_again_after_longer_and_longer_pauses(people, gateway):
    gateway.planned = [503] * 8
    notify(EnrolmentConfirmed, [people[0].pk], about=people[0], **ENROLLED)
    pauses = []
    for _attempt in range(7):
        before = clock.now()
        send()
        row = Delivery.objects.get()
        pauses.append(round((row.due_at - before) / timedelta(minutes=1)))
        Delivery.objects.update(due_at=clock.now())
    send()
    row = Delivery.objects.get()
    assert pauses == [1, 2, 4, 8, 16, 32, 64]
    assert (row.state, row.attempts) == ("failed", 8)
    assert len(gateway.asked) == 1, "one key for all attempts"


def test_an_unreachable_mail_server_costs_each_mail_one_attempt(people, mail_server):
    mail_server.close()
    notify(RecordApproved, [p.pk for p in people[:2]], about=people[0], kind="class", number="C1")
    send()
    assert set(Delivery.objects.values_list("state", "attempts", "error")) == {
        ("waiting", 1, "ConnectionRefusedError")
    }


def test_a_mail_server_that_ends_the_connection_is_called_again(people, mail_server, monkeypatch):
    from core.outbox.channels.mail import MailLine

    begin = MailLine._begin

    def after_a_cut(line, letter):
        if line.backend.connection and mail_server.accepted:
            line.backend.connection.sock.shutdown(2)
        begin(line, letter)

    monkeypatch.setattr(MailLine, "_begin", after_a_cut)
    notify(RecordApproved, [p.pk for p in people[:2]], about=people[0], kind="class", number="C1")
    send()
    assert states() == {"email sent": 2}
    assert (len(mail_server.accepted), mail_server.connections) == (2, 2)


def test_without_a_channel_messages_are_kept(people):
    notify(RecordRefused, [people[0].pk], about=people[0], **REFUSED)
    send()
    assert states() == {"email kept": 1, "sms kept": 1}


def test_a_message_that_cannot_be_worded_holds_up_no_other(people, mail_server):
    notify(RecordApproved, [people[0].pk], about=people[0], kind="class")
    notify(RecordApproved, [people[1].pk], about=people[0], kind="class", number="C1")
    send()
    assert states() == {"email failed": 1, "email sent": 1}
    assert Delivery.objects.get(state="failed").error == "no 'number'"


def test_no_address_lies_in_the_queue(people, mail_server, gateway):
    mail_server.refusals = {"w1@": "550 <w1@example.org>: no such user"}
    gateway.planned = [422]
    notify(RecordRefused, [p.pk for p in people], about=people[0], **REFUSED)
    send()
    stored = str(list(Delivery.objects.values()))
    for address in ("13800000001", "13800000002", "w1@", "w2@", "学员"):
        assert address not in stored


def test_quiet_hours_hold_back_what_is_not_urgent(people, gateway):
    move_to(21)
    notify(EnrolmentConfirmed, [people[0].pk], about=people[0], **ENROLLED)
    event = {"date": "2026-12-01", "time": "21:00", "kind": "Password changed"}
    notify(SecurityEvent, [people[0].pk], about=people[0], **event)
    send()
    assert [m["template"] for m in gateway.book.values()] == ["security_event.zh-hans"]
    assert Delivery.objects.get(code="enrolment_confirmed").attempts == 0
    move_to(8)
    send()
    assert [m["template"] for m in gateway.book.values()] == [
        "security_event.zh-hans", "enrolment_confirmed.zh-hans",
    ]  # fmt: skip


def test_the_hours_are_those_the_administrator_set(people, gateway):
    hours = queue.hours()
    hours.evening = "12:00"
    hours.save()
    notify(EnrolmentConfirmed, [people[0].pk], about=people[0], **ENROLLED)
    send()
    assert gateway.book == {}


def test_quiet_hours_hold_back_no_mail(people, mail_server):
    move_to(23)
    notify(RecordApproved, [people[0].pk], about=people[0], kind="class", number="C1")
    send()
    assert len(mail_server.accepted) == 1


def test_a_worker_that_was_too_slow_changes_nothing(people, mail_server):
    notify(RecordApproved, [people[0].pk], about=people[0], kind="class", number="C1")
    [slow] = queue.claim("email")
    Delivery.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    send()
    assert states() == {"email sent": 1}
    queue.postpone(slow, "late")
    with pytest.raises(queue.LeaseLost):
        queue.hand_over(slow)
    assert states() == {"email sent": 1}
    assert len(mail_server.accepted) == 1


def test_moving_the_clock_ends_no_lease(people):
    notify(RecordApproved, [people[0].pk], about=people[0], kind="class", number="C1")
    queue.claim("email")
    move_to(12, days=3)
    assert send() == 0
    assert states() == {"email sending": 1}


def test_what_is_stuck_is_sent_again_by_the_administrator(people, gateway):
    gateway.planned = [422]
    notify(EnrolmentConfirmed, [people[0].pk], about=people[0], **ENROLLED)
    send()
    row = Delivery.objects.get()
    with pytest.raises(Refused) as refused:
        send_again(row, actor=Actor(user_id=1, role=Role.MUNICIPAL_CHIEF, face=Face.CITY))
    assert refused.value.code == "not_allowed"
    send_again(row, actor=ADMINISTRATOR)
    send()
    assert states() == {"sms sent": 1}
    with pytest.raises(Refused) as refused:
        send_again(row, actor=ADMINISTRATOR)
    assert refused.value.code == "wrong_state"


def test_a_task_in_the_product_alone_goes_nowhere_else(people):
    notify(WorkNew, [people[0].pk], about=people[0], kind="class", number="C1", due="2026-12-01")
    assert Delivery.objects.count() == 0


class Invitation(Message):
    """To somebody without an account."""

    code = "invitation"


def test_somebody_without_an_account_is_written_to_and_forgotten(people, mail_server, gateway):
    addresses = {"email": "new@example.org", "sms": "13900000009"}
    context = {"unit": "一校", "role": "Teacher", "due": "2026-12-01"}
    notify_address(
        Invitation, addresses, about=people[0], secrets={"link": "https://x/abc"}, **context
    )
    assert Notification.objects.count() == 0
    send()
    assert states() == {"email sent": 1, "sms sent": 1}
    assert mail_server.accepted[0]["To"] == "new@example.org"
    assert "https://x/abc" in mail_server.accepted[0].get_content()
    assert [m["phone"] for m in gateway.book.values()] == ["13900000009"]
    assert "to" not in next(iter(gateway.book.values()))["parameters"]
    assert set(Delivery.objects.values_list("secret", flat=True)) == {""}


def test_every_row_of_a_select_is_told_once(people, mail_server, django_assert_num_queries):
    select = sql.SQL(
        "SELECT id, id, '/start/', jsonb_build_object('kind', 'class', 'number', username),"
        " email <> '' FROM organizations_user WHERE name LIKE %(name)s"
    )
    for _time in range(2):
        with django_assert_num_queries(2):
            notify_many(RecordApproved, select, {"name": "学员%"}, model=User, occasion="day 1")
    send()
    assert Notification.objects.count() == 3
    assert states() == {"email sent": 2}
    assert {m.get_content().strip() for m in mail_server.accepted} == {
        "班期w1已通过。", "班期w2已通过。",
    }  # fmt: skip


def test_one_bell_rings_for_all_that_is_stored_within_a_second(monkeypatch):
    rung, bell, of_another_process = [], Bell(), Bell()
    monkeypatch.setattr("core.tasks.ring", lambda task: rung.append(task.options["countdown"]))
    cache.delete(Bell.KEY)
    bell.ring()
    bell.ring()
    of_another_process.ring()
    assert rung == [Bell.PAUSE]
    bell.rung_at -= Bell.PAUSE
    cache.delete(Bell.KEY)
    bell.ring()
    assert rung == [Bell.PAUSE] * 2


def test_a_bell_rings_where_nobody_can_say_who_rang_before(monkeypatch, settings):
    rung = []
    monkeypatch.setattr("core.tasks.ring", rung.append)
    away = "unix:///nowhere/valkey.sock?db=1"
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": away}}
    cache.close()
    Bell().ring()
    assert len(rung) == 1
