"""Planning: holidays, the year's table, first and last day, what may be taken out by whom."""

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from core import clock
from core.calendar import table
from core.models import AuditEntry
from core.refusals import Refused
from core.tenancy.scope import OWNER, acting_as
from core.workflow import perform
from programs.checks import filing_checks, local_day
from programs.forms import TimetableForm
from programs.holidays import is_holiday
from programs.models import Programme
from programs.services.classes import EDITABLE
from programs.services.timetable import plan_session, replan_session
from tests.programs.timetables import AFTERNOON, monday, plan

HOLIDAYS = (
    date(2026, 10, 1), date(2026, 10, 3), date(2026, 10, 4), date(2026, 2, 15),
    date(2027, 2, 6), date(2027, 2, 9), date(2027, 5, 1), date(2027, 10, 5),
)  # fmt: skip
NO_HOLIDAYS = (
    date(2026, 10, 10), date(2026, 11, 21), date(2026, 11, 22), date(2026, 11, 23),
    date(2027, 2, 4), date(2027, 2, 13), date(2027, 10, 6), date(2027, 10, 9),
)  # fmt: skip


@pytest.mark.parametrize("day", HOLIDAYS)
def test_a_holiday_is_one_on_its_weekend_days_too(owner, day):
    assert is_holiday(day)


@pytest.mark.parametrize("day", NO_HOLIDAYS)
def test_weekdays_ordinary_weekends_and_make_up_days_are_none(owner, day):
    assert not is_holiday(day)


def test_2027_is_provisional_and_marked_so(owner):
    assert table().standing(2027) == "provisional"
    assert table().standing(2026) == "official"


def test_the_generator_skips_national_day_2027(draft, school, side):
    one_a_day = {"times": [time(9)], "lessons": 2}
    first = date(2027, 9, 29)
    made = plan(draft, actor=school, side=side, first_day=first, weekdays=range(7), **one_a_day)
    assert [local_day(s.starts_at) for s in made] == [
        date(2027, 9, 29), date(2027, 9, 30), date(2027, 10, 6), date(2027, 10, 7),
    ]  # fmt: skip


def test_a_session_put_on_a_holiday_by_hand_fails_the_filing_and_is_named(draft, school, side):
    at = datetime(2027, 10, 2, 9, tzinfo=timezone.get_default_timezone())
    facts = {"starts_at": at, "lessons": 4, "teacher": side.teacher, "venue": side.venue}
    plan_session(draft, actor=school, **facts)
    failed = {c.code: c.detail for c in filing_checks(draft, date(2027, 1, 4)) if not c.passed}
    assert failed["session_on_holiday"] == "2027-10-02"


def test_a_year_without_a_table_is_refused_by_name(draft, school, side):
    with pytest.raises(Refused) as refused:
        plan(draft, actor=school, side=side, first_day=date(2031, 3, 3))
    assert refused.value.code == "calendar_missing"
    at = datetime(2031, 3, 3, 9, tzinfo=timezone.get_default_timezone())
    with pytest.raises(Refused) as refused:
        plan_session(
            draft, actor=school, starts_at=at, lessons=4, teacher=side.teacher, venue=side.venue
        )
    assert "2031" in refused.value.detail


def test_online_lessons_come_last_and_a_remainder_makes_a_short_session(draft, school, side):
    with acting_as(OWNER):
        Programme.objects.filter(pk=side.programme.pk).update(lessons=11, online_lessons=3)
    made = plan(draft, actor=school, side=side, first_day=monday())
    assert [(s.lessons, s.minutes, s.mode) for s in made] == [
        (4, 180, "offline"), (4, 180, "offline"), (3, 135, "online"),
    ]  # fmt: skip


def test_first_and_last_day_follow_the_timetable(draft, school, side):
    first = monday()
    morning, afternoon = plan(draft, actor=school, side=side, first_day=first)
    draft.refresh_from_db()
    assert (draft.starts_on, draft.ends_on) == (first, first)
    later = afternoon.starts_at + timedelta(days=2)
    replan_session(afternoon, actor=school, starts_at=later)
    perform(morning, "cancel", actor=school, reason="x")
    draft.refresh_from_db()
    assert (draft.starts_on, draft.ends_on) == (first + timedelta(days=2),) * 2
    perform(afternoon, "cancel", actor=school, reason="x")
    draft.refresh_from_db()
    assert (draft.starts_on, draft.ends_on) == (None, None)


def test_what_is_taken_out_of_a_draft_frees_teacher_room_and_number(draft, school, side):
    taken, _other = plan(draft, actor=school, side=side, first_day=monday())
    perform(taken, "cancel", actor=school, reason="x")
    again = plan_session(
        draft, actor=school, starts_at=taken.starts_at, lessons=4, teacher=side.teacher,
        venue=side.venue,
    )  # fmt: skip
    assert again.ordinal == 1, "a draft is numbered by time"
    assert AuditEntry.objects.filter(verb="cancel", object_id=str(taken.pk)).exists()


def test_touching_sessions_do_not_clash_and_overlapping_ones_do(draft, school, side):
    first = monday()
    plan(draft, actor=school, side=side, first_day=first, times=[time(9)])
    facts = {"lessons": 1, "teacher": side.teacher, "venue": side.venue}
    noon = timezone.make_aware(datetime.combine(first, time(12)))
    assert plan_session(draft, actor=school, starts_at=noon, **facts)
    with pytest.raises(Refused) as refused:
        plan_session(draft, actor=school, starts_at=noon - timedelta(minutes=1), **facts)
    assert refused.value.code == "teacher_double_booked"
    assert f"{draft.number} 第1次课 {first} 09:00" in refused.value.detail


def test_the_sessions_of_a_draft_are_numbered_by_their_time(draft, school, side):
    first = monday()
    morning, afternoon = plan(draft, actor=school, side=side, first_day=first)
    perform(morning, "cancel", actor=school, reason="x")
    staff = {"lessons": 1, "teacher": side.teacher, "venue": side.venue}
    day_before = afternoon.starts_at - timedelta(days=3)
    made = plan_session(draft, actor=school, starts_at=day_before, **staff)
    numbers = draft.sessions.held().order_by("starts_at").values_list("ordinal", flat=True)
    assert (made.ordinal, list(numbers)) == (1, [1, 2])


def test_two_starts_of_a_plan_that_overlap_are_told_at_the_form(draft, school, side):
    given = {
        "first_day": f"{monday()}", "weekdays": ["0"], "morning": "09:00", "afternoon": "10:00",
        "lessons": "4", "teacher": side.teacher.pk, "venue": side.venue.pk,
    }  # fmt: skip
    form = TimetableForm(given, actor=school)
    told = "与当天另一节课时间重叠，那节课12:00结束，请改为此后开始。"
    assert form.errors == {"afternoon": [told]}
    assert TimetableForm({**given, "afternoon": "12:00"}, actor=school).is_valid()


def test_two_starts_that_overlap_name_no_session_that_does_not_exist(draft, school, side):
    first = monday()
    with pytest.raises(Refused) as refused:
        plan(draft, actor=school, side=side, first_day=first, times=[time(9), time(10)])
    assert refused.value.detail == f"同一课程表中两次课时间重叠，其中一次为{first} 10:00–13:00"


def test_a_draft_without_sessions_has_no_last_session(draft):
    checks = {check.code: check for check in filing_checks(draft, clock.today())}
    assert "末次课" not in checks["accreditation_missing"].detail


@pytest.fixture
def filed(draft, school, side):
    sessions = plan(draft, actor=school, side=side, first_day=monday())
    return perform(draft, "file", actor=school, undertaking=True), sessions


def test_a_filed_timetable_is_taken_from_by_the_district_alone(filed, school, reviewer):
    row, (morning, afternoon) = filed
    with pytest.raises(Refused) as refused:
        perform(morning, "cancel", actor=school, reason="x")
    assert (refused.value.code, str(refused.value.detail)) == ("wrong_state", "已提交备案，待审核")
    with acting_as(reviewer.scope):
        perform(morning, "cancel", actor=reviewer, reason="x")
    row.refresh_from_db()
    assert timezone.localtime(row.sessions.held().get().starts_at).time() == AFTERNOON
    assert afternoon.pk == row.sessions.held().get().pk


def test_a_returned_class_emptied_of_sessions_keeps_its_days(filed, school, reviewer):
    row, sessions = filed
    with acting_as(reviewer.scope):
        perform(row, "return", actor=reviewer, reason_code="document_missing", reason="x")
    for session in sessions:
        perform(session, "cancel", actor=school, reason="x")
    row.refresh_from_db()
    assert row.state in EDITABLE
    assert row.starts_on == row.ends_on == local_day(sessions[0].starts_at)
