"""Committed data for rosters that several connections work on, and facts of higher apps."""

from datetime import timedelta

import pytest

from core import clock
from core.tenancy.scope import OWNER, acting_as
from programs.models import TrainingClass
from tests import world as laid_out

SEATS = 20_000


@pytest.fixture
def committed_side(transactional_db):
    """One tenant with an announced class that takes rosters, for every connection to see."""
    with acting_as(OWNER):
        made = laid_out.make_world()["甲"]
        first = clock.today() + timedelta(days=30)
        TrainingClass.objects.filter(pk=made.training_class.pk).update(
            starts_on=first, ends_on=first, seats=SEATS, seats_taken=1
        )
        made.training_class.refresh_from_db()
        return made


@pytest.fixture
def all_checked(monkeypatch):
    """What was paid before is known: `lines`."""
    lines = []
    known = {"paid_lines": lambda people: dict.fromkeys(people, lines)}
    monkeypatch.setattr("policies.decisions.sources._providers", known)
    return lines
