"""Which kinds of records each role may open in the bureau's admin: the handbook's "may see".

`admin_kinds.csv` is written by hand from the list of roles: a kind of record, who opens it, who
changes its fields. Every role of a bureau reads the deputies that concern it.
"""

import csv
from pathlib import Path

import pytest

import dalian_training.urls  # noqa: F401 - registers every kind of record
from core.access import Actor
from core.admin_site import site
from core.enums import Role
from organizations.admin import BUREAU_ROLES

FILE = Path(__file__).parent / "admin_kinds.csv"
# Work on cases: nothing for the three administrators.
BUSINESS = {
    "programme", "trainingclass", "session", "teacher", "venue", "trainee", "enrolment",
    "attendancerecord", "quarterlyreport", "decision",
}  # fmt: skip


class Request:
    def __init__(self, role):
        self.actor = Actor(user_id=1, role=role)


def written(column) -> dict[str, set]:
    """Kind of record -> the roles of a column of the list."""
    with FILE.open() as file:
        return {row["kind"]: set(row[column].split()) for row in csv.DictReader(file)}


def kinds_of(role, column) -> set[str]:
    return {kind for kind, roles in written(column).items() if role in roles}


def found(role, permission) -> set[str]:
    return {
        model._meta.model_name
        for model, model_admin in site._registry.items()
        if getattr(model_admin, permission)(Request(role))
    }


def test_every_kind_of_record_is_listed():
    registered = {model._meta.model_name for model in site._registry}
    listed = set(written("opens"))
    assert (registered - listed, listed - registered) == (
        set(),
        set(),
    ), f"kinds of records that are not as in {FILE.name}"


def test_every_role_of_a_bureau_opens_something_and_nobody_else_anything():
    assert set.union(*written("opens").values()) == {str(role) for role in BUREAU_ROLES}


@pytest.mark.parametrize("role", Role)
def test_a_role_opens_what_it_may_see_and_nothing_else(role):
    assert found(role, "has_view_permission") == kinds_of(role, "opens")


@pytest.mark.parametrize("role", Role)
def test_a_role_changes_only_its_settings(role):
    assert found(role, "has_change_permission") == kinds_of(role, "changes")


def test_the_three_administrators_share_no_business():
    """三员分立: settings, people, and reading everything are three persons."""
    settings = kinds_of(Role.SYSTEM_ADMINISTRATOR, "opens") - {"deputy"}
    people = kinds_of(Role.SECURITY_ADMINISTRATOR, "opens") - {"deputy"}
    assert settings & people == set()
    assert kinds_of(Role.AUDITOR, "changes") == set()
    assert (settings | people) & BUSINESS == set()
