"""Asks the database what a role may do with every row of a table, one verb at a time."""

import csv
import json
from pathlib import Path

from django.db import Error, connection, transaction

from core.tenancy.scope import OWNER, Scope, acting_as

VERBS = ("SELECT", "INSERT", "UPDATE", "DELETE")
ROLES = ("app_auth", "app_anon", "app_worker", "app_organization", "app_district", "app_city")
DENIED = "42501"
# What an UPDATE sets, without reading a column: reading would bring the SELECT policy in.
SETS = {
    "core_notification": "link = ''",
    "core_delivery": "link = ''",
    "core_clockoffset": "seconds = 0",
    "core_sendinghours": "morning = '08:00'",
    "core_job": "kind = 'export'",
    "core_storedfile": "purpose = 'evidence'",
    # a published row is never edited; what may be written of it is its end
    "policies_datedvalue": "known_to = '2099-01-01'",
    "policies_timelimit": "known_to = '2099-01-01'",
    "programs_lessonstandard": "known_to = '2099-01-01'",
    "programs_subsidyrate": "known_to = '2099-01-01'",
    "policies_ruleset": "superseded_by_id = NULL",
    # what was submitted changes by moves alone, and its parts not at all
    "programs_programme": "submitted_at = '2026-01-01'",
    "programs_syllabusunit": "is_dropped = false",
    "programs_programmeteacher": "is_dropped = false",
    # founders take a link back, and change nothing else of it
    "trainees_startup": "state = 'withdrawn'",
    "trainees_startupfollowup": "state = 'cancelled'",
    # their keys carry the month
    "trainees_attendancerecord": "source = 'system'",
    "trainees_checkin": "device_name = ''",
}


def expected() -> dict[tuple[str, str], dict[str, str]]:
    """The hand-written matrix; a verb that is missing is denied to everybody."""
    with (Path(__file__).parent / "expected.csv").open() as file:
        return {
            (row["table"], row["verb"]): {role: row[role] for role in ROLES}
            for row in csv.DictReader(file)
        }


def secured_tables() -> list[str]:
    """Every table with row-level security, from the catalogue."""
    with acting_as(OWNER), connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relrowsecurity"
            " AND NOT relispartition AND relnamespace = 'public'::regnamespace ORDER BY 1"
        )
        return [row[0] for row in cursor.fetchall()]


def rows_of(table) -> list[dict]:
    """All rows as the owner sees them."""
    with acting_as(OWNER), connection.cursor() as cursor:
        cursor.execute(f"SELECT to_jsonb(t) FROM {table} t")
        return [row[0] if isinstance(row[0], dict) else json.loads(row[0]) for row in cursor]


def columns_of(table) -> list[str]:
    """Columns one can insert: not the generated ones."""
    with acting_as(OWNER), connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
            " AND table_schema = 'public' AND is_generated = 'NEVER'",
            [table],
        )
        return [row[0] for row in cursor.fetchall()]


def allows(rule: str, row: dict, scope: Scope, known: dict[str, set]) -> bool:
    """Whether a rule of the expected matrix allows this row: words joined by `&`, these by `|`."""
    return any(
        all(word_allows(word, row, scope, known) for word in part.split("&"))
        for part in rule.split("|")
    )


def word_allows(word: str, row: dict, scope: Scope, known: dict[str, set]) -> bool:
    """Whether one word allows this row; `known` are keys the words stand for.

    `plan.is_shared`: what belongs to a plan that is shared; `programme.is_public`: to a listed one;
    `enrolment.mine`: to an enrolment of the acting worker; `apprenticed`: a plan the reader is an
    apprentice of; `state:invited`: a column with a value.
    """
    if word in ("all", "-"):
        return word == "all"
    if word in ("colleagues", "apprenticed"):
        return row["id"] in known[word]
    if "." in word:
        return row[f"{word.partition('.')[0]}_id"] in known[word]
    if ":" in word:
        column, value = word.split(":")
        return row[column] == value
    if "=" not in word:
        return row[word] is True
    column, name = word.split("=")
    return row[column] is not None and row[column] == getattr(scope, f"{name}_id")


def attempt(scope, sql, params=()):
    """(rows, count) of a statement in this scope, or None when it is denied; rolled back."""
    try:
        with transaction.atomic(), acting_as(scope), connection.cursor() as cursor:
            cursor.execute(sql, params)
            found = cursor.fetchall() if cursor.description else []
            result = found, cursor.rowcount
            transaction.set_rollback(True)
    except Error as error:
        return None if getattr(error.__cause__, "pgcode", "") == DENIED else ([], -1)
    return result


def seen(table, verb, scope, rows, columns):
    """What really happens: the ids selected or inserted, or the number updated or deleted."""
    if verb == "SELECT":
        answer = attempt(scope, f"SELECT id FROM {table}")
        return None if answer is None else {str(row[0]) for row in answer[0]}
    if verb == "INSERT":
        return inserted(table, scope, rows, columns)
    words = f"UPDATE {table} SET {SETS.get(table, 'id = DEFAULT')}"
    answer = attempt(scope, words if verb == "UPDATE" else f"DELETE FROM {table}")
    return None if answer is None else answer[1]


def inserted(table, scope, rows, columns):
    """Ids of the rows whose copy this role may insert; a duplicate key comes after the policy."""
    names = ", ".join(f'"{name}"' for name in columns)
    sql = (
        f"INSERT INTO {table} ({names}) SELECT {names}"
        f" FROM jsonb_populate_record(NULL::{table}, %s::jsonb)"
    )
    done = {str(r["id"]) for r in rows if attempt(scope, sql, [json.dumps(r)]) is not None}
    return done or None


def wanted(rule, verb, scope, rows, known):
    """What the expected matrix says, in the form `seen` answers."""
    if rule == "-":
        return None
    ids = {str(row["id"]) for row in rows if allows(rule, row, scope, known)}
    return ids if verb in ("SELECT", "INSERT") else len(ids)
