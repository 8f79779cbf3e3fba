"""What the database's own catalogue says: nothing is open that nobody decided to open."""

import csv
from pathlib import Path

import pytest
from django.db import ProgrammingError, connection, transaction

from core.tenancy.grants import GRANTS
from core.tenancy.roles import RUNTIME
from core.tenancy.scope import OWNER, Scope, acting_as

SEARCH_PATH = "search_path=public, pg_temp"
PROVES_SETS = "session_replication_role=replica"
ROLES = (*RUNTIME, "app_system", "app_login")


def ask(sql, params=()):
    with acting_as(OWNER), connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def test_every_table_is_secured_and_forced_or_stands_in_the_list(db):
    rows = ask(
        "SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class"
        " WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
    )
    unsecured = {name for name, secured in rows if not secured}
    listed = {name for name in GRANTS if name in {row[0] for row in rows}}
    assert unsecured - listed == set(), "a migration must Secure them (core.tenancy.operations)"
    assert listed - unsecured == set()
    assert all(reason for reason, _roles in GRANTS.values())


@pytest.mark.parametrize("role", ROLES)
def test_a_runtime_role_owns_nothing_and_has_no_power(db, role):
    power = ask(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolreplication, rolinherit FROM pg_roles"
        " WHERE rolname = %s",
        [role],
    )
    owned = ask(
        "SELECT relname FROM pg_class JOIN pg_roles r ON r.oid = relowner WHERE r.rolname = %s",
        [role],
    )
    assert (power, owned) == ([(False, False, False, False, False)], [])


def test_nobody_may_truncate(db):
    granted = ask(
        "SELECT grantee, table_name FROM information_schema.role_table_grants"
        " WHERE privilege_type IN ('TRUNCATE', 'TRIGGER', 'REFERENCES')"
        " AND grantee = ANY(%s)",
        [list(ROLES)],
    )
    assert granted == []


def test_tables_without_policies_are_granted_as_listed_and_no_more(db):
    granted = ask(
        "SELECT table_name, grantee, privilege_type FROM information_schema.role_table_grants"
        " WHERE table_schema = 'public' AND table_name = ANY(%s) AND grantee = ANY(%s)",
        [list(GRANTS), [*RUNTIME, "app_login"]],
    )
    listed = {
        (table, role, verb)
        for table, (_reason, roles) in GRANTS.items()
        for role, verbs in roles.items()
        for verb in verbs.split(", ")
    }
    assert set(granted) == listed


def test_the_system_worker_cannot_change_what_is_append_only(db):
    granted = ask(
        "SELECT table_name, privilege_type FROM information_schema.role_table_grants"
        " WHERE grantee = 'app_system' AND privilege_type IN ('UPDATE', 'DELETE')"
        " AND table_name IN"
        " ('core_auditentry', 'core_auditseal', 'policies_decision', 'supervision_reportfigure',"
        " 'supervision_reportpack', 'programs_directoryentry', 'trainees_mergedrecord')"
    )
    assert granted == []


def test_a_partition_is_reached_through_its_parent_alone(db):
    parts = ask("SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class"
                " WHERE relispartition AND relkind = 'r'")  # fmt: skip
    granted = ask(
        "SELECT grantee, table_name FROM information_schema.role_table_grants"
        " WHERE table_name = ANY(%s) AND grantee = ANY(%s)",
        [[name for name, _secured in parts], list(ROLES)],
    )
    policies = ask(
        "SELECT policyname FROM pg_policies WHERE tablename = ANY(%s)",
        [[name for name, _secured in parts]],
    )
    assert len(parts) >= 5
    assert all(secured for _name, secured in parts)
    assert (granted, policies) == ([], [])


def test_views_ask_as_the_reader(db):
    views = ask(
        "SELECT relname FROM pg_class WHERE relkind IN ('v', 'm')"
        " AND relnamespace = 'public'::regnamespace"
        " AND NOT coalesce('security_invoker=true' = ANY(reloptions), false)"
    )
    assert views == []


def test_every_function_that_crosses_tenants_is_listed_with_who_may_call_it(db):
    with (Path(__file__).parent / "functions.csv").open() as file:
        listed = {row["function"]: row["executors"].split() for row in csv.DictReader(file)}
    rows = ask(
        "SELECT proname, proconfig, (SELECT array_agg(DISTINCT grantee::regrole::text)"
        " FROM aclexplode(proacl) WHERE grantee <> proowner) FROM pg_proc"
        " WHERE prosecdef AND pronamespace = 'public'::regnamespace"
    )
    assert {name: sorted(who) for name, _config, who in rows} == listed
    others = {name: config for name, config, _who in rows if config != [SEARCH_PATH]}
    proving = ("register_people", "enrol_people", "state_accounts", "undo_roster")
    assert others == {name: [SEARCH_PATH, PROVES_SETS] for name in proving} | {
        "person_standing": [SEARCH_PATH, "enable_seqscan=off"]
    }


@pytest.mark.parametrize("role", ROLES)
def test_no_runtime_role_may_pass_by_foreign_keys(db, role):
    setting = "SELECT has_parameter_privilege(%s, 'session_replication_role', 'SET')"
    assert ask(setting, [role]) == [(False,)]


def test_a_forgotten_table_is_denied_to_everybody_on_the_web(db):
    with acting_as(OWNER), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE forgotten (id bigint)")
    for role in RUNTIME:
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            acting_as(Scope(role, 1, 1, 1)),
            connection.cursor() as cursor,
        ):
            cursor.execute("SELECT * FROM forgotten")


def test_without_a_role_permission_is_denied_and_without_an_id_there_are_no_rows(db):
    with (
        pytest.raises(ProgrammingError, match=r"permission denied|does not exist"),
        transaction.atomic(),
        acting_as(Scope()),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT * FROM trainees_enrolment")
    with acting_as(Scope("app_organization")), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM trainees_enrolment")
        assert cursor.fetchone() == (0,)
