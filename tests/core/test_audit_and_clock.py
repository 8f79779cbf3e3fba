"""The audit trail takes nothing back; the clock moves for everybody."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from core import audit, clock
from core.access import system_actor
from core.models import AuditEntry
from core.numbers import next_serial
from core.pages.history import changes, record_name, system_name, verb_of
from organizations.models import District, User

ACTOR = system_actor("test")


@pytest.fixture
def entry(owner):
    user = User.objects.create(username="someone", name="甲")
    audit.record(ACTOR, "create", user, reason="because")
    return AuditEntry.objects.get(object_id=str(user.pk), model="organizations.user")


def test_an_entry_tells_who_what_and_why_but_no_secret(entry):
    assert (entry.actor_name, entry.verb, entry.reason) == ("test", "create", "because")
    assert entry.after["username"] == "someone"
    assert "password" not in entry.after


@pytest.mark.parametrize(
    "sql", ["UPDATE core_auditentry SET reason = 'else'", "DELETE FROM core_auditentry"]
)
def test_not_even_the_owner_changes_or_removes_an_entry(entry, sql):
    try:
        with connection.cursor() as cursor, transaction.atomic():
            cursor.execute(sql)
            touched = cursor.rowcount  # no policy lets the owner's statement see a row
    except DatabaseError:
        touched = 0
    assert touched == 0
    entry.refresh_from_db()
    assert entry.reason == "because"


def test_only_what_changed_is_kept(owner):
    district = District.objects.get(code="DL-06")
    before = audit.columns(district)
    district.note = "changed"
    audit.record(ACTOR, "update", district, before=before)
    entry = AuditEntry.objects.get(model="organizations.district")
    assert (entry.before, entry.after) == ({"note": before["note"]}, {"note": "changed"})


def test_a_past_is_laid_out_at_its_own_time(owner, settings):
    moment, before = clock.now() - timedelta(days=90), clock.now()
    with clock.at(moment):
        assert timedelta() <= clock.now() - moment < timedelta(minutes=1)
        audit.record(ACTOR, "create", District.objects.get(code="DL-06"))
    assert clock.now() >= before
    assert AuditEntry.objects.get(model="organizations.district").at.date() == moment.date()
    settings.MODE = "production"
    with pytest.raises(RuntimeError), clock.at(moment):
        pass


def test_the_clock_moves_forward_for_everybody_and_is_recorded(owner):
    before = clock.now()
    clock.move(actor=ACTOR, by=timedelta(days=3))
    assert timedelta(days=3) <= clock.now() - before < timedelta(days=3, minutes=1)
    assert AuditEntry.objects.filter(verb="move_clock").count() == 1


def test_public_numbers_count_up_by_series(owner):
    assert [next_serial("X2026"), next_serial("X2026"), next_serial("Y2026")] == [1, 2, 1]


def test_the_trail_names_codes_and_parts_of_the_system_in_words(owner):
    entry = AuditEntry(
        verb="publish", model="policies.ruleset", object_label="attendance_threshold 2028-01-01",
        actor_name="quarterly report", before={}, after={"published_at": "2026-11-24T18:25:21Z"},
    )  # fmt: skip
    report = AuditEntry(verb="finish", model="x.y", object_label="2026Q3-v1 全市")
    with translation.override("en"):
        assert record_name(entry) == "Attendance threshold 2028-01-01"
        assert (verb_of(entry), system_name(entry)) == ("Published", "quarterly report")
        assert record_name(report) == "Q3 2026 v1 Whole city"
    assert record_name(entry) == "出勤率标准 2028-01-01"
    assert (verb_of(entry), system_name(entry)) == ("发布", "季度监管报告")
    assert changes(entry)[0].after == "2026-11-25 02:25"
    assert record_name(report) == "2026年第三季度 v1 全市"
