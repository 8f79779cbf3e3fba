"""Which kinds of records each role may open in the bureau's admin: the handbook's "may see"."""

import pytest

import dalian_training.urls  # noqa: F401 - registers every kind of record
from core.access import Actor
from core.admin_site import site
from core.enums import Role
from organizations.admin import BUREAU_ROLES

# Written from the list of roles by hand. Every role of a bureau reads the deputies that concern it.
OWN = {"deputy"}
REFERENCE = {
    "calendaryear", "calendarday", "datedvalue", "timelimit", "district", "occupation", "keygroup",
}  # fmt: skip
CASES = {
    "organization", "programme", "trainingclass", "session", "teacher", "venue", "trainee",
    "enrolment", "attendancerecord", "quarterlyreport", "decision",
}  # fmt: skip
LIBRARY = {"policydocument", "clause"}
RULES = LIBRARY | {"ruleset"}
OPERATION = {"job", "delivery", "sendinghours"}
LOOKS = {"datareveal"}
PEOPLE = {"user", "membership", "invitation", "deputy", "roleconflict"}
MAY_OPEN = {
    Role.MUNICIPAL_REVIEWER: CASES | REFERENCE | OWN | RULES | LOOKS,
    Role.MUNICIPAL_CHIEF: CASES | REFERENCE | OWN | RULES | LOOKS,
    Role.INSPECTOR: CASES | REFERENCE | OWN | RULES | LOOKS,
    Role.DISTRICT_REVIEWER: CASES | REFERENCE | OWN | LIBRARY | LOOKS,
    Role.POLICY_AUTHOR: REFERENCE | OWN | RULES | {"organization", "quarterlyreport"},
    Role.POLICY_PUBLISHER: REFERENCE | OWN | RULES | {"organization", "quarterlyreport"},
    Role.EDITOR: OWN | {"organization", "programme", "trainingclass", "district", "occupation"},
    Role.AUDITOR: CASES | REFERENCE | PEOPLE | RULES | LOOKS | {"auditentry"},
    Role.SYSTEM_ADMINISTRATOR: REFERENCE | OWN | RULES | OPERATION,
    Role.SECURITY_ADMINISTRATOR: PEOPLE | LOOKS | {"organization"},
    Role.FINANCE_PREPARER: OWN,
    Role.FINANCE_APPROVER: OWN,
    Role.FINANCE_RECONCILER: OWN | LOOKS,
    Role.BASE_MANAGER: OWN,
}
MAY_EDIT = {
    Role.SYSTEM_ADMINISTRATOR: {"calendaryear", "calendarday", "district", "sendinghours"},
    Role.POLICY_AUTHOR: RULES,
    Role.MUNICIPAL_REVIEWER: {"occupation"},
}
# what this list speaks of; records of apps that came later have lists of their own
KNOWN = CASES | REFERENCE | PEOPLE | RULES | OPERATION | LOOKS | {"auditentry"}


class Request:
    def __init__(self, role):
        self.actor = Actor(user_id=1, role=role)


def opened(role, permission) -> set[str]:
    return {
        model._meta.model_name
        for model, model_admin in site._registry.items()
        if getattr(model_admin, permission)(Request(role))
    } & KNOWN


def test_every_role_of_a_bureau_is_listed():
    assert set(MAY_OPEN) == set(BUREAU_ROLES)


@pytest.mark.parametrize("role", sorted(MAY_OPEN))
def test_a_role_opens_what_it_may_see_and_nothing_else(role):
    assert opened(role, "has_view_permission") == MAY_OPEN[role]


@pytest.mark.parametrize("role", sorted(MAY_OPEN))
def test_a_role_changes_only_its_settings(role):
    assert opened(role, "has_change_permission") == MAY_EDIT.get(role, set())


@pytest.mark.parametrize("role", sorted(set(Role) - set(MAY_OPEN)))
def test_nobody_else_opens_anything(role):
    assert opened(role, "has_view_permission") == set()


def test_the_three_administrators_share_no_business():
    """三员分立: settings, people, and reading everything are three persons."""
    settings = MAY_OPEN[Role.SYSTEM_ADMINISTRATOR] - OWN
    people = MAY_OPEN[Role.SECURITY_ADMINISTRATOR] - OWN
    assert settings & people == set()
    assert Role.AUDITOR not in MAY_EDIT
    business = CASES - {"organization"}
    assert (settings | people) & business == set()
