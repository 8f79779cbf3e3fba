"""Attendance and completion: codes and windows, minutes, the threshold met exactly or missed."""

from datetime import timedelta

import pytest

from core import clock
from core.access import system_actor
from core.refusals import Refused
from core.tenancy.scope import OWNER, acting_as
from core.workflow import perform
from programs.models import TrainingClass
from tests import world as laid_out
from tests.presence import proven, sign_in_at
from trainees.models import AttendanceRecord, Enrolment
from trainees.presence import Proof, minutes_of, presence
from trainees.rotating_code import rotating_code
from trainees.services.attendance import check_in, record_sheet
from trainees.services.completion import attendance_check

SYSTEM = system_actor("test")


@pytest.fixture
def side(db):
    with acting_as(OWNER):
        return laid_out.make_world()["甲"]


@pytest.fixture
def worker(side):
    actor = laid_out.worker_actor(side)
    with acting_as(actor.scope):
        yield actor


def shift(session, **hours):
    """Move the session so that it begins so long from now (or ago)."""
    with acting_as(OWNER):
        session.starts_at = clock.now() + timedelta(**hours)
        session.ends_at = session.starts_at + timedelta(minutes=180)
        session.save()


def test_the_code_of_this_half_minute_and_of_the_last_one_are_accepted(side, worker):
    now_step = int(clock.now().timestamp()) // 30
    for step, accepted in ((now_step, True), (now_step - 1, True), (now_step - 3, False)):
        code = rotating_code(side.session, step=step)
        assert len(code) == 6
        if not accepted:
            with pytest.raises(Refused) as refused:
                check_in(side.record, actor=worker, code=code)
            assert refused.value.code == "checkin_code_invalid"


def test_signing_in_with_the_code_makes_a_trainee_of_somebody_enrolled(side, worker):
    row = check_in(side.record, actor=worker, code=rotating_code(side.session))
    assert (row.state, row.source) == ("signed_in", "code")
    enrolment = Enrolment.objects.get(pk=side.enrolment.pk)
    assert (enrolment.state, enrolment.first_signed_in_at) == ("attending", row.signed_in_at)


def test_a_whole_session_counts_whole_and_an_early_leaver_gets_the_minutes_there(side, worker):
    shift(side.session, minutes=-185)
    with acting_as(OWNER):
        sign_in_at(side.record, side.session.starts_at)
    record = AttendanceRecord.objects.get(pk=side.record.pk)
    row = check_in(record, actor=worker, code=rotating_code(side.session))
    assert (row.state, row.minutes) == ("present", 180)


def test_leaving_early_is_partial(side, worker):
    shift(side.session, minutes=-100)
    with acting_as(OWNER):
        sign_in_at(side.record, side.session.starts_at + timedelta(minutes=40))
    record = AttendanceRecord.objects.get(pk=side.record.pk)
    row = check_in(record, actor=worker, code=rotating_code(side.session))
    assert (row.state, row.minutes) == ("partial", 60)


@pytest.mark.parametrize("state", ["planned", "closed", "sealed"])
def test_outside_the_window_nobody_signs_in(side, worker, state):
    with acting_as(OWNER):
        side.session.state = state
        side.session.sealed_at = clock.now()
        side.session.save()
    with pytest.raises(Refused) as refused:
        check_in(side.record, actor=worker, code=rotating_code(side.session))
    assert refused.value.code == "checkin_outside_window"


def test_minutes_count_only_inside_the_session(side):
    begin, end = side.session.starts_at, side.session.ends_at
    hour = timedelta(hours=1)

    def minutes(signed_in, signed_out):
        proofs = [Proof(signed_in, "sign_in"), Proof(signed_out, "sign_out")]
        return minutes_of(presence((begin, end), proofs))

    assert minutes(begin - hour, end + hour) == 180
    assert minutes(begin + hour, end - hour) == 60
    assert minutes(end, end + hour) == 0


def test_the_sheet_of_the_teacher(side):
    teacher = laid_out.unit_actor(side, "teacher")
    with acting_as(teacher.scope):
        assert record_sheet(side.session, actor=teacher, entries={side.record.pk: "present"}) == 1
        row = AttendanceRecord.objects.get(pk=side.record.pk)
        assert (row.state, row.minutes, row.source) == ("present", 180, "sheet")


def test_an_administrator_who_does_not_teach_keeps_no_sheet(side):
    school = laid_out.unit_actor(side)
    with acting_as(school.scope), pytest.raises(Refused) as refused:
        record_sheet(side.session, actor=school, entries={side.record.pk: "present"})
    assert refused.value.code == "not_allowed"


def test_a_sign_in_without_a_sign_out_proves_no_minutes(side, worker):
    check_in(side.record, actor=worker, code=rotating_code(side.session))
    with acting_as(OWNER):
        perform(side.session, "close", actor=SYSTEM)
        row = AttendanceRecord.objects.get(pk=side.record.pk)
    assert (row.state, row.minutes) == ("partial", 0)


@pytest.mark.parametrize(("minutes", "outcome"), [(144, "completed"), (143, "failed")])
def test_exactly_the_threshold_completes_and_one_minute_less_does_not(side, minutes, outcome):
    """80 % of 180 minutes are 144."""
    finish(side, minutes)
    school = laid_out.unit_actor(side)
    with acting_as(school.scope):
        perform(side.training_class, "complete", actor=school)
        row = Enrolment.objects.get(pk=side.enrolment.pk)
    assert row.state == outcome
    assert (row.attended_minutes, row.scheduled_minutes) == (minutes, 180)
    assert (float(row.threshold), row.threshold_clause) == (0.8, "gen §4")
    check = attendance_check(row)
    if outcome == "failed":
        assert row.outcome_code == "attendance_below_threshold"
        assert check.remedy.startswith("再增加 1 分钟（共 144 分钟）即可达到标准。")
    else:
        assert check.remedy == ""


def finish(side, minutes):
    """The session is sealed with so many minutes of the one trainee, the class is finished."""
    with acting_as(OWNER):
        now = clock.now()
        proven(side.record, minutes)
        Enrolment.objects.filter(pk=side.enrolment.pk).update(
            state="attending", first_signed_in_at=now
        )
        side.session.state, side.session.sealed_at = "sealed", now
        side.session.save()
        TrainingClass.objects.filter(pk=side.training_class.pk).update(state="finished")


def test_a_class_is_not_completed_before_every_session_is_sealed(side):
    finish(side, 180)
    with acting_as(OWNER):
        side.session.state = "closed"
        side.session.save()
    school = laid_out.unit_actor(side)
    with acting_as(school.scope), pytest.raises(Refused) as refused:
        perform(side.training_class, "complete", actor=school)
    assert (refused.value.code, refused.value.detail) == ("sessions_open", "1 个课次中有 1 个")


def test_a_cancelled_class_withdraws_everybody_and_frees_the_seats(side):
    school = laid_out.unit_actor(side)
    with acting_as(school.scope):
        perform(side.training_class, "cancel", actor=school, reason="场地维修")
        row = Enrolment.objects.get(pk=side.enrolment.pk)
        assert row.state == "withdrawn"
        side.training_class.refresh_from_db()
    assert side.training_class.seats_taken == 0
