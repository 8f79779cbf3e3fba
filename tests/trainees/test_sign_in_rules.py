"""What must not pass for attendance: late arrivals, early sign-outs, leavers, voided sessions."""

from datetime import timedelta

import pytest

from core import clock
from core.models import AuditEntry
from core.refusals import Refused
from core.tenancy.scope import OWNER, acting_as
from core.workflow import perform
from tests import world as laid_out
from tests.presence import proven, sign_in_at
from trainees.models import AttendanceRecord, Enrolment
from trainees.rotating_code import rotating_code
from trainees.services.attendance import check_in, record_sheet
from trainees.services.completion import attendance_check, attendance_checks


@pytest.fixture
def side(db):
    with acting_as(OWNER):
        return laid_out.make_world()["甲"]


@pytest.fixture
def worker(side):
    actor = laid_out.worker_actor(side)
    with acting_as(actor.scope):
        yield actor


@pytest.fixture
def teacher(side):
    actor = laid_out.unit_actor(side, "teacher")
    with acting_as(actor.scope):
        yield actor


def begun(side, minutes):
    """The session of 180 minutes began so many minutes ago."""
    with acting_as(OWNER):
        side.session.starts_at = clock.now() - timedelta(minutes=minutes)
        side.session.ends_at = side.session.starts_at + timedelta(minutes=180)
        side.session.save()


def signed_in(side, minutes_late=0):
    with acting_as(OWNER):
        at = side.session.starts_at + timedelta(minutes=minutes_late)
        sign_in_at(side.record, at)
        return AttendanceRecord.objects.get(pk=side.record.pk)


def verbs(record):
    with acting_as(OWNER):
        of_record = AuditEntry.objects.filter(
            model="trainees.attendancerecord", object_id=str(record.pk)
        )
        return list(of_record.values_list("verb", flat=True))


def test_full_width_digits_are_digits(side, worker):
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in rotating_code(side.session))
    assert check_in(side.record, actor=worker, code=f" {wide} ").state == "signed_in"


@pytest.mark.parametrize("code", ["签到签到签到", "", "12345", "１２３"])
def test_anything_else_is_an_invalid_code(side, worker, code):
    with pytest.raises(Refused) as refused:
        check_in(side.record, actor=worker, code=code)
    assert refused.value.code == "checkin_code_invalid"


@pytest.mark.parametrize(
    ("begun_ago", "accepted"), [(-29, True), (-31, False), (209, True), (211, False)]
)
def test_a_session_nobody_closed_is_no_longer_signed_in_to(side, worker, begun_ago, accepted):
    """Half an hour before a session of 180 minutes until half an hour after it."""
    begun(side, begun_ago)
    if accepted:
        assert check_in(side.record, actor=worker, code=rotating_code(side.session))
        return
    with pytest.raises(Refused) as refused:
        check_in(side.record, actor=worker, code=rotating_code(side.session))
    assert refused.value.code == "checkin_outside_window"


def test_whoever_came_late_is_partly_present_even_when_the_sheet_says_present(side, teacher):
    begun(side, 40)
    record_sheet(side.session, actor=teacher, entries={side.record.pk: "late"})
    record_sheet(side.session, actor=teacher, entries={side.record.pk: "present"})
    row = AttendanceRecord.objects.get(pk=side.record.pk)
    assert row.state == "partial"
    assert row.minutes in (139, 140)  # the minute that runs does not count


def test_whoever_leaves_early_by_the_sheet_has_the_minutes_up_to_now(side, teacher):
    begun(side, 100)
    record_sheet(side.session, actor=teacher, entries={side.record.pk: "left_early"})
    row = AttendanceRecord.objects.get(pk=side.record.pk)
    assert (row.state, row.minutes) == ("partial", 100)


def test_a_sign_out_of_a_whole_session_needs_the_whole_session(side, teacher):
    begun(side, 100)
    record = signed_in(side)
    with pytest.raises(Refused) as refused:
        perform(record, "sign_out", actor=teacher)
    assert (refused.value.code, refused.value.detail) == ("wrong_state", "100 / 180")
    assert AttendanceRecord.objects.get(pk=record.pk).state == "signed_in"


def test_whoever_has_withdrawn_signs_in_no_more(side, worker):
    with acting_as(OWNER):
        Enrolment.objects.filter(pk=side.enrolment.pk).update(
            state="withdrawn", withdrawn_at=clock.now()
        )
    with pytest.raises(Refused) as refused:
        check_in(side.record, actor=worker, code=rotating_code(side.session))
    assert refused.value.code == "wrong_state"


def test_closing_a_session_records_each_missing_sign_out(side, teacher):
    record = signed_in(side)
    perform(side.session, "close", actor=teacher)
    row = AttendanceRecord.objects.get(pk=record.pk)
    assert (row.state, row.minutes) == ("partial", 0)
    assert verbs(record) == ["sign_out_short"]


@pytest.mark.parametrize(
    ("state", "after", "recorded"),
    [("present", "voided", ["void"]), ("absent", "absent", [])],
)
def test_voiding_a_session_voids_what_was_proven(side, state, after, recorded):
    reviewer = laid_out.district_actor(side)
    with acting_as(OWNER):
        proven(side.record, 180 if state == "present" else 0, state=state)
    with acting_as(reviewer.scope):
        perform(side.session, "void", actor=reviewer, reason="现场核查未上课")
        row = AttendanceRecord.objects.get(pk=side.record.pk)
    assert (row.state, row.minutes, verbs(row)) == (after, 0, recorded)


def test_voiding_one_record_takes_its_minutes(side):
    over(side, "sealed", 170)
    reviewer = laid_out.district_actor(side)
    with acting_as(reviewer.scope):
        record = AttendanceRecord.objects.get(pk=side.record.pk)
        row = perform(record, "void", actor=reviewer, reason="代签")
    assert (row.state, row.minutes, verbs(row)) == ("voided", 0, ["void"])


def over(side, state, minutes):
    """The session is over with so many minutes of the one trainee."""
    with acting_as(OWNER):
        now = clock.now()
        proven(side.record, minutes)
        side.session.state, side.session.sealed_at = state, now
        side.session.save()


def test_the_share_so_far_counts_only_sessions_that_are_over(side, worker):
    """A second session is still to come; 90 of the 180 minutes over are there, 144 are needed."""
    over(side, "closed", 90)
    with acting_as(OWNER):
        later = type(side.session).objects.get(pk=side.session.pk)
        later.pk, later.ordinal, later.state = None, 2, "planned"
        later.starts_at += timedelta(days=1)
        later.ends_at += timedelta(days=1)
        later.save()
    (so_far,) = attendance_checks(side.enrolment)
    assert not so_far.passed
    assert "90" in so_far.detail
    assert "180" in so_far.detail
    assert "50.0" in so_far.detail
    assert "54" in so_far.remedy
    assert "360" in attendance_check(side.enrolment).detail


def test_before_the_first_session_is_over_there_is_no_share(side, worker):
    assert attendance_checks(side.enrolment) == []


def test_a_class_whose_sessions_were_all_voided_completes_nobody(side, worker):
    over(side, "cancelled", 0)
    assert not attendance_check(side.enrolment).passed
