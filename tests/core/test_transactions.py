"""Transactions of the backend: stamped with their first statement, silent where none is asked."""

from contextlib import suppress
from io import StringIO

import pytest
from django.db import (
    DataError,
    IntegrityError,
    InterfaceError,
    ProgrammingError,
    connection,
    transaction,
)

from core.tenancy.scope import ANON, AUTH, OWNER, Scope, acting_as
from organizations.models import District

CODES = "SELECT code FROM organizations_district WHERE code > 'XX' ORDER BY code"
ASKED = "SELECT current_setting('role'), current_setting('app.user_id')"


def asked() -> tuple:
    """Role and person as the server has them."""
    with connection.cursor() as cursor:
        cursor.execute(ASKED)
        return cursor.fetchone()


def worker(number) -> Scope:
    return Scope("app_worker", user_id=number)


@pytest.fixture
def told(monkeypatch):
    """The messages that go to the server, as they go."""
    messages = []
    factory = connection.connection.cursor_factory

    class Noted(factory):
        def execute(self, query, vars=None):  # noqa: A002 - the driver's name
            try:
                return super().execute(query, vars)
            finally:
                messages.append((self.query or b"").decode())

    monkeypatch.setattr(connection.connection, "cursor_factory", Noted)
    return messages


@pytest.fixture
def quiet(transactional_db):
    """A connection in no transaction."""
    with acting_as(OWNER):
        for n in (1, 2, 3):
            District.objects.create(code=f"XX-0{n}", zh=f"{n}区", en=f"District {n}")
    with acting_as(AUTH):
        yield


def test_a_transaction_in_which_nothing_is_asked_says_nothing(quiet, told):
    with transaction.atomic(), transaction.atomic(), acting_as(ANON):
        pass
    assert told == []


def test_the_first_statement_brings_begin_and_stamp(quiet, told):
    with transaction.atomic():
        assert asked() == ("app_auth", "")
    opening, ending = told
    assert opening.startswith("BEGIN; SET LOCAL role = 'app_auth'; ")
    assert opening.endswith(ASKED)
    assert ending == "COMMIT"


def test_a_statement_outside_atomic_is_stamped_too(quiet, told):
    with acting_as(worker(7)):
        assert asked() == ("app_worker", "7")
    (message,) = told  # the server makes one message a transaction
    assert message.startswith("SET LOCAL role = 'app_worker'; ")


def test_a_failed_statement_outside_atomic_leaves_nothing(quiet):
    """Neither what it changed nor its stamp, and what it takes along is lost with it."""
    with acting_as(OWNER), connection.cursor() as cursor, pytest.raises(DataError):
        cursor.execute(
            "WITH gone AS (DELETE FROM organizations_district WHERE code LIKE %s) SELECT 1 / 0",
            ["XX-%"],
        )
    with acting_as(OWNER):
        assert District.objects.filter(code__startswith="XX-").count() == 3


def test_what_cannot_be_asked_in_one_message_is_a_transaction_too(quiet, told):
    """Several rows at once, and a cursor that stays at the server."""
    with acting_as(OWNER), connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE organizations_district SET en = %s WHERE code = %s",
            [("One", "XX-01"), ("Two", "XX-02")],
        )
    assert told[-1] == "COMMIT"
    with acting_as(worker(7)):
        names = set(District.objects.filter(code__startswith="XX-").iterator(chunk_size=1))
    assert {district.en for district in names} == {"One", "Two", "District 3"}


def test_the_scope_at_the_first_statement_counts(quiet, told):
    with transaction.atomic(), acting_as(ANON), acting_as(worker(7)):
        assert asked() == ("app_worker", "7")
    assert told[0].count("SET LOCAL role") == 1


def test_a_changed_scope_is_carried_into_an_open_transaction(quiet):
    with transaction.atomic():
        assert asked() == ("app_auth", "")
        with acting_as(worker(7)):
            assert asked() == ("app_worker", "7")
        assert asked() == ("app_auth", "")


def test_rolling_back_to_a_savepoint_brings_the_scope_of_its_beginning(quiet):
    """The savepoint waits while somebody else begins to act: it must not take their stamp along."""
    with transaction.atomic():
        with suppress(ZeroDivisionError), transaction.atomic():
            with acting_as(worker(7)):
                assert asked() == ("app_worker", "7")
            raise ZeroDivisionError
        assert asked() == ("app_auth", "")


def test_a_failed_statement_gives_up_its_savepoint_and_scope_alone(quiet):
    with transaction.atomic():
        with pytest.raises(IntegrityError), transaction.atomic(), acting_as(OWNER):
            District.objects.create(code="XX-01", zh="再来一个", en="Once more")
        assert asked() == ("app_auth", "")


def test_a_savepoint_that_nothing_followed_is_never_said(quiet, told):
    with transaction.atomic():
        asked()
        with transaction.atomic():
            pass
        with suppress(ZeroDivisionError), transaction.atomic():
            raise ZeroDivisionError
        asked()
    assert not [message for message in told if "SAVEPOINT" in message]


def test_a_savepoint_and_its_release_go_with_the_next_statements(quiet, told):
    with transaction.atomic():
        with transaction.atomic():
            asked()
        asked()
    first, second, ending = told
    assert "; SAVEPOINT " in first
    assert second.startswith("RELEASE SAVEPOINT ")
    assert ending == "COMMIT"


def test_what_was_written_before_a_savepoint_outlives_its_rollback(quiet):
    with transaction.atomic(), acting_as(OWNER):
        District.objects.filter(code="XX-01").update(note="first")
        with suppress(ZeroDivisionError), transaction.atomic():
            District.objects.filter(code="XX-01").update(note="second")
            raise ZeroDivisionError
        assert District.objects.get(code="XX-01").note == "first"
        transaction.set_rollback(True)
    with acting_as(OWNER):
        assert District.objects.get(code="XX-01").note != "first"


NOTE = "UPDATE organizations_district SET note = %s WHERE code = 'XX-01'"


def note() -> str:
    with acting_as(OWNER):
        return District.objects.get(code="XX-01").note


def test_what_answers_nothing_goes_out_with_the_next_statement(quiet, told):
    with transaction.atomic(), acting_as(OWNER):
        connection.send_later(NOTE, ["100 % later"])
        assert told == []
        assert note() == "100 % later"
    assert [message.count(";") for message in told] == [6, 0]


def test_what_nothing_follows_goes_out_with_the_commit(quiet, told):
    with transaction.atomic(), acting_as(OWNER):
        connection.send_later(NOTE, ["at last"])
    (message,) = told
    assert message.startswith("BEGIN; ")
    assert message.endswith("; COMMIT")
    assert note() == "at last"


def test_each_waiting_statement_runs_as_who_gave_it(quiet):
    """Only the owner may change a district; what a worker gives after it changes none."""
    with transaction.atomic():
        with acting_as(OWNER):
            connection.send_later(NOTE, ["the owner's"])
        with acting_as(AUTH):
            assert asked() == ("app_auth", "")
    assert note() == "the owner's"
    with pytest.raises(ProgrammingError), transaction.atomic(), acting_as(worker(7)):
        connection.send_later(NOTE, ["not theirs"])
    assert note() == "the owner's"


def test_a_savepoint_that_is_kept_keeps_what_waits_in_it(quiet):
    with transaction.atomic(), acting_as(OWNER):
        with transaction.atomic():
            connection.send_later(NOTE, ["inside"])
        with suppress(ZeroDivisionError), transaction.atomic():
            connection.send_later(NOTE, ["given up"])
            raise ZeroDivisionError
    assert note() == "inside"


def test_what_waits_before_a_savepoint_outlives_its_rollback(quiet):
    with transaction.atomic(), acting_as(OWNER):
        connection.send_later(NOTE, ["before"])
        with suppress(ZeroDivisionError), transaction.atomic():
            assert note() == "before"
            raise ZeroDivisionError
    assert note() == "before"


@transaction.atomic
def note_and_fail():
    District.objects.filter(code="XX-01").update(note="never")
    connection.send_later("UPDATE organizations_district SET code = %s", ["XX-01"])


def test_a_waiting_statement_that_fails_takes_the_transaction_along(quiet):
    before = note()
    with pytest.raises(IntegrityError), acting_as(OWNER):
        note_and_fail()
    assert note() == before
    assert asked() == ("app_auth", "")


@transaction.atomic
def note_after_a_fault():
    transaction.set_rollback(True)
    connection.send_later(NOTE, ["never"])


def test_nothing_waits_in_a_transaction_that_is_broken(quiet):
    with pytest.raises(transaction.TransactionManagementError):
        note_after_a_fault()


def test_outside_a_transaction_nothing_waits(quiet, told):
    with acting_as(OWNER):
        connection.send_later(NOTE, ["at once"])
    assert len(told) == 1
    assert note() == "at once"


def test_many_rows_of_one_statement_are_stamped(quiet):
    with transaction.atomic(), acting_as(OWNER), connection.cursor() as cursor:
        cursor.executemany(NOTE, [["one"], ["two"]])
    assert note() == "two"


def test_a_transaction_that_raises_leaves_nothing(quiet):
    with suppress(ZeroDivisionError), transaction.atomic(), acting_as(OWNER):
        District.objects.filter(code="XX-01").update(note="never")
        raise ZeroDivisionError
    with acting_as(OWNER):
        assert District.objects.get(code="XX-01").note != "never"


def test_a_server_side_cursor_reads_within_the_stamped_transaction(quiet):
    with transaction.atomic(), acting_as(OWNER):
        codes = [
            row.code
            for row in District.objects.filter(code__gt="XX")
            .order_by("code")
            .iterator(chunk_size=2)
        ]
    assert codes == ["XX-01", "XX-02", "XX-03"]


def test_rows_can_be_copied_as_the_first_thing_of_a_transaction(quiet):
    copied = StringIO()
    with transaction.atomic(), acting_as(OWNER), connection.cursor() as cursor:
        cursor.copy_expert(f"COPY ({CODES}) TO STDOUT", copied)
    assert copied.getvalue() == "XX-01\nXX-02\nXX-03\n"


def test_a_connection_lost_while_idle_is_made_anew(quiet):
    connection.used_at = 0
    connection.health_check_enabled, connection.health_check_done = True, False
    connection.connection.close()
    assert asked() == ("app_auth", "")


def test_a_connection_ended_by_the_server_right_after_its_use_is_made_anew(quiet, superuser):
    """As after a crash of the server that is over before the next request."""
    asked()
    connection.health_check_enabled, connection.health_check_done = True, False
    lost = connection.connection.info.backend_pid
    superuser.execute("SELECT pg_terminate_backend(%s, 10000)", [lost])
    assert asked() == ("app_auth", "")
    assert connection.connection.info.backend_pid != lost


def test_a_quiet_connection_is_not_asked_right_after_its_use(quiet, told):
    asked()
    connection.health_check_enabled, connection.health_check_done = True, False
    asked()
    assert [message.endswith(ASKED) for message in told] == [True] * 2


def test_what_a_lost_connection_was_not_told_is_not_told_to_the_next(quiet):
    with suppress(InterfaceError), transaction.atomic():
        asked()
        with transaction.atomic():
            asked()
        connection.connection.close()
        asked()
    connection.close()
    assert asked() == ("app_auth", "")
