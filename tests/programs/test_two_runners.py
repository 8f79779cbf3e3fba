"""Two timetables run in the same minute: every move is made once."""

import threading
from datetime import timedelta

import pytest
from django.db import connections

from core import clock
from core.access import system_actor
from core.models import AuditEntry
from core.tenancy.scope import OWNER, SYSTEM, acting_as
from programs.models import Session
from programs.services.advance import advance
from tests import world as laid_out

SESSIONS = 6


@pytest.fixture
def late(transactional_db):
    """Sessions that began days ago and were never opened."""
    with acting_as(OWNER):
        side = laid_out.make_world()["甲"]
        first = side.session
        for n in range(SESSIONS):
            first.pk = None if n else first.pk
            first._state.adding = bool(n)
            first.ordinal, first.state = n + 1, "planned"
            first.starts_at = clock.now() + timedelta(hours=4 * n + 12)
            first.ends_at = first.starts_at + timedelta(hours=3)
            first.save()
        clock.move(actor=system_actor("test"), by=timedelta(days=20))
    return side


def run(start, counts):
    try:
        start.wait()
        with acting_as(SYSTEM):
            counts.append(advance())
    finally:
        connections.close_all()


def test_each_move_is_made_once(late):
    start, counts = threading.Barrier(2), []
    threads = [threading.Thread(target=run, args=(start, counts)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with acting_as(OWNER):
        mine = Session.objects.filter(training_class=late.training_class)
        keys = [str(pk) for pk in mine.values_list("pk", flat=True)]
        entries = AuditEntry.objects.filter(model="programs.session", object_id__in=keys)
        made = list(entries.values_list("object_id", "verb"))
        assert set(mine.values_list("state", flat=True)) == {"sealed"}
    assert sorted(made) == sorted((key, verb) for key in keys for verb in ("open", "close", "seal"))
    assert len(counts) == 2
