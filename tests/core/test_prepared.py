"""Prepared reads: SQL built once, every value and every actor's own rows each time."""

import pytest
from django.db import DataError, IntegrityError, OperationalError, connection, transaction

from core.access import Actor
from core.enums import Face, Role
from core.prepared import Planned, Prepared, insert_if
from core.tenancy.scope import OWNER, acting_as
from organizations.models import District
from programs.models import TrainingClass
from tests import world as laid_out
from trainees.models import Trainee


def prepared(build):
    """A prepared read, and the list of what it was built with."""
    built = []

    def noted(*given):
        built.append(given)
        return build(*given)

    return Prepared(noted), built


def test_a_prepared_read_is_built_once_and_gives_the_rows_of_each_value(owner):
    read, built = prepared(lambda code: District.objects.filter(code=code))
    found = [read.first(code).code for code in ("DL-01", "DL-06", "DL-01")]
    assert found == ["DL-01", "DL-06", "DL-01"]
    assert read.first("none such") is None
    assert len(built) == 1


def test_related_rows_and_decrypted_columns_come_along(owner, django_assert_num_queries):
    person = laid_out.make_world()["甲"].trainee
    read, _ = prepared(lambda pk: Trainee.objects.filter(pk=pk).select_related("district"))
    assert read.first(person.pk).district == person.district
    with django_assert_num_queries(1):
        again = read.first(person.pk)
        assert (again.identity_number, again.district.code) == (
            person.identity_number, person.district.code,
        )  # fmt: skip


def test_every_actor_gets_the_own_rows_and_every_role_its_own_statement(owner):
    world = laid_out.make_world()
    sides = [world["甲"], world["乙"]]
    read, built = prepared(
        lambda actor: TrainingClass.objects.visible_to(actor).order_by("pk").values_list("pk")
    )
    for actor in (
        *map(laid_out.unit_actor, sides),
        *map(laid_out.district_actor, sides),
        *map(laid_out.worker_actor, sides),
    ):
        seen = TrainingClass.objects.visible_to(actor).order_by("pk").values_list("pk")
        assert read.rows(actor) == list(seen)
    assert len(built) == 3


def test_a_role_that_sees_nothing_and_an_actor_without_an_id_get_no_rows(owner):
    laid_out.make_world()
    read, _ = prepared(Trainee.objects.visible_to)
    assert read.rows(Actor(role=Role.TEACHER, face=Face.ORGANIZATION, user_id=1)) == []
    assert read.rows(Actor(role=Role.WORKER, face=Face.WORKER)) == []


def test_rows_of_two_calls_are_not_the_same_objects(owner):
    read, _ = prepared(lambda code: District.objects.filter(code=code))
    first = read.first("DL-01")
    first.note = "changed and not stored"
    assert read.first("DL-01").note != first.note


def test_a_statement_belongs_to_the_connection_it_was_built_for(owner):
    read, _ = prepared(lambda code: District.objects.filter(code=code))
    read.first("DL-01")
    connection = transaction.get_connection()
    statement = connection.prepared[(read,)]
    assert statement.connection is connection


def planned(name) -> list[tuple]:
    """(statement, how often run) of a prepared read, as the server knows it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT statement, generic_plans + custom_plans FROM pg_prepared_statements"
            " WHERE name LIKE %s ORDER BY prepare_time",
            [f"{name} %"],
        )
        return cursor.fetchall()


def test_the_server_plans_a_read_once_for_each_connection(owner):
    def of_a_name(code):
        return District.objects.filter(code=code, zh__contains="%")

    read = Prepared(of_a_name)
    assert read.rows("DL-01") == read.rows("DL-02") == []
    ((statement, runs),) = planned("of_a_name")
    assert "= $1" in statement
    assert runs == 2


def test_behind_a_pooler_the_server_is_given_the_statement_each_time(owner, monkeypatch):
    def behind_a_pooler(code):
        return District.objects.filter(code=code)

    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    read = Prepared(behind_a_pooler)
    assert [read.first(code).code for code in ("DL-01", "DL-06")] == ["DL-01", "DL-06"]
    assert planned("behind_a_pooler") == []


def test_a_statement_that_failed_or_was_forgotten_is_planned_again(owner):
    def of_a_key(key):
        return District.objects.filter(pk=key)

    read, key = Prepared(of_a_key), District.objects.get(code="DL-01").pk
    for _turn in range(2):
        with pytest.raises(DataError), transaction.atomic():
            read.first("no number")
        assert read.first(key).code == "DL-01"
    assert [runs for _statement, runs in planned("of_a_key")] == [0, 1, 1]
    with connection.cursor() as cursor:
        cursor.execute(connection.prepared[(read,)].execution.replace("EXECUTE", "DEALLOCATE")[:-4])
    with pytest.raises(OperationalError), transaction.atomic():
        read.first(key)
    assert read.first(key).code == "DL-01"


MARK = Planned("mark", "UPDATE organizations_district SET en = %s WHERE code = %s")


def test_sql_by_hand_is_planned_once_for_each_connection(owner):
    for en, code in (("One", "DL-01"), ("50 %", "DL-02")):
        with connection.cursor() as cursor:
            cursor.execute(MARK.text(), [en, code])
    assert [District.objects.get(code=code).en for code in ("DL-01", "DL-02")] == ["One", "50 %"]
    ((statement, runs),) = planned("mark")
    assert "en = $1" in statement
    assert runs == 2


def test_behind_a_pooler_sql_by_hand_stays_what_it_is(owner, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    assert MARK.text() == MARK.sql


PERSON = Planned(  # in no order of the model's, with a sealed column
    "person", "SELECT phone, id, name, 7 AS beside FROM trainees_trainee WHERE id = %s::bigint"
)


def test_rows_of_sql_by_hand_are_read_as_raw_reads_them(owner):
    with acting_as(OWNER):
        person = laid_out.make_world()["甲"].trainee
        found = PERSON.objects(Trainee, [person.pk])
        (raw,) = Trainee.objects.raw(PERSON.sql, [person.pk])
        assert PERSON.objects(Trainee, [0]) == []
    assert [vars(one) | {"_state": None} for one in found] == [vars(raw) | {"_state": None}]
    assert (found[0].phone, found[0].beside) == (person.phone, 7)
    assert (found[0]._state.adding, found[0]._state.db) == (raw._state.adding, raw._state.db)
    assert found[0].get_deferred_fields() == raw.get_deferred_fields() != set()


def test_a_row_is_inserted_as_save_does_it(owner):
    """Every column, defaults and derived ones included; the key comes back."""
    common = {"zh": "新区", "en": "New district"}
    saved = District(code="XX-01", **common)
    saved.save()
    made = District(code="XX-02", **common)
    assert insert_if("true", [], made)
    assert not made._state.adding
    rows = District.objects.filter(pk__in=[saved.pk, made.pk]).order_by("code").values()
    first, second = ({k: v for k, v in row.items() if k not in {"id", "code"}} for row in rows)
    assert first == second
    made.en = "Renamed"
    made.save()
    assert District.objects.get(code="XX-02").en == "Renamed"


def test_an_insert_that_is_refused_says_so_and_the_next_one_works(owner):
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_if("true", [], District(code="DL-01", zh="区", en="District"))
    insert_if("true", [], District(code="XX-03", zh="区", en="District"))
    assert District.objects.filter(code="XX-03").exists()


def test_a_row_is_inserted_only_if_its_condition_holds(owner):
    for code, holds in (("XX-04", False), ("XX-05", True)):
        row = District(code=code, zh="区", en="District")
        assert insert_if("%s > 5", [9 if holds else 1], row) is holds
        assert row._state.adding is not holds
    found = District.objects.filter(code__in=["XX-04", "XX-05"])
    assert list(found.values_list("code", flat=True)) == ["XX-05"]


def test_a_new_connection_begins_with_no_statement(transactional_db):
    read, _ = prepared(lambda code: District.objects.filter(code=code))
    for _turn in range(2):
        with acting_as(OWNER):
            assert read.first("DL-01").code == "DL-01"
        connection.close()


def test_outside_a_transaction_a_connection_that_was_lost_is_noticed_before_its_plan_is_used(
    transactional_db, superuser
):
    """As a request begins: the server has ended the connection since the last one."""
    read, _ = prepared(lambda code: District.objects.filter(code=code))
    with acting_as(OWNER):
        for _turn in range(2):
            assert read.first("DL-01").code == "DL-01"
            MARK.text()
        superuser.execute(
            "SELECT pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid]
        )
        connection.health_check_enabled, connection.health_check_done = True, False
        assert read.first("DL-01").code == "DL-01"
        superuser.execute(
            "SELECT pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid]
        )
        connection.health_check_done = False
        with connection.cursor() as cursor:
            cursor.execute(MARK.text(), ["One", "none such"])
