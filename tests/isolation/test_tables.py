"""Every table × every database role × every verb, against a matrix written by hand.

Then the negative control: every policy is weakened in turn, and the matrix must notice.
"""

import re

import pytest
from django.db import connection, transaction

from core.tenancy.scope import OWNER, Scope, acting_as
from tests import world as laid_out
from tests.isolation.matrix import (
    ROLES,
    VERBS,
    columns_of,
    expected,
    rows_of,
    secured_tables,
    seen,
    wanted,
)


class Matrix:
    """The world, the scopes of side 甲, and every table's rows."""

    def __init__(self):
        with acting_as(OWNER):
            sides = laid_out.make_world()
        mine, city = sides["甲"], sides["市"]
        actors = {
            "app_worker": laid_out.worker_actor(mine),
            "app_organization": laid_out.unit_actor(mine),
            "app_district": laid_out.district_actor(mine),
            "app_city": laid_out.city_actor(city),
        }
        self.scopes = {role: actor.scope for role, actor in actors.items()}
        self.scopes |= {role: Scope(role) for role in ("app_auth", "app_anon")}
        self.colleagues = {
            "app_organization": {
                mine.admin.pk,
                mine.teacher_user.pk,
                mine.deputy_user.pk,
                mine.mentor.pk,
            },
            # a district sees the members of its own units, too
            "app_district": {
                mine.admin.pk,
                mine.teacher_user.pk,
                mine.deputy_user.pk,
                mine.reviewer.pk,
                mine.mentor.pk,
                mine.boss.pk,
                mine.second_mentor.pk,
                mine.bureau_deputy.deputy_user_id,
                mine.agency_admin.pk,
            },
        }
        plans = rows_of("programs_annualplanversion")
        self.shared = {row["id"] for row in plans if row["is_shared"]}
        worker = self.scopes["app_worker"].user_id
        own = [r for r in rows_of("trainees_apprentice") if r["trainee_user_id"] == worker]
        self.apprenticed = {row["plan_id"] for row in own}
        programmes = rows_of("programs_programme")
        self.listed = {row["id"] for row in programmes if row["is_public"]}
        self.mine = {
            row["id"] for row in rows_of("trainees_enrolment")
            if row["trainee_user_id"] == mine.worker.pk
        }  # fmt: skip
        self.expected = expected()
        self.tables = secured_tables()
        self.rows = {table: rows_of(table) for table in self.tables}
        self.columns = {table: columns_of(table) for table in self.tables}

    def differs(self, table, verb, role) -> bool:
        """Whether what happens is not what the matrix says."""
        scope, rows = self.scopes[role], self.rows[table]
        rule = self.expected.get((table, verb), {}).get(role, "-")
        known = {
            "colleagues": self.colleagues.get(role, set()),
            "apprenticed": self.apprenticed,
            "plan.is_shared": self.shared,
            "programme.is_public": self.listed,
            "enrolment.mine": self.mine,
        }
        said = wanted(rule, verb, scope, rows, known)
        happens = seen(table, verb, scope, rows, self.columns[table])
        return happens != (said or None if verb == "INSERT" else said)


@pytest.fixture
def matrix(db):
    return Matrix()


def test_the_matrix_names_every_secured_table(matrix):
    named = {table for table, _verb in matrix.expected}
    missing, gone = set(matrix.tables) - named, named - set(matrix.tables)
    assert missing == set(), "write who may do what with them into tests/isolation/expected.csv"
    assert gone == set()


def test_every_tenant_table_has_rows_of_both_sides(matrix):
    for table, rows in matrix.rows.items():
        assert rows, f"{table} is empty, which proves nothing: lay rows out in tests/rows/"
        for column in ("organization_id", "district_id", "trainee_user_id", "recipient_id"):
            values = {row.get(column) for row in rows} - {None}
            assert column not in rows[0] or len(values) > 1, f"{table}.{column} of one side only"


def test_every_table_role_and_verb_is_as_written(matrix, record_counts):
    wrong = [
        (table, verb, role)
        for table in matrix.tables
        for verb in VERBS
        for role in ROLES
        if matrix.differs(table, verb, role)
    ]
    asked = len(matrix.tables) * len(VERBS) * len(ROLES)
    record_counts(f"tables × roles × verbs: {asked} asked, {len(wrong)} leaks or losses")
    assert wrong == []


def test_every_weakened_policy_turns_the_matrix_red(matrix, record_counts):
    killed, survived, open_by_design = 0, [], 0
    for table, name, role, verb, condition in policies():
        if condition == "true":
            open_by_design += 1
            continue
        with transaction.atomic():
            weaken(table, name, verb)
            noticed = matrix.differs(table, verb, role)
            transaction.set_rollback(True)
        killed += noticed
        if not noticed:
            survived.append((table, name))
    total = killed + len(survived)
    record_counts(
        f"policies weakened: {killed} killed of {total}; {open_by_design} are open by design"
    )
    assert survived == []
    assert killed > 40


def test_every_table_without_its_security_turns_the_matrix_red(matrix, record_counts):
    survived = []
    settle_constraints()
    for table in matrix.tables:
        if not narrow(matrix, table):
            continue
        with transaction.atomic(), acting_as(OWNER), connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
            if not any(matrix.differs(table, "SELECT", role) for role in ROLES):
                survived.append(table)
            transaction.set_rollback(True)
    record_counts(f"tables without row-level security: {len(survived)} went unnoticed")
    assert survived == []


def settle_constraints():
    """Check what is deferred now: a table with pending checks cannot be altered."""
    with acting_as(OWNER), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def narrow(matrix, table) -> bool:
    """Whether some role sees only a part of the table."""
    rules = matrix.expected.get((table, "SELECT"), {}).values()
    return any(rule not in ("all", "-") for rule in rules)


def policies():
    """(table, policy, role, verb, condition) of every policy of a runtime role."""
    with acting_as(OWNER), connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename, policyname, roles[1], cmd, coalesce(qual, with_check)"
            " FROM pg_policies WHERE schemaname = 'public' AND roles[1] <> ALL"
            " (ARRAY['app_owner', 'app_system']) ORDER BY 1, 2"
        )
        return [(*row[:4], re.sub(r"^\((.*)\)$", r"\1", row[4])) for row in cursor.fetchall()]


def weaken(table, name, verb):
    clauses = {
        "SELECT": "USING (true)",
        "DELETE": "USING (true)",
        "INSERT": "WITH CHECK (true)",
        "UPDATE": "USING (true) WITH CHECK (true)",
    }
    with acting_as(OWNER), connection.cursor() as cursor:
        cursor.execute(f"ALTER POLICY {name} ON {table} {clauses[verb]}")
