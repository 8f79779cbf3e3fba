"""A bureau and two institutions with their people."""

from types import SimpleNamespace

import pytest

from core.access import Actor, system_actor
from core.enums import Role
from organizations import services
from organizations.enums import OrganizationKind
from organizations.models import District, Membership
from tests.core.conftest import mail_server  # noqa: F401 - a fixture for here, too

SYSTEM = system_actor("test")
PASSWORD = "a-long-test-password"
SITE = "https://training.example/"


def organization(kind, code="DL-06", name="机构"):
    return services.create_organization(
        actor=SYSTEM,
        kind=kind,
        name=name,
        short_name=name,
        district=District.objects.get(code=code),
    )


def person(username, *places, email="", password=PASSWORD):
    """A user with memberships in (organization, role) places."""
    user = services.create_user(
        actor=SYSTEM, username=username, name=username, password=password, email=email
    )
    for unit, role in places:
        services.add_membership(actor=SYSTEM, user=user, organization=unit, role=role)
    return user


def membership(user, role=None) -> Membership:
    rows = Membership.objects.filter(user=user).select_related("organization", "user")
    return rows.get(role=role) if role else rows.get()


def acting(user, role=None) -> Actor:
    from organizations.queries import actor_of

    return actor_of(membership(user, role))


@pytest.fixture
def unit(owner):
    """An institution with an administrator and a teacher, and the city's security administrator."""
    school = organization(OrganizationKind.INSTITUTION)
    city = organization(OrganizationKind.MUNICIPAL_BUREAU, "DL-00", "市局")
    return SimpleNamespace(
        school=school,
        city=city,
        admin=person("admin", (school, Role.INSTITUTION_ADMIN), email="admin@example.org"),
        teacher=person("teacher", (school, Role.TEACHER), email="teacher@example.org"),
        security=person("security", (city, Role.SECURITY_ADMINISTRATOR)),
        reviewer=person("reviewer", (city, Role.MUNICIPAL_REVIEWER)),
    )
