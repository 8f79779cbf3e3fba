"""The quarter of the story, and its report made by the system worker."""

import pytest

from core.tenancy.scope import OWNER, SYSTEM, acting_as
from supervision import services
from supervision.queries import snapshot
from supervision.services.schedule import SYSTEM as WORKER
from tests.supervision.story import QUARTER, Story


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
