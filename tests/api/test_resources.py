"""What holds of every resource: the rights of its fields, and its queries however many rows."""

import csv
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.bodies import NEW, OTHERS
from tests.api.growth import many
from tests.api.resources import listed, serializers

MOST_QUERIES = 15
FIELDS = Path(__file__).parent / "fields.csv"
OF_THE_BUREAUS = (
    "/unit-registrations/",
    "/group-proofs/",
    "/person-merges/",
    "/bank-accounts/",
    "/guardianships/",
)  # no unit has rows there


def test_every_address_that_makes_a_record_is_known():
    made = {path for path, view in listed().items() if hasattr(view, "create")}
    unknown = made - set(NEW) - OTHERS
    assert unknown == set(), "say in tests/api/bodies.py what they take"


@pytest.mark.parametrize("path", NEW)
def test_no_field_that_is_shown_only_can_be_set(program, side, path, record_counts):
    """Every field of every serializer, and every column of the model, posted along."""
    role, body_for = NEW[path]
    body = body_for(side)
    fields = {name for shown in serializers().values() for name in shown.Meta.fields}
    fields |= {"is_public", "filed_by", "organization_id", "pk", "is_announced", "reviewed_by"}
    caller, foreign = program(role), fields - set(body)
    left = set(foreign)
    while left:  # what fits another kind of record is told once the rest fits
        answer = caller.post(path, body_for(side) | dict.fromkeys(left, "1"))
        refused = {e["field"] for e in answer.json()["errors"]}
        assert (answer.status_code, refused - left) == (422, set())
        assert refused, f"taken: {sorted(left)}"
        left -= refused
    record_counts(f"{path}: {len(foreign)} foreign fields refused, each by its name")


def test_who_sees_which_field_is_as_written():
    """`fields.csv` is written by hand: a field that is new or shown to more people fails."""
    found = {
        (noun, name): " ".join(sorted(shown.SHOWN_TO[name])) if name in shown.SHOWN_TO else "all"
        for noun, shown in serializers().items()
        for name in shown.Meta.fields
    }
    with FIELDS.open() as file:
        written = {(r["resource"], r["field"]): r["roles"] for r in csv.DictReader(file)}
    missing = sorted(set(found.items()) - set(written.items()))
    gone = sorted(set(written.items()) - set(found.items()))
    assert (missing, gone) == ([], []), f"fields that are not as in {FIELDS}"


def test_what_a_role_may_not_see_is_null(program, side):
    seen = {}
    for role in ("worker", "institution_admin", "teacher", "district_reviewer"):
        row = program(role).get(f"/enrolments/{side.enrolment.pk}/").json()
        seen[role] = (row["name"] is not None, row["phone"] is not None)
    assert seen == {
        "worker": (True, True),
        "institution_admin": (True, True),
        "teacher": (True, False),
        "district_reviewer": (False, False),
    }


def lists() -> list[str]:
    """Every list: as everybody reads it, and one's own rows of what is published."""
    own = [f"{path}?mine=1" for path, view in listed().items() if view.published]
    return [*listed(), *own, "/reports/2026Q1/figures/", "/reports/2026Q1/figures/I05/rows/"]


def test_the_number_of_queries_does_not_grow_with_the_rows(program, side, record_counts):
    unit, district = program("institution_admin"), program("district_reviewer")
    readers = dict.fromkeys(lists(), unit) | dict.fromkeys(OF_THE_BUREAUS, district)
    few = {path: queries(reader, path) for path, reader in readers.items()}
    many(side, 50)
    lot = {path: queries(reader, path) for path, reader in readers.items()}
    assert {path: n for path, (n, _rows) in lot.items()} == {
        path: n for path, (n, _rows) in few.items()
    }
    assert all(n <= MOST_QUERIES for n, _rows in lot.values())
    short = {path.split("?")[0] for path, (_n, rows) in lot.items() if rows < 50}
    assert short == {"/districts/"}
    record_counts(
        f"{len(lot)} lists: at most {max(n for n, _r in lot.values())} queries for 50 rows"
    )


def queries(caller, path):
    """(queries, rows) of one page of a list."""
    mark = "&" if "?" in path else "?"
    caller.get(path)
    with CaptureQueriesContext(connection) as asked:
        rows = caller.get(f"{path}{mark}limit=60").json()["results"]
    return len(asked), len(rows)
