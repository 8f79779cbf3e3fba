"""Filing a class: every condition with its figures, the date that is kept, no double booking."""

from datetime import date, time, timedelta

import pytest

from core import clock
from core.calendar import add_working_days, is_working_day
from core.refusals import Refused
from core.tenancy.scope import OWNER, acting_as
from core.workflow import perform
from programs.checks import filing_checks, is_holiday
from programs.models import Teacher, TrainingClass
from programs.services.classes import create_class, update_class
from programs.services.timetable import plan_session, plan_sessions
from tests import world as laid_out


@pytest.fixture
def side(db):
    with acting_as(OWNER):
        return laid_out.make_world()["甲"]


@pytest.fixture
def school(side):
    return laid_out.unit_actor(side)


@pytest.fixture
def draft(side, school):
    """A draft class of 8 lessons without a timetable, and the institution acting."""
    with acting_as(school.scope):
        yield create_class(
            actor=school, programme=side.programme, name="班", venue=side.venue, seats=20
        )


def monday(days_ahead=40) -> date:
    """A Monday so far ahead that neither it nor the next days are holidays."""
    day = clock.today() + timedelta(days=days_ahead)
    day += timedelta(days=-day.weekday() % 7)
    while not all(is_working_day(day + timedelta(days=n)) for n in range(5)):
        day += timedelta(days=7)
    return day


def plan(draft, school, side, day, **changes):
    facts = {
        "first_day": day, "weekdays": range(5), "times": [time(9), time(13, 30)], "lessons": 4,
        "teacher": side.teacher, "venue": side.venue, **changes,
    }  # fmt: skip
    return plan_sessions(draft, actor=school, **facts)


def failures(draft, on=None) -> dict[str, str]:
    draft.refresh_from_db()
    found = filing_checks(draft, on or clock.today())
    return {check.code: check.detail for check in found if not check.passed}


def test_a_planned_class_meets_every_condition_but_the_undertaking(draft, school, side):
    sessions = plan(draft, school, side, monday())
    assert [s.minutes for s in sessions] == [180, 180]
    assert failures(draft) == {"undertaking_missing": ""}


def test_without_a_timetable_the_filing_names_what_is_missing(draft):
    assert set(failures(draft)) == {"undertaking_missing", "sessions_missing"}


def test_a_filing_needs_ten_working_days(draft, school, side):
    first = monday()
    plan(draft, school, side, first)
    latest = add_working_days(first, -10)
    assert "filing_late" not in failures(draft, latest)
    assert "filing_late" in failures(draft, latest + timedelta(days=1))
    assert "filing_after_start" in failures(draft, first)


def test_too_few_lessons_too_many_in_a_day_and_a_class_too_large(draft, school, side):
    first = monday()
    plan(draft, school, side, first, lessons=3, times=[time(9)])
    assert "lessons_below_standard" not in failures(draft)
    late = {"teacher": side.teacher, "venue": side.venue, "mode": "offline"}
    starts = first_start(draft) + timedelta(hours=5)
    plan_session(draft, actor=school, starts_at=starts, lessons=6, **late)
    update_class(draft, actor=school, seats=51)
    found = failures(draft)
    assert found["lessons_below_standard"] == "已排 14 课时，项目规定 8 课时"
    assert found["lessons_per_day_exceeded"] == f"{first} 有 9 课时，上限 8 课时"
    assert found["class_too_large"] == "名额 51 个，上限 50 个"


def first_start(draft):
    return draft.sessions.order_by("starts_at").first().starts_at


def test_a_share_of_online_lessons_above_one_half_is_refused(draft, school, side):
    first = monday()
    facts = {"teacher": side.teacher, "venue": side.venue, "lessons": 4}
    sessions = plan(draft, school, side, first)
    sessions[0].mode = sessions[1].mode = "online"
    for session in sessions:
        session.save()
    assert failures(draft)["online_share_exceeded"] == "占总课时 100%，上限 50%"
    sessions[0].mode = "offline"
    sessions[0].save()
    assert "online_share_exceeded" not in failures(draft)
    assert facts["lessons"] == 4


def test_sessions_are_not_planned_on_holidays():
    assert is_holiday(date(2026, 10, 1))
    assert not is_holiday(date(2026, 10, 10)), "a make-up Saturday is worked"
    assert not is_holiday(date(2026, 11, 22)), "an ordinary Sunday is no holiday"


def test_a_teacher_is_never_planned_twice_and_the_other_session_is_named(draft, school, side):
    plan(draft, school, side, monday())
    other = create_class(
        actor=school, programme=side.programme, name="另一班", venue=side.venue, seats=9
    )
    with pytest.raises(Refused) as refused:
        plan(other, school, side, monday())
    assert refused.value.code in ("teacher_double_booked", "room_double_booked")
    assert draft.number in refused.value.detail
    assert other.sessions.count() == 0, "nothing half done"


def test_filing_is_refused_as_a_whole_with_every_reason(draft, school):
    with pytest.raises(Refused) as refused:
        perform(draft, "file", actor=school, undertaking=True)
    assert refused.value.code == "sessions_missing"
    draft.refresh_from_db()
    assert (draft.state, draft.filed_on) == ("draft", None)


def test_the_filing_date_is_kept_over_a_return(draft, school, side):
    plan(draft, school, side, monday())
    filed = perform(draft, "file", actor=school, undertaking=True)
    day = filed.filed_on
    reviewer = laid_out.district_actor(side)
    with acting_as(reviewer.scope):
        perform(filed, "return", actor=reviewer, reason_code="document_missing", reason="x")
    with acting_as(OWNER):
        TrainingClass.objects.filter(pk=filed.pk).update(filed_on=day - timedelta(days=3))
    with acting_as(school.scope):
        again = perform(filed, "file", actor=school, undertaking=True)
    assert again.filed_on == day - timedelta(days=3)
    assert again.reply_due_on == add_working_days(clock.today(), 5)


def test_approval_announces_class_and_timetable(draft, school, side):
    plan(draft, school, side, monday())
    filed = perform(draft, "file", actor=school, undertaking=True)
    reviewer = laid_out.district_actor(side)
    with acting_as(reviewer.scope):
        approved = perform(filed, "approve", actor=reviewer)
    assert (approved.state, approved.is_announced) == ("approved", True)
    assert set(approved.sessions.values_list("is_announced", flat=True)) == {True}
    with pytest.raises(Refused) as refused, acting_as(reviewer.scope):
        perform(filed, "approve", actor=reviewer)
    assert refused.value.code == "wrong_state"


def test_an_approved_timetable_cannot_be_written_on(draft, school, side):
    plan(draft, school, side, monday())
    perform(draft, "file", actor=school, undertaking=True)
    with pytest.raises(Refused) as refused:
        update_class(draft, actor=school, seats=9)
    assert refused.value.code == "wrong_state"
    assert Teacher.objects.filter(pk=side.teacher.pk).exists()
