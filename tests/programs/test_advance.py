"""What the passing of time does, also after days in which nobody looked."""

from datetime import timedelta

import pytest

from core import clock
from core.access import system_actor
from core.models import ClockOffset
from core.tenancy.scope import OWNER, SYSTEM, acting_as
from programs.services.advance import advance
from tests import world as laid_out
from trainees.models import Enrolment


@pytest.fixture
def side(db):
    with acting_as(OWNER):
        made = laid_out.make_world()["甲"]
        session = made.session
        session.state = "planned"
        session.starts_at = clock.now() + timedelta(days=2)
        session.ends_at = session.starts_at + timedelta(hours=3)
        session.save()
        return made


def pass_time(**distance):
    with acting_as(OWNER):
        clock.move(actor=system_actor("test"), by=timedelta(**distance))
    with acting_as(SYSTEM):
        return advance()


def states(side):
    with acting_as(OWNER):
        for row in (side.training_class, side.session, side.enrolment):
            row.refresh_from_db()
    return side.training_class.state, side.session.state, side.enrolment.state


def test_step_by_step(side):
    pass_time(days=1, hours=23, minutes=40)
    assert states(side) == ("open", "open", "confirmed")
    pass_time(hours=2)
    assert states(side) == ("running", "open", "confirmed")
    pass_time(hours=3)
    assert states(side) == ("finished", "closed", "failed")
    pass_time(days=14)
    assert states(side) == ("finished", "sealed", "failed")


def test_after_weeks_nobody_looked_everything_is_caught_up_in_one_go(side):
    pass_time(days=20)
    assert states(side) == ("finished", "sealed", "failed")
    assert pass_time(minutes=1) == 0, "and nothing is done twice"


def test_whoever_never_came_has_not_completed_and_reads_why(side):
    pass_time(days=20)
    with acting_as(OWNER):
        row = Enrolment.objects.get(pk=side.enrolment.pk)
    assert (row.outcome_code, row.attended_minutes) == ("attendance_below_threshold", 0)
    assert row.threshold_clause == "gen §4"


def test_the_clock_of_another_process_is_seen(side):
    with acting_as(OWNER):
        ClockOffset.objects.update(seconds=86400)
        assert clock.offset() == timedelta(days=1)
