"""`/metrics`: figures for the monitoring inside, nothing for anybody else, nobody's data."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from core import audit, clock
from core.access import system_actor
from core.metrics.work import FIGURES
from core.models import Delivery, Job
from core.tenancy.roles import RUNTIME
from core.tenancy.scope import OWNER, Scope, acting_as
from organizations.models import District
from tests.core.test_audit_seal import seal_until
from tests.isolation.test_routes import ALL as ROUTES

HOUR = timedelta(hours=1)


def ask(client, address="127.0.0.1", **headers):
    return client.get("/metrics", REMOTE_ADDR=address, headers=headers)


def figures(client) -> dict:
    """{(name, label values in order of their names): value} of everything told."""
    text = ask(client).content.decode()
    return {
        (sample.name, *(value for _label, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.mark.parametrize("address", ["127.0.0.1", "10.3.2.1", "172.18.0.9", "192.168.1.7", "::1"])
def test_programs_inside_are_answered(client, db, address):
    answer = ask(client, address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:db8::1", "172.32.0.1", ""])
def test_outside_there_is_no_such_page(client, db, address):
    assert ask(client, address).status_code == 404


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-Ip", "Forwarded"])
def test_what_a_proxy_passes_on_is_from_outside(client, db, header):
    assert ask(client, **{header: "127.0.0.1"}).status_code == 404


def test_the_networks_inside_are_a_setting(client, db, settings):
    from ipaddress import ip_network

    settings.INSIDE_ADDRESSES = [ip_network("203.0.113.0/24")]
    assert (ask(client).status_code, ask(client, "203.0.113.5").status_code) == (404, 200)


def test_a_request_is_counted_by_route_method_and_status(client, db):
    def counted(*labels):
        return figures(client).get(("training_requests_total", *labels), 0)

    before = [counted("GET", "class-list", "200"), counted("other", "class-list", "405")]
    client.get("/classes/?q=13811110001")
    client.generic("BREW", "/classes/")
    after = [counted("GET", "class-list", "200"), counted("other", "class-list", "405")]
    assert [b - a for a, b in zip(before, after, strict=True)] == [1, 1]


def test_no_label_comes_from_a_visitor(client, db):
    for path in ("/classes/13811110001/", "/13811110001/", "/static/13811110001.js"):
        client.get(path)
    text = ask(client).content.decode()
    routes = {
        sample.labels["route"]
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if "route" in sample.labels
    }
    assert routes <= {*ROUTES, "none"}
    assert "13811110001" not in text


def test_jobs_are_told_by_kind_and_state_with_their_age(client, world):
    with acting_as(OWNER):
        now = clock.now()
        Job.objects.update(state="done", finished_at=now)
        waiting, running, failed, old = list(Job.objects.all()[:4])
        rows = {
            waiting: {"state": "queued", "kind": "export", "created_at": now - HOUR},
            running: {"state": "running", "kind": "export", "created_at": now - 2 * HOUR,
                      "lease_until": timezone.now() - HOUR},
            failed: {"state": "failed", "kind": "export", "error_code": "job_broken"},
            old: {"state": "failed", "kind": "export", "error_code": "job_broken",
                  "finished_at": now - 25 * HOUR},
        }  # fmt: skip
        for job, changes in rows.items():
            ahead = {"lease_until": timezone.now() + HOUR}
            Job.objects.filter(pk=job.pk).update(**{**ahead, **changes})
    found = figures(client)
    assert found["training_jobs", "export", "queued"] == 1
    assert found["training_jobs", "export", "running"] == 1
    assert found["training_job_oldest_seconds", "export", "queued"] // 60 == 60
    assert found["training_job_oldest_seconds", "export", "running"] // 60 == 120
    assert found["training_jobs_unattended",] == 1
    assert found["training_jobs_failed_1d", "export"] == 1


def test_the_outbox_is_told_by_channel(client, world):
    with acting_as(OWNER):
        now = clock.now()
        Delivery.objects.update(state="sent")
        first, second, third = list(Delivery.objects.all()[:3])
        changes = {
            first: {"state": "waiting", "due_at": now - HOUR, "created_at": now - 3 * HOUR},
            second: {"state": "waiting", "due_at": now + HOUR, "created_at": now - 2 * HOUR},
            third: {"state": "unclear", "created_at": now},
        }
        for delivery, columns in changes.items():
            Delivery.objects.filter(pk=delivery.pk).update(channel="sms", **columns)
    found = figures(client)
    assert found["training_outbox", "sms", "waiting"] == 2
    assert found["training_outbox", "email", "waiting"] == 0
    assert found["training_outbox_oldest_seconds", "sms"] // 60 == 180
    assert found["training_outbox_overdue_seconds", "sms"] // 60 == 60
    assert found["training_outbox_overdue_seconds", "email"] == 0
    assert found["training_outbox_stuck_1d", "sms", "unclear"] == 1


def test_entries_without_a_seal_are_counted_until_they_have_one(client, transactional_db):
    def unsealed():
        return figures(client)["training_audit_unsealed",]

    with acting_as(OWNER):
        district = District.objects.get(code="DL-06")
        for _n in range(3):
            audit.record(system_actor("test"), "update", district, reason="why")
    assert unsealed() == 3
    seal_until(3)
    found = figures(client)
    assert found["training_audit_unsealed",] + found["training_audit_oldest_unsealed_seconds",] == 0
    assert 0 <= found["training_audit_last_seal_seconds",] < 600


def test_the_timetable_s_last_ring_is_told(client, db):
    from django_celery_beat.models import IntervalSchedule, PeriodicTask

    with acting_as(OWNER):
        every = IntervalSchedule.objects.create(every=1, period="minutes")
        PeriodicTask.objects.create(
            name="seal", task="core.system_seal_audit", interval=every,
            last_run_at=timezone.now() - HOUR,
        )  # fmt: skip
    assert figures(client)["training_beat_last_run_seconds", "core.system_seal_audit"] // 60 == 60


def test_the_function_tells_known_figures_and_only_the_door_may_ask(world):
    question = "SELECT figure FROM operations_figures(now())"
    with acting_as(Scope("app_auth")), connection.cursor() as cursor:
        cursor.execute(question)
        told = {row[0] for row in cursor.fetchall()}
    assert told <= set(FIGURES)
    for role in set(RUNTIME) - {"app_auth"}:
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            acting_as(Scope(role, 1, 1, 1)),
            connection.cursor() as cursor,
        ):
            cursor.execute(question)


def test_no_name_and_no_number_of_the_world_is_told(client, world):
    text = ask(client).content.decode()
    assert "密" not in text
    assert world["甲"].organization.number not in text
