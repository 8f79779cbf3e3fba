"""A filing over returns, who may answer it, and what a new class needs."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import transaction

from core import clock
from core.access import Actor, system_actor
from core.calendar import add_working_days
from core.enums import Role
from core.models import Notification
from core.refusals import Refused
from core.tenancy.scope import OWNER, acting_as
from core.workflow import perform
from organizations.models import Organization
from programs.checks import filing_checks
from programs.models import Programme
from programs.services.classes import create_class
from tests.programs.timetables import monday, plan


def come_to(day) -> None:
    with acting_as(OWNER):
        clock.move(actor=system_actor("test"), by=day - clock.today())


@pytest.fixture
def returned(draft, school, side, reviewer):
    """A class filed today for a Monday in six weeks, and sent back."""
    plan(draft, actor=school, side=side, first_day=monday())
    row = perform(draft, "file", actor=school, undertaking=True)
    with acting_as(reviewer.scope):
        row = perform(row, "return", actor=reviewer, reason_code="document_missing", reason="x")
    with acting_as(school.scope):
        yield row


def test_the_lead_is_counted_from_the_first_filing(returned, school):
    filed_on = returned.filed_on
    come_to(add_working_days(returned.starts_on, -5))
    again = perform(returned, "file", actor=school, undertaking=True)
    assert (again.state, again.filed_on) == ("filed", filed_on)


def test_but_not_once_the_first_day_has_come(returned, school):
    come_to(returned.starts_on)
    with pytest.raises(Refused) as refused:
        perform(returned, "file", actor=school, undertaking=True)
    assert refused.value.code == "filing_after_start"


def test_the_lead_shows_its_figures(draft, school, side):
    """Counted by hand over Spring Festival 2027: 19–15, 12, 11, then 4, 3 and 2 February."""
    plan(draft, actor=school, side=side, first_day=date(2027, 2, 22))
    draft.refresh_from_db()
    assert lead(draft, date(2027, 2, 2)).passed
    late = lead(draft, date(2027, 2, 3))
    assert not late.passed
    for figure in ("2027-02-22", " 10 ", "2027-02-02", "2027-02-03"):
        assert figure in late.detail


def lead(draft, on):
    (check,) = [c for c in filing_checks(draft, on) if c.code == "filing_late"]
    return check


@pytest.mark.parametrize("forged", [{"user_id": True}, {"organization_id": True}])
def test_whoever_filed_answers_nothing(draft, school, side, reviewer, forged):
    plan(draft, actor=school, side=side, first_day=monday())
    perform(draft, "file", actor=school, undertaking=True)
    same = {name: getattr(school, name) for name in forged}
    facts = {"user_id": reviewer.user_id, "organization_id": reviewer.organization_id, **same}
    judge = Actor(**facts, role=Role.DISTRICT_REVIEWER, district_id=reviewer.district_id)
    for move in ("approve", "return", "refuse"):
        given = {} if move == "approve" else {"reason_code": "document_missing", "reason": "x"}
        with acting_as(OWNER), pytest.raises(Refused) as refused, transaction.atomic():
            perform(draft, move, actor=judge, **given)
        assert refused.value.code == "same_reviewer"


def test_the_accreditation_covers_the_last_session(draft, school, side):
    plan(draft, actor=school, side=side, first_day=monday())
    draft.refresh_from_db()
    with acting_as(OWNER):
        unit = Organization.objects.filter(pk=side.organization.pk)
        for until, passed in ((draft.ends_on, True), (draft.ends_on - timedelta(days=1), False)):
            unit.update(accredited_until=until)
            draft.organization.refresh_from_db()
            (check,) = [
                c for c in filing_checks(draft, clock.today()) if c.code == "accreditation_missing"
            ]
            assert check.passed == passed
            assert str(until) in check.detail
            assert str(draft.ends_on) in check.detail


def test_a_suspended_unit_makes_no_class(side, school):
    with acting_as(OWNER):
        Organization.objects.filter(pk=side.organization.pk).update(standing="suspended")
        programme = Programme.objects.get(pk=side.programme.pk)
    with acting_as(school.scope), pytest.raises(Refused) as refused:
        create_class(actor=school, programme=programme, name="班", venue=side.venue, seats=9)
    assert refused.value.code == "accreditation_missing"


def test_a_suspended_programme_takes_no_filing(draft, school, side):
    plan(draft, actor=school, side=side, first_day=monday())
    with acting_as(OWNER):
        Programme.objects.filter(pk=side.programme.pk).update(state="suspended")
    draft.refresh_from_db()
    with pytest.raises(Refused) as refused:
        perform(draft, "file", actor=school, undertaking=True)
    assert refused.value.code == "programme_not_listed"


def test_everybody_is_told(draft, school, side, reviewer):
    plan(draft, actor=school, side=side, first_day=monday())
    row = perform(draft, "file", actor=school, undertaking=True)
    with acting_as(reviewer.scope):
        perform(row, "refuse", actor=reviewer, reason_code="filing_late", reason="x")
    with acting_as(OWNER):
        told = {
            (n.code, n.recipient_id)
            for n in Notification.objects.filter(context__number=row.number)
        }
    assert told == {("work_new", reviewer.user_id), ("record_refused", school.user_id)}


@pytest.mark.parametrize("behind", ["the filing", "the answer"])
def test_a_deputy_and_the_member_count_as_one_person(draft, school, side, reviewer, behind):
    """SD01: neither did the reviewer file through a deputy, nor does the filer answer as one."""
    filer = school if behind == "the answer" else replace(school, deputy_for=reviewer.user_id)
    judge = replace(reviewer, deputy_for=school.user_id) if filer is school else reviewer
    plan(draft, actor=school, side=side, first_day=monday())
    perform(draft, "file", actor=filer, undertaking=True)
    with acting_as(judge.scope), pytest.raises(Refused) as refused, transaction.atomic():
        perform(draft, "approve", actor=judge)
    assert refused.value.code == "same_reviewer"
    with acting_as(reviewer.scope):
        other = replace(reviewer, user_id=side.bureau_deputy.deputy_user_id)
        assert perform(draft, "approve", actor=other).state == "approved"
