"""An appeal against a refused class filing: it comes back for completion with its filing date."""

from datetime import timedelta

import pytest

from core import clock
from core.calendar import add_working_days
from core.models import Notification
from core.refusals import Refused
from core.tenancy.scope import OWNER, SYSTEM, acting_as
from policies.queries import last_moment
from programs.models import TrainingClass
from programs.services.advance import advance
from programs.services.classes import create_class
from tests import world as laid_out
from tests.programs.timetables import monday, plan
from tests.supervision.appealing import Case, come_to, does


@pytest.fixture
def case(db):
    with acting_as(OWNER):
        world = laid_out.make_world()
        Notification.objects.all().delete()
        yield Case(world)


@pytest.fixture
def upheld(case):
    """A filing the district refused, reopened long after its first day was over."""
    side, school = case.side, case.school
    with acting_as(school.scope):
        draft = create_class(
            actor=school, programme=side.programme, name="班", venue=side.venue, seats=9
        )
        plan(draft, actor=school, side=side, first_day=monday())
    row = does(draft, "file", school, undertaking=True)
    row = does(row, "refuse", case.district, reason_code="filing_late", reason="x")
    come_to(add_working_days(row.starts_on, 3))
    appeal = does(case.appeal(row), "take_up", case.colleague)
    does(appeal, "uphold", case.chief, reason="首次备案并未逾期")
    return row


def now(row) -> TrainingClass:
    return TrainingClass.objects.get(pk=row.pk)


def advanced(row) -> str:
    """The state after the timetable has run."""
    with acting_as(SYSTEM):
        advance()
    return now(row).state


def test_it_comes_back_for_completion_and_keeps_its_filing_date(case, upheld):
    back = now(upheld)
    assert (back.state, back.filed_on, back.starts_on) == (
        "returned", upheld.filed_on, upheld.starts_on,
    )  # fmt: skip
    assert not back.sessions.held().exists(), "teacher and room were freed by the refusal"
    assert advanced(upheld) == "returned", "a first day that was refused begins nothing"
    with acting_as(case.school.scope):
        plan(back, actor=case.school, side=case.side, first_day=monday())
    again = does(now(upheld), "file", case.school, undertaking=True)
    assert (again.state, again.filed_on) == ("filed", upheld.filed_on)


def test_it_lapses_when_it_is_not_completed_in_time(upheld):
    due = last_moment("tl_completion_of_papers", clock.today())
    come_to(due)
    assert advanced(upheld) == "returned"
    come_to(due + timedelta(days=1))
    assert advanced(upheld) == "cancelled"


def test_whoever_reviewed_the_filing_decides_no_appeal_about_it(case):
    """The district's reviewer, who has meanwhile become a chief."""
    side, school = case.side, case.school
    with acting_as(school.scope):
        draft = create_class(
            actor=school, programme=side.programme, name="班", venue=side.venue, seats=9
        )
        plan(draft, actor=school, side=side, first_day=monday())
    row = does(draft, "file", school, undertaking=True)
    row = does(row, "refuse", case.district, reason_code="filing_late", reason="x")
    appeal = case.appeal(row)
    promoted = laid_out.Actor(case.district.user_id, case.chief.organization_id, "municipal_chief",
                              face="city")  # fmt: skip
    with pytest.raises(Refused) as refused:
        does(appeal, "take_up", promoted)
    assert refused.value.code == "same_reviewer"
