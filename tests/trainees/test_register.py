"""The register of a sealed session in figures: how many were expected, how long they were there."""

import time
from contextlib import closing
from dataclasses import replace
from threading import Thread

import pytest
from psycopg2 import connect

from core import clock
from core.enums import Role
from core.tenancy.scope import OWNER, SYSTEM, acting_as
from core.workflow import perform
from dalian_training.embedded import Postgres
from programs.models import Session
from programs.services.advance import TIMETABLE
from tests import world as laid_out
from tests.presence import proven
from trainees.models import AttendanceRecord


@pytest.fixture
def side(world):
    """One trainee was there for 150 minutes of a session that is closed."""
    side = world["甲"]
    with acting_as(OWNER):
        proven(side.record, 150)
        Session.objects.filter(pk=side.session.pk).update(state="closed")
        side.session.refresh_from_db()
        return side


def register(side) -> tuple[int, int]:
    """People expected, minutes attended."""
    with acting_as(OWNER):
        return Session.objects.values_list("expected", "attended_minutes").get(pk=side.session.pk)


def seal(side):
    with acting_as(SYSTEM):
        perform(side.session, "seal", actor=TIMETABLE)


def void(side, actor):
    with acting_as(OWNER):
        record = AttendanceRecord.objects.get(pk=side.record.pk)
    with acting_as(actor.scope):
        perform(record, "void", actor=actor, reason="代签")


def test_sealing_a_session_counts_its_register(side):
    assert register(side) == (0, 0)
    seal(side)
    assert register(side) == (1, 150)


def test_what_is_saved_anew_from_before_the_sealing_keeps_the_register(side):
    stale = side.session
    seal(side)
    with acting_as(OWNER):
        stale.state, stale.sealed_at = "sealed", clock.now()
        stale.save()
    assert register(side) == (1, 150)


def test_a_record_voided_before_the_sealing_is_not_expected(side):
    void(side, laid_out.district_actor(side))
    seal(side)
    assert register(side) == (0, 0)


@pytest.mark.parametrize("role", [Role.DISTRICT_REVIEWER, Role.INSPECTOR])
def test_whoever_voids_a_record_later_takes_it_out_of_the_register(world, side, role):
    seal(side)
    inspector = replace(laid_out.city_actor(world["市"]), role=Role.INSPECTOR)
    void(side, inspector if role == Role.INSPECTOR else laid_out.district_actor(side))
    assert register(side) == (0, 0)


SEAL = "UPDATE programs_session SET state = 'sealed', sealed_at = now() WHERE id = %s"
VOID = "UPDATE trainees_attendancerecord SET state = 'voided', presence = '{}' WHERE id = %s"


@pytest.mark.parametrize("first", ["seal", "void"])
def test_sealing_and_voiding_at_once_leave_a_true_register(committed_side, settings, first):
    """Whichever holds the session, the other waits for it and then counts what it did."""
    with acting_as(OWNER):
        proven(committed_side.record, 150)
        Session.objects.filter(pk=committed_side.session.pk).update(state="closed")
    work = [(SEAL, committed_side.session.pk), (VOID, committed_side.record.pk)]
    begun, waiting = work if first == "seal" else reversed(work)
    address = Postgres(settings.VAR).url(name=settings.DATABASES["default"]["NAME"])
    with closing(connect(address)) as one, closing(connect(address)) as other:
        one.cursor().execute(begun[0], [begun[1]])
        second = Thread(target=commit, args=(other, *waiting))
        second.start()
        while second.is_alive() and not is_waiting(one, other):
            time.sleep(0.02)
        one.commit()
        second.join()
    assert register(committed_side) == (0, 0)


def commit(line, statement, key):
    line.cursor().execute(statement, [key])
    line.commit()


def is_waiting(one, other) -> bool:
    """Whether the other connection waits for a lock."""
    with one.cursor() as cursor:
        cursor.execute(
            "SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE pid = %s",
            [other.info.backend_pid],
        )
        return bool(cursor.fetchone()[0])
