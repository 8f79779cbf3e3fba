"""A worker is killed between claim and answer: nothing is lost, no key goes out twice."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.db import connection, connections

from core.messages import RecordApproved, RecordRefused
from core.models import Delivery
from core.outbox import notify
from core.tasks import system_send_outbox
from core.tenancy.scope import OWNER, SYSTEM, acting_as
from tests.core.outbox.conftest import move_to, person, send
from tests.sizes import size

ROOT = Path(__file__).resolve().parent.parent.parent.parent
PEOPLE = size(12, 200)
# after how many messages of all the worker is killed, and whether before the gateway notes it
KILLS = size(
    [((3, 7), False), ((2, 5), True)],
    [((1, 49, 50, 51, 120, 200), is_before) for is_before in (False, True)],
)
REFUSED = {"kind": "class", "number": "C1", "reason": "id_checksum_failed", "due": "2026-12-01"}


@pytest.fixture
def crowd(transactional_db):
    with acting_as(OWNER):
        move_to(12)
        yield [person(n) for n in range(PEOPLE)]


def start(gateway=None, mail_server=None):
    """A worker process that talks to these servers."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "dalian_training.settings_test",
        "TEST_DATABASE": connection.settings_dict["NAME"],
        "SMS_URL": gateway.url if gateway else "",
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_server.port}" if mail_server else "",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tests.core.outbox.worker"], cwd=ROOT, env=environment
    )


def kill_at(server, number, **where):
    """Start a worker, wait until the server has taken `number` in all, kill it there."""
    server.stop_at = number
    server.reached, server.go_on = threading.Event(), threading.Event()
    worker = start(**where)
    assert server.reached.wait(60), "the worker never came so far"
    worker.send_signal(signal.SIGKILL)
    worker.wait(30)
    server.go_on.set()


def let_leases_run_out():
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE core_delivery SET leased_until = now() - interval '1 second'"
            " WHERE state = 'sending'"
        )


@pytest.mark.parametrize(("kills", "before_book"), KILLS)
def test_every_short_message_stands_in_the_book_once(
    crowd, gateway, kills, before_book, record_counts
):
    notify(RecordRefused, [p.pk for p in crowd], about=crowd[0], **REFUSED)
    gateway.before_book = before_book
    for number in kills:
        kill_at(gateway, number, gateway=gateway)
        assert Delivery.objects.filter(channel="sms", state="sending").exists()
        let_leases_run_out()
    gateway.stop_at = 0
    send()
    keys = {str(key) for key in Delivery.objects.filter(channel="sms").values_list("pk", flat=True)}
    assert set(gateway.book) == keys
    assert {m["phone"] for m in gateway.book.values()} == {f"138{n:08d}" for n in range(PEOPLE)}
    assert set(Delivery.objects.filter(channel="sms").values_list("state", flat=True)) == {"sent"}
    repeated = sum(gateway.asked.values()) - PEOPLE
    assert repeated <= len(kills), "at most the one in the air is asked again"
    record_counts(
        f"short messages: {PEOPLE} stored, worker killed after {kills}, {len(gateway.book)} in the"
        f" gateway's book, {repeated} keys asked again"
    )


@pytest.mark.parametrize("number", size([5], [1, 50, 51, 130, 200]))
def test_no_mail_goes_out_twice_and_what_is_unclear_is_told(
    crowd, mail_server, number, record_counts
):
    notify(RecordApproved, [p.pk for p in crowd], about=crowd[0], kind="class", number="C1")
    kill_at(mail_server, number, mail_server=mail_server)
    let_leases_run_out()
    mail_server.stop_at = 0
    send()
    keys = [str(key) for key in Delivery.objects.values_list("pk", flat=True)]
    assert sorted(mail_server.keys()) == sorted(keys)
    found = list(Delivery.objects.exclude(state="sent").values_list("state", "error"))
    assert found == [("unclear", "the worker was lost")]
    record_counts(f"mails: {PEOPLE} stored, worker killed at {number}, {len(keys)} arrived once")


def test_two_workers_at_once_send_each_message_once(crowd, gateway, mail_server):
    notify(RecordRefused, [p.pk for p in crowd], about=crowd[0], **REFUSED)
    barrier = threading.Barrier(2)

    def work():
        try:
            barrier.wait()
            with acting_as(SYSTEM):
                system_send_outbox.run()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    assert set(gateway.asked.values()) == {1}
    assert len(gateway.book) == PEOPLE
    assert len(set(mail_server.keys())) == len(mail_server.accepted) == PEOPLE


def test_a_broker_that_lost_everything_loses_no_message(crowd, gateway, mail_server):
    import redis

    from dalian_training.celery import app

    notify(RecordRefused, [p.pk for p in crowd], about=crowd[0], **REFUSED)
    connection_url = app.conf.broker_url.replace("redis+socket://", "unix://").replace(
        "?virtual_host=", "?db="
    )
    broker = redis.Redis.from_url(connection_url)
    assert broker.llen("system") > 0, "the bell was rung"
    broker.flushdb()
    broker.close()
    send()  # the timetable's next minute
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    assert len(gateway.book) == len(mail_server.accepted) == PEOPLE
