"""The world that is replayed is the world that was laid out, and tests leave nothing behind."""

import pytest
from django.db import transaction

from core.tenancy.scope import OWNER, acting_as
from organizations.models import District
from tests import world
from tests.database_hash import database_hash
from tests.replay import recorded


def test_what_is_replayed_is_what_was_laid_out(db):
    found = []

    def look_at(made):
        found.append((database_hash(), made["甲"].enrolment.pk, made["乙"].token.pk))
        transaction.set_rollback(True)

    with acting_as(OWNER):
        with transaction.atomic():
            made, recording = recorded(world.laid_out.__wrapped__)
            look_at(made)
        with transaction.atomic():
            look_at(recording.play())
    assert found[0] == found[1]


BEFORE = {}


@pytest.mark.parametrize("turn", [1, 2])
def test_a_test_that_commits_leaves_the_rows_it_found(transactional_db, turn):
    found = database_hash()
    assert found == BEFORE.setdefault("the first turn", found)
    with acting_as(OWNER):
        world.make_world()
        District.objects.filter(code="DL-06").update(zh="别的")
