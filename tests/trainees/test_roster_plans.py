"""An import after another one was undone: tables that the planner takes for empty."""

import pytest
from django.conf import settings
from django.db import connection

from core import staging
from core.tenancy.roles import superuser_cursor
from core.tenancy.scope import OWNER, acting_as
from dalian_training.embedded import Postgres
from tests import rosters
from tests import world as laid_out
from tests.trainees.test_roster_sets import check, school, side  # noqa: F401 - fixtures
from trainees.services.roster import import_roster, undo_roster

ROWS = 400
TABLES = ["organizations_user", "trainees_trainee", "trainees_enrolment", "core_notification"]
FIGURES = "SELECT oid, relpages, reltuples FROM pg_class WHERE relname = ANY(%s)"
FORGET = "UPDATE pg_class SET relpages = 1000, reltuples = 1 WHERE relname = ANY(%s)"
REMEMBER = "UPDATE pg_class SET relpages = %s, reltuples = %s WHERE oid = %s"
READ = """
SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))
FROM pg_stat_xact_user_tables WHERE relname = ANY(%s)
"""


@pytest.fixture
def _taken_for_empty(db):
    """What the planner knows of the tables after thousands of rows have gone."""
    name = connection.settings_dict["NAME"]
    with superuser_cursor(Postgres(settings.VAR).url(), name) as cursor:
        cursor.execute(FIGURES, [TABLES])
        before = cursor.fetchall()
        cursor.execute(FORGET, [TABLES])
        yield
        for oid, pages, rows in before:
            cursor.execute(REMEMBER, [pages, rows, oid])


def rows_read() -> int:
    """Rows of the tables that this transaction has read so far."""
    with acting_as(OWNER), connection.cursor() as cursor:
        cursor.execute(READ, [TABLES])
        return int(cursor.fetchone()[0])


def nested_loops() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW enable_nestloop")
        return cursor.fetchone()[0]


@pytest.mark.usefixtures("_taken_for_empty")
def test_no_row_is_looked_at_once_for_each_of_the_others(side, school, monkeypatch):  # noqa: F811
    monkeypatch.setattr(staging, "MANY", ROWS // 2)
    roster = check(side, school, rosters.people(ROWS))
    before = rows_read()
    roster = import_roster(roster, actor=school)
    assert rows_read() - before < 20 * ROWS
    before = rows_read()
    undo_roster(roster, actor=school)
    assert rows_read() - before < 20 * ROWS


def test_many_rows_are_joined_by_hash_and_few_by_index(db):
    with acting_as(laid_out.ACTOR.scope):
        with staging.staged({"number": "int"}, ((n,) for n in range(staging.MANY))):
            assert nested_loops() == "on"
        with staging.staged({"number": "int"}, ((n,) for n in range(staging.MANY + 1))):
            assert nested_loops() == "off"
