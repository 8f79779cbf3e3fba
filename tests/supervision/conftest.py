"""The quarter of the story, and its report made by the system worker."""

import pytest

from core.enums import Role
from core.tenancy.scope import AUTH, OWNER, SYSTEM, acting_as
from core.workflow import perform
from organizations.enums import OrganizationKind
from supervision import services
from supervision.queries import snapshot
from supervision.services.schedule import SYSTEM as WORKER
from tests.supervision.signing import WHY, do, sign_in_late
from tests.supervision.story import QUARTER, Story, staff
from tests.world import Actor


@pytest.fixture
def story(db):
    with acting_as(OWNER):
        return Story()


@pytest.fixture
def make(db):
    """Make the report of the quarter, or of another one, for a place."""

    def made(code="", quarter=QUARTER):
        with acting_as(SYSTEM):
            place = services.place_of(code)
            report = services.schedule_report(actor=WORKER, quarter=quarter, **place)
            return services.produce(report)

    return made


@pytest.fixture
def found(story, make):
    report = make()
    with acting_as(SYSTEM):
        return snapshot(report)


@pytest.fixture
def people(db):
    """Reviewer and chief of the city, as users and actors."""
    with acting_as(OWNER):
        bureau = OrganizationKind.MUNICIPAL_BUREAU
        users = {
            role: staff(role, f"市局{role}", bureau)
            for role in (Role.MUNICIPAL_REVIEWER, Role.MUNICIPAL_CHIEF)
        }
        units = {role: user.memberships.get().organization_id for role, user in users.items()}
    return {
        role: Actor(user.pk, units[role], role, None, "city") for role, user in users.items()
    } | {"users": users}


@pytest.fixture
def locked(story, make, people):
    """The report of the story, signed by two."""
    report = make()
    report = do(people[Role.MUNICIPAL_REVIEWER], perform, report, "submit")
    return do(people[Role.MUNICIPAL_CHIEF], perform, report, "lock")


@pytest.fixture
def corrected(story, locked, people):
    """The corrected edition, made and not signed yet."""
    sign_in_late(story)
    edition = do(
        people[Role.MUNICIPAL_REVIEWER],
        services.start_correction,
        report=locked,
        reason="一名学员漏计",
    )
    with acting_as(SYSTEM):
        return services.produce(edition)


@pytest.fixture
def restated(corrected, people):
    reviewer, chief = people[Role.MUNICIPAL_REVIEWER], people[Role.MUNICIPAL_CHIEF]
    do(reviewer, services.state_reasons, report=corrected, reasons=WHY)
    do(reviewer, perform, corrected, "submit")
    return do(chief, perform, corrected, "lock")


@pytest.fixture
def enter(client):
    def sign_in(user):
        with acting_as(AUTH):
            client.logout()
            client.force_login(user)
        return client

    return sign_in
