"""The sealed audit trail: what a database superuser does to it is found and named."""

import threading
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from core import audit, clock
from core.access import system_actor
from core.audit import sealing
from core.audit.verification import verify
from core.models import AuditEntry, AuditSeal
from core.tenancy.scope import OWNER, SYSTEM, acting_as
from organizations.models import District
from tests.sealing import seal_until

ACTOR = system_actor("test")


def write(count=1, reason="because"):
    """Entries, each in a transaction of its own."""
    with acting_as(OWNER):
        district = District.objects.get(code="DL-06")
        for _ in range(count):
            with transaction.atomic():
                audit.record(ACTOR, "update", district, reason=reason)


def ids():
    with acting_as(OWNER):
        return list(AuditEntry.objects.order_by("id").values_list("id", flat=True))


def seal_of(number) -> int:
    """The seal that covers an entry."""
    with acting_as(OWNER):
        return AuditSeal.objects.get(entries__contains=[number]).pk


def checked():
    with acting_as(OWNER):
        return verify()


@pytest.fixture
def trail(transactional_db):
    """Six entries under two seals."""
    write(3)
    seal_until(3)
    write(3)
    seal_until(6)
    return ids()


def test_an_untouched_trail_fits_and_shows_its_roots(trail, capsys, record_counts):
    write(2)
    call_command("verify_audit")
    day, root, *_rest = capsys.readouterr().out.splitlines()[0].split()
    with acting_as(OWNER):
        last = AuditSeal.objects.order_by("-pk").first()
    assert root == last.hash
    call_command("verify_audit", root=[f"{day}={root}"])
    assert "6 entries in" in (words := capsys.readouterr().out)
    assert words.endswith("seals fit, 2 wait for their seal\n")
    record_counts("audit: 6 sealed entries fit, 2 wait for their seal")


def test_one_byte_changed_by_the_superuser_is_found_and_named(trail, superuser):
    superuser.execute(
        "UPDATE core_auditentry SET reason = 'bexause' WHERE id = %s AND reason = 'because'",
        [trail[1]],
    )
    assert superuser.rowcount == 1
    assert str(checked().fault) == f"entry {trail[1]}: changed since seal {seal_of(trail[1])}"
    with pytest.raises(CommandError, match=f"entry {trail[1]}: changed"):
        call_command("verify_audit")


OTHER = {
    "bigint": "coalesce({0}, 0) + 1000",
    "character varying": "{0} || 'x'",
    "text": "{0} || 'x'",
    "jsonb": "{0} || '{{\"x\": 1}}'",
    "timestamp with time zone": "{0} + interval '1 microsecond'",
}


def test_no_column_changes_unseen(trail, superuser, record_counts):
    """Each in turn, and back again."""
    victim = trail[4]
    superuser.execute("CREATE TEMPORARY TABLE kept AS SELECT * FROM core_auditentry")
    superuser.execute(
        "SELECT column_name, data_type FROM information_schema.columns"
        " WHERE table_name = 'core_auditentry' ORDER BY ordinal_position"
    )
    columns = superuser.fetchall()
    for name, kind in columns:
        value = OTHER[kind].format(name)
        superuser.execute(f"UPDATE core_auditentry SET {name} = {value} WHERE id = {victim}")
        fault = checked().fault
        assert (fault.what, fault.number) == ("entry", victim), name
        superuser.execute("DELETE FROM core_auditentry")
        superuser.execute("INSERT INTO core_auditentry SELECT * FROM kept")
        assert checked().fault is None, name
    record_counts(
        f"audit: each of {len(columns)} columns changed in turn: the entry named each time"
    )


def test_an_entry_deleted_is_named(trail, superuser):
    superuser.execute("DELETE FROM core_auditentry WHERE id = %s", [trail[5]])
    assert str(checked().fault) == (
        f"entry {trail[5]}: missing, though sealed by seal {seal_of(trail[5])}"
    )


COPY = (
    "INSERT INTO core_auditentry (at, actor_role, actor_name, verb, model, object_id, object_label,"
    " before, after, reason_code, reason{0}) SELECT at {2}, actor_role, actor_name, 'forged',"
    " model, object_id, object_label, before, after, '', ''{1} FROM core_auditentry WHERE id = %s"
    " RETURNING id"
)


def test_an_entry_inserted_among_sealed_ones_is_named(trail, superuser):
    superuser.execute(COPY.format(", xid", ", xid", ""), [trail[0]])
    (forged,) = superuser.fetchone()
    assert str(checked().fault) == f"entry {forged}: inserted after seal {seal_of(trail[0])}"


@pytest.mark.parametrize("is_sealed", [False, True])
def test_an_entry_inserted_afterwards_with_an_old_time_is_named(trail, superuser, is_sealed):
    superuser.execute(COPY.format("", "", "- interval '3 days'"), [trail[0]])
    (forged,) = superuser.fetchone()
    if is_sealed:
        seal_until(7)
    assert str(checked().fault) == f"entry {forged}: inserted with an old time"


def test_a_seal_changed_or_removed_is_named(trail, superuser):
    last = seal_of(trail[5])
    superuser.execute(
        "UPDATE core_auditseal SET taken_at = taken_at - interval '1 s' WHERE id = %s", [last]
    )
    assert str(checked().fault) == f"seal {last}: changed"
    superuser.execute("DELETE FROM core_auditseal WHERE id = 1")
    assert str(checked().fault) == "seal 1: missing"


def test_a_trail_cut_off_at_its_end_does_not_have_the_root_that_was_kept(trail, superuser, capsys):
    call_command("verify_audit")
    kept = "=".join(capsys.readouterr().out.split()[:2])
    superuser.execute("DELETE FROM core_auditentry WHERE id >= %s", [trail[3]])
    superuser.execute("DELETE FROM core_auditseal WHERE id > %s", [seal_of(trail[2])])
    assert checked().fault is None
    with pytest.raises(CommandError, match="its root is another one"):
        call_command("verify_audit", root=[kept])


def test_an_entry_of_a_transaction_still_running_waits_and_is_sealed_later(transactional_db):
    written, go_on = threading.Event(), threading.Event()

    def slow():
        try:
            with acting_as(OWNER), transaction.atomic():
                audit.record(ACTOR, "update", District.objects.get(code="DL-06"), reason="slow")
                assert District.objects.exists()  # the entry goes out with the question
                written.set()
                go_on.wait()
        finally:
            connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    written.wait()
    try:
        write(2, reason="quick")  # numbered later, committed earlier
        with acting_as(SYSTEM):
            assert sealing.seal() == 0
    finally:
        go_on.set()
        thread.join()
    seal_until(3)
    assert (checked().fault, checked().entries) == (None, 3)


def test_a_restored_copy_that_counts_transactions_anew_begins_an_era(trail, superuser):
    """As after a dump: the stored numbers are far ahead of the running ones."""
    far = 10**15
    superuser.execute("UPDATE core_auditentry SET xid = xid + %s", [far])
    superuser.execute("DELETE FROM core_auditseal")
    superuser.execute("SELECT min(xid), max(xid) FROM core_auditentry WHERE id <= %s", [trail[2]])
    with acting_as(OWNER):
        rows = sealing.entries_between(0, sealing.FOREVER, 0)
        first = sealing._store(None, clock.now(), (0, 0, rows[2][1] + 1, far * 2), rows[:3])
        assert first.pk == 1
    write(2)  # by the restored database
    seal_until(8)
    verdict = checked()
    assert (verdict.fault, verdict.entries) == (None, 8)
    with acting_as(OWNER):
        eras = set(AuditSeal.objects.values_list("after_id", flat=True))
    assert eras == {0, trail[5]}
    superuser.execute("UPDATE core_auditentry SET verb = 'x' WHERE id = %s", [trail[4]])
    assert checked().fault.number == trail[4]


def test_two_sealers_at_once_seal_every_entry_once(transactional_db):
    write(30)
    start = threading.Barrier(4)

    def run():
        try:
            start.wait()
            with acting_as(SYSTEM):
                sealing.seal()
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seal_until(30)
    assert checked().fault is None


def test_months_get_their_partition_and_a_moved_clock_the_default_one(transactional_db):
    write(1)
    with acting_as(OWNER):
        clock.move(actor=ACTOR, by=timedelta(days=400))
    with acting_as(SYSTEM):
        made = sealing.make_partitions()
        assert (made, sealing.make_partitions()) == (3, 0)  # its own month is in the default one
    write(1)
    with acting_as(OWNER), connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM core_auditentry ORDER BY id")
        tables = [row[0] for row in cursor.fetchall()]
    assert tables[0].startswith("core_auditentry_2")
    assert tables[1:] == ["core_auditentry_default", "core_auditentry_default"]
