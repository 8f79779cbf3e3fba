"""Re-checks in mid-lesson: called when due, answered by the code, or minutes are lost."""

from datetime import timedelta

import pytest

from core import clock
from core.refusals import Refused
from core.tenancy.scope import OWNER, acting_as
from programs.models import Session
from tests import world as laid_out
from tests.presence import sign_in_at
from trainees.hours import hours_of
from trainees.models import AttendanceRecord, CheckIn
from trainees.rechecks import due_rechecks
from trainees.rotating_code import rotating_code
from trainees.services.attendance import call_recheck, check_in, next_step, record_sheet
from trainees.services.check_ins import proofs_of


@pytest.fixture
def side(db):
    """The session of 180 minutes began 90 minutes ago; its one trainee signed in at its begin."""
    with acting_as(OWNER):
        side = laid_out.make_world()["甲"]
        CheckIn.objects.filter(pk=side.check_in.pk).delete()
        side.session.starts_at = clock.now() - timedelta(minutes=90)
        side.session.ends_at = side.session.starts_at + timedelta(minutes=180)
        side.session.save()
    sign_in_at(side.record, side.session.starts_at)
    return side


def called(side, minutes_ago):
    with acting_as(OWNER):
        moment = clock.now() - timedelta(minutes=minutes_ago)
        Session.objects.filter(pk=side.session.pk).update(rechecked_at=[moment])


def record(side) -> AttendanceRecord:
    return AttendanceRecord.objects.select_related("session__venue").get(pk=side.record.pk)


def test_when_it_is_due_is_drawn_in_the_middle_and_differs_from_session_to_session(side):
    first = side.session.starts_at
    drawn = set()
    for n in range(40):
        side.session.secret = f"{n:032d}"
        with acting_as(OWNER):
            (due,) = due_rechecks(side.session)
        assert first + timedelta(minutes=36) <= due <= first + timedelta(minutes=144)
        drawn.add(due)
    assert len(drawn) == 40


def test_the_screen_calls_one_when_it_is_due_and_only_once(side):
    teacher = laid_out.unit_actor(side, "teacher")
    with acting_as(OWNER):
        due = next(n for n in range(1000) if is_due_by_now(side, n))
        Session.objects.filter(pk=side.session.pk).update(secret=f"{due:032d}")
    with acting_as(teacher.scope):
        assert call_recheck(side.session, actor=teacher, only_due=True)
        assert not call_recheck(side.session, actor=teacher, only_due=True)
        with pytest.raises(Refused) as refused:
            call_recheck(side.session, actor=teacher)
    assert refused.value.code == "recheck_running"


def is_due_by_now(side, number) -> bool:
    side.session.secret = f"{number:032d}"
    return due_rechecks(side.session)[0] < clock.now() - timedelta(minutes=5)


def test_somebody_who_has_not_the_screen_calls_none(side):
    worker = laid_out.worker_actor(side)
    with acting_as(worker.scope), pytest.raises(Refused) as refused:
        call_recheck(side.session, actor=worker)
    assert refused.value.code == "not_allowed"


def test_the_button_answers_an_open_one_first_and_signs_out_afterwards(side):
    called(side, 3)
    worker = laid_out.worker_actor(side)
    with acting_as(worker.scope):
        code = rotating_code(side.session)
        steps = [next_step(record(side))]
        assert check_in(record(side), actor=worker, code=code).state == "signed_in"
        steps.append(next_step(record(side)))
        row = check_in(record(side), actor=worker, code=code)
    assert steps == ["recheck", "sign_out"]
    assert (row.state, row.minutes) == ("partial", 90)


def test_one_that_was_not_answered_takes_the_minutes_around_it_and_says_so(side):
    called(side, 30)
    worker = laid_out.worker_actor(side)
    with acting_as(worker.scope):
        row = check_in(record(side), actor=worker, code=rotating_code(side.session))
        parts = hours_of(row, proofs_of(row))
    assert (row.state, row.minutes, row.presence) == ("partial", 0, [])
    assert [part.counts for part in parts] == [False, False]
    assert "抽查未响应（gen §4）" in parts[0].why
    assert parts[1].why == "签退之后"


def marked_present(side) -> AttendanceRecord:
    teacher = laid_out.unit_actor(side, "teacher")
    with acting_as(teacher.scope):
        record_sheet(side.session, actor=teacher, entries={side.record.pk: "present"})
        return record(side)


def test_the_teacher_vouches_for_whoever_has_no_phone(side):
    with acting_as(OWNER):
        CheckIn.objects.filter(record=side.record).delete()
        AttendanceRecord.objects.filter(pk=side.record.pk).update(state="absent", signed_in_at=None)
    called(side, 30)
    row = marked_present(side)
    with acting_as(OWNER):
        kinds = list(
            CheckIn.objects.filter(record=row).order_by("at").values_list("kind", "source")
        )
    assert (row.state, row.minutes) == ("present", 180)
    assert kinds == [("sign_in", "sheet"), ("recheck", "sheet"), ("sign_out", "sheet")]


def test_the_teacher_does_not_vouch_for_a_phone_that_did_not_answer(side):
    called(side, 30)
    row = marked_present(side)
    assert (row.state, row.minutes) == ("partial", 0)
