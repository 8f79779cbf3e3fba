"""Two officers answer one change at once; a change is approved while its session begins."""

import threading
from datetime import timedelta

import pytest
from django.db import connections

from core import clock
from core.access import system_actor
from core.refusals import Refused
from core.tenancy.scope import OWNER, SYSTEM, acting_as
from core.workflow import perform
from programs.models import ClassChange, Session, TimetableVersion
from programs.services.advance import TIMETABLE, opens_at
from programs.services.classes import create_class
from tests import world as laid_out
from tests.programs.changes import approved_class, asked, later

ROUNDS = 4
REFUSAL = {"reason_code": "room_double_booked", "reason": "x"}


@pytest.fixture
def frozen(transactional_db):
    """(side, school, reviewer, class, its four sessions of two lessons), approved."""
    with acting_as(OWNER):
        side = laid_out.make_world()["甲"]
        type(side.programme).objects.filter(pk=side.programme.pk).update(lessons=16)
        side.programme.refresh_from_db()
    school, reviewer = laid_out.unit_actor(side), laid_out.district_actor(side)
    with acting_as(school.scope):
        draft = create_class(
            actor=school, programme=side.programme, name="班", venue=side.venue, seats=9
        )
    row, sessions = approved_class(draft, side, school, reviewer)
    return side, school, reviewer, row, sessions


def race(*actions) -> list:
    """All at once; what each was answered: the row, or the code of the refusal."""
    start, answers = threading.Barrier(len(actions)), []

    def run(scope, action):
        try:
            with acting_as(scope):
                start.wait()
                answers.append(action().state)
        except Refused as refused:
            answers.append(refused.code)
        except Exception as error:  # noqa: BLE001 - a deadlock must be seen, not lost in a thread
            answers.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=action) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_of_two_answers_at_once_one_holds(frozen):
    _side, school, reviewer, row, sessions = frozen
    last = sessions[-1].starts_at
    for n, session in enumerate(sessions[:ROUNDS]):
        change = asked(row, school, later(session, days=14))
        answers = race(
            (reviewer.scope, lambda: perform(change, "approve", actor=reviewer)),  # noqa: B023
            (reviewer.scope, lambda: perform(change, "refuse", actor=reviewer, **REFUSAL)),  # noqa: B023
        )
        assert sorted(answers) in (["approved", "wrong_state"], ["refused", "wrong_state"]), n
        with acting_as(OWNER):
            state = ClassChange.objects.get(pk=change.pk).state
            made = TimetableVersion.objects.filter(change=change).count()
            session.refresh_from_db()
            is_moved = session.starts_at > last
        assert state in answers
        assert (made, is_moved) == ((1, True) if state == "approved" else (0, False))


def test_a_session_that_begins_is_opened_at_its_time_or_moved_never_both(frozen):
    _side, school, reviewer, row, sessions = frozen
    for session in sessions[:ROUNDS]:
        change = asked(row, school, later(session, days=14))
        with acting_as(OWNER):
            by = opens_at(session) - clock.now() + timedelta(minutes=1)
            clock.move(actor=system_actor("t"), by=by)
        answers = race(
            (reviewer.scope, lambda: perform(change, "approve", actor=reviewer)),  # noqa: B023
            (SYSTEM, lambda: perform(session, "open", actor=TIMETABLE)),  # noqa: B023
        )
        with acting_as(OWNER):
            after = Session.objects.get(pk=session.pk)
        found = (after.state, after.starts_at - session.starts_at, set(answers))
        moved = ("planned", timedelta(days=14), {"approved", "checkin_outside_window"})
        opened = ("open", timedelta(0), {"open", "change_after_session"})
        assert found in (moved, opened)
