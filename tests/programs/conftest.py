"""A school with a draft class, and who acts for and over it."""

import pytest

from core.tenancy.scope import OWNER, acting_as
from programs.services.classes import create_class
from tests import world as laid_out
from tests.accredited import whole_scope


@pytest.fixture
def school(side):
    return laid_out.unit_actor(side)


@pytest.fixture
def reviewer(side):
    return laid_out.district_actor(side)


@pytest.fixture
def city(world):
    return laid_out.city_actor(world["市"])


@pytest.fixture
def draft(side, school):
    """A draft class of 8 lessons without a timetable, and the school acting."""
    with acting_as(school.scope):
        yield create_class(
            actor=school, programme=side.programme, name="班", venue=side.venue, seats=20
        )


@pytest.fixture
def licensed(side):
    """The side's unit may teach everything."""
    with acting_as(OWNER):
        whole_scope(side.accreditation)
