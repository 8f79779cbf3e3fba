"""Deadlines are told two working days before and when over, each once."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core import clock, deadlines
from core.access import system_actor
from core.models import Notification
from core.tasks import system_tell_deadlines
from core.tenancy.scope import OWNER, SYSTEM, acting_as
from programs.models import AnnualPlanVersion, Programme, TrainingClass
from supervision.models import DecisionAppeal, QuarterlyReport
from tests import world as laid_out
from trainees.models import Enrolment, StartUpFollowUp

SHANGHAI = ZoneInfo("Asia/Shanghai")
FRIDAY = date(2027, 3, 12)  # ordinary weeks around it


@pytest.fixture
def world(db):
    with acting_as(OWNER):
        sides = laid_out.make_world()
        Notification.objects.all().delete()
        no_report_is_open(sides)
        DecisionAppeal.objects.update(state="withdrawn")
        StartUpFollowUp.objects.update(state="planned")
        yield sides


def no_report_is_open(sides):
    """Every report is locked: only what a test opens runs against its clock."""
    city = sides["市"].rows
    QuarterlyReport.objects.update(
        state="locked",
        submitted_by=city["municipal_reviewer"],
        submitted_at=clock.now(),
        locked_by=city["municipal_chief"],
        locked_at=clock.now(),
    )


def move_to(day, hour=9):
    at = datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)
    clock.move(actor=system_actor("test"), by=at - clock.now() + timedelta(seconds=1))


def tell():
    with acting_as(SYSTEM):
        return system_tell_deadlines.run()


def told() -> list[tuple[str, str]]:
    """(code, user name) of everything told."""
    names = dict(laid_out.User.objects.values_list("pk", "username"))
    rows = Notification.objects.values_list("code", "recipient_id")
    return sorted((code, names[person]) for code, person in rows)


def test_the_clocks_of_all_apps_are_known():
    assert set(deadlines.registered()) == {
        "tl_accreditation_reply", "tl_appeal_accept", "tl_appeal_reply", "tl_change_lead",
        "tl_change_reply", "tl_correction_reply", "tl_filing_reply", "tl_late_reply",
        "tl_person_correction",
        "tl_plan_close", "tl_plan_reply", "tl_programme_reply", "tl_qualification_reply",
        "tl_registration_reply",
        "tl_report_due", "tl_second_reading", "tl_site_visit", "tl_start_up_follow_up",
        "tl_verification",
    }  # fmt: skip


def test_the_chief_is_told_to_close_a_year_that_is_over(world):
    plan = world["甲"].annual_plan
    AnnualPlanVersion.objects.filter(pk=plan.pk).update(
        year=2026, number="P2026-v1", state="published", published_on=date(2026, 1, 1)
    )
    move_to(date(2027, 1, 30))
    tell()
    chief = world["市"].rows["municipal_chief"].username
    assert told() == [("deadline_near", chief)]


def test_a_filing_is_told_two_working_days_before_and_when_over(world):
    side = world["甲"]
    TrainingClass.objects.filter(pk=side.training_class.pk).update(
        state="filed", reply_due_on=FRIDAY, is_announced=False
    )
    move_to(FRIDAY - timedelta(days=3))
    assert tell() == 0
    move_to(FRIDAY - timedelta(days=2))
    assert [tell(), tell()] == [1, 1]
    assert told() == [("deadline_near", "reviewer.1")]
    message = Notification.objects.get()
    assert str(message) == "班期C101将于2027-03-12到期。"
    assert message.link == f"/admin/programs/trainingclass/{side.training_class.pk}/change/"
    move_to(FRIDAY, hour=10)
    tell()
    assert len(told()) == 1, "on its last day it is not over"
    move_to(FRIDAY + timedelta(days=3))
    assert [tell(), tell()] == [1, 1]
    assert told() == [
        ("deadline_near", "reviewer.1"),
        ("deadline_over", "city.municipal_chief"),
        ("deadline_over", "reviewer.1"),
    ]


def test_a_weekend_between_is_not_counted(world):
    monday = FRIDAY + timedelta(days=3)
    TrainingClass.objects.filter(pk=world["甲"].training_class.pk).update(
        state="filed", reply_due_on=monday, is_announced=False
    )
    move_to(FRIDAY - timedelta(days=2))
    assert tell() == 0
    move_to(FRIDAY - timedelta(days=1))
    assert tell() == 1


def test_a_missed_warning_is_caught_up(world):
    TrainingClass.objects.filter(pk=world["甲"].training_class.pk).update(
        state="filed", reply_due_on=FRIDAY, is_announced=False
    )
    move_to(FRIDAY + timedelta(days=7))
    tell()
    assert {code for code, _name in told()} == {"deadline_over"}


def test_an_answered_filing_is_told_no_more(world):
    TrainingClass.objects.filter(pk=world["甲"].training_class.pk).update(reply_due_on=FRIDAY)
    move_to(FRIDAY)
    assert tell() == 0


def test_a_programme_is_the_city_s_to_answer(world):
    submitted = datetime(2027, 3, 1, 10, tzinfo=SHANGHAI)  # ten working days: 15 March
    Programme.objects.filter(pk=world["甲"].draft_programme.pk).update(
        state="submitted", submitted_at=submitted
    )
    move_to(date(2027, 3, 11))
    tell()
    assert told() == [("deadline_near", "city.municipal_reviewer")]


def test_a_report_waits_for_the_reviewer_and_then_for_the_chief(world):
    report = world["市"].rows["city_report"]
    QuarterlyReport.objects.filter(pk=report.pk).update(quarter="2026Q4", state="draft")
    move_to(date(2027, 1, 19))  # due on the 20th
    tell()
    assert told() == [("deadline_near", "city.municipal_reviewer")]
    QuarterlyReport.objects.filter(pk=report.pk).update(state="submitted")
    tell()
    assert told() == [
        ("deadline_near", "city.municipal_chief"), ("deadline_near", "city.municipal_reviewer"),
    ]  # fmt: skip


def test_a_clock_that_fails_stops_no_other(world, monkeypatch):
    def broken(until):
        raise RuntimeError

    monkeypatch.setitem(deadlines._clocks, "tl_filing_reply", broken)
    submitted = datetime(2027, 3, 1, 10, tzinfo=SHANGHAI)
    Programme.objects.filter(pk=world["甲"].draft_programme.pk).update(
        state="submitted", submitted_at=submitted
    )
    move_to(date(2027, 3, 11))
    assert tell() == 1


def test_enrolments_to_verify_are_told_once_for_a_class(world):
    """The institution before the seat is given back, with its district when it is over."""
    side = world["甲"]
    move_to(FRIDAY - timedelta(days=8))
    Enrolment.objects.filter(pk=side.enrolment.pk).update(
        state="pending", enrolled_at=clock.now(), first_signed_in_at=None
    )
    move_to(FRIDAY - timedelta(days=7))
    assert tell() == 1
    assert told() == [("deadline_near", "admin.1")]
    message = Notification.objects.get()
    assert (
        message.link == f"/workspace/classes/{side.training_class.number}/enrolments/?state=pending"
    )
    assert str(message) == "待核验报名C101将于2027-03-09到期。"
