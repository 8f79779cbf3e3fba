"""An apprenticeship from the draft to its end: who may, every condition, the weeks, the facts."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from core.access import Actor
from core.calendar import add_months
from core.enums import Face, Role
from core.models import Notification
from core.refusals import Refused
from core.tenancy.scope import AUTH, OWNER, SYSTEM, acting_as
from core.workflow import available_moves, perform
from organizations.enums import Standing
from organizations.models import Organization
from policies.models import Decision
from tests import world as laid_out
from tests.core.files.makers import pdf
from tests.rows.plans_of_apprentices import enterprise_actor
from trainees.apprentice_checks import whole_months
from trainees.apprentice_facts import facts_of_plan, monday_of
from trainees.models import Apprentice, ApprenticeLog, ApprenticePlan, Employment
from trainees.services import apprenticeships
from trainees.services.apprentice_logs import write_week
from trainees.services.apprentices import (
    add_apprentice,
    change_mentors,
    drop_apprentice,
    leave_early,
    update_apprentice,
)
from trainees.services.apprenticeships import create_plan, update_plan

FIRST = date(2027, 1, 4)  # a Monday
LAST = date(2028, 1, 3)


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def side(db):
    """The side's enterprise with a mentor, without the plans of the world."""
    with acting_as(OWNER):
        side = laid_out.make_world()["甲"]
        ApprenticeLog.objects.all().delete()
        Apprentice.objects.all().delete()
        ApprenticePlan.objects.all().delete()
        side.rows["own_mentor"] = laid_out.member("own.mentor", "师傅", side.firm, Role.MENTOR)
    return side


@pytest.fixture
def boss(side):
    return enterprise_actor(side)


@pytest.fixture
def officer(side):
    return laid_out.district_actor(side)


def mentor_actor(side, user, unit) -> Actor:
    return Actor(user.pk, unit.pk, Role.MENTOR, side.district.pk, Face.ORGANIZATION)


def drafted(side, boss, **other) -> ApprenticePlan:
    facts = {
        "institution": side.organization, "occupation": side.programme.occupation, "level": "4",
        "starts_on": FIRST, "ends_on": LAST, **other,
    }  # fmt: skip
    with acting_as(boss.scope):
        return create_plan(actor=boss, **facts)


def put(side, boss, plan, **other) -> Apprentice:
    """The side's worker as an apprentice with everything that is needed."""
    facts = {
        "employment": side.employee, "contract_number": "HT-01", "contract_from": FIRST,
        "contract_until": LAST, "enterprise_mentor": side.own_mentor.pk,
        "institution_mentor": side.mentor.pk,
        "contract": SimpleUploadedFile("合同.pdf", pdf(), "application/pdf"), **other,
    }  # fmt: skip
    with acting_as(boss.scope):
        return add_apprentice(plan, actor=boss, **facts)


def make(plan, name, actor, **given) -> ApprenticePlan:
    with acting_as(actor.scope):
        return perform(type(plan).objects.get(pk=plan.pk), name, actor=actor, **given)


def running(side, boss, officer) -> tuple[ApprenticePlan, Apprentice]:
    """A plan that was approved and has begun; the clock stands on its first day."""
    plan = drafted(side, boss)
    row = put(side, boss, plan)
    make(plan, "file", boss)
    make(plan, "approve", officer)
    with on(FIRST), acting_as(SYSTEM):
        assert apprenticeships.advance() == 1
    return plan, row


def on(day):
    """The clock at noon of a day."""
    return clock.at(datetime(day.year, day.month, day.day, 4, tzinfo=UTC))


def refused(step) -> Refused:
    with pytest.raises(Refused) as caught:
        step()
    return caught.value


def told(code) -> set[int]:
    with acting_as(OWNER):
        return set(Notification.objects.filter(code=code).values_list("recipient_id", flat=True))


def state(plan) -> str:
    with acting_as(OWNER):
        return ApprenticePlan.objects.get(pk=plan.pk).state


def test_a_plan_goes_from_the_draft_to_its_end(side, boss, officer):
    plan = drafted(side, boss)
    row = put(side, boss, plan)
    assert (row.enterprise_mentor_name, row.institution_mentor_name) == ("师傅", "密甲导师")
    filed = make(plan, "file", boss)
    assert (filed.state, side.reviewer.pk in told("work_new")) == ("filed", True)
    make(plan, "approve", officer)
    everybody = {side.boss.pk, side.admin.pk, side.own_mentor.pk, side.mentor.pk, side.worker.pk}
    assert told("record_approved") >= everybody
    with acting_as(SYSTEM):
        assert apprenticeships.advance() == 0, "not before its day"
        with on(FIRST):
            assert (apprenticeships.advance(), state(plan)) == (1, "running")
        with on(LAST):
            assert apprenticeships.advance() == 0, "the last day is part of it"
        with on(LAST + timedelta(days=1)):
            assert (apprenticeships.advance(), state(plan)) == (1, "finished")
    assert told("plan_finished") == {side.boss.pk}
    with acting_as(OWNER):
        due = Notification.objects.get(code="plan_finished").context["due"]
        assert due == f"{LAST + timedelta(days=90):%Y-%m-%d}"
        assert not Apprentice.objects.get(pk=row.pk).is_live
        outcomes = Decision.objects.filter(process="apprenticeship plan", object_id=plan.pk)
        assert [one.outcome for one in outcomes] == ["granted"]


def test_every_condition_that_is_not_met_is_told_with_clause_and_way_out(side, boss):
    plan = drafted(side, boss)
    assert refused(lambda: make(plan, "file", boss)).code == "apprentices_missing"
    with acting_as(OWNER):
        Employment.objects.filter(pk=side.employee.pk).update(until=FIRST + timedelta(days=30))
    put(
        side, boss, plan, contract_until=add_months(FIRST, 11) - timedelta(days=1), contract=None,
        institution_mentor=None,
    )  # fmt: skip
    answer = refused(lambda: make(plan, "file", boss))
    assert [check.code for check in answer.errors] == [
        "contract_too_short", "contract_outside_plan", "contract_paper_missing",
        "apprentice_not_employed", "mentors_missing",
    ]  # fmt: skip
    assert answer.errors[0].detail == "至少 12 个月；合同 HT-01 (11)"
    assert answer.errors[0].clause == "《企业新型学徒制培训规定（示例）》第二条"
    assert all(check.remedy for check in answer.errors)
    assert state(plan) == "draft"


def test_a_contract_of_twelve_months_to_the_day_is_long_enough(side, boss):
    plan = drafted(side, boss, ends_on=date(2028, 1, 3))
    put(side, boss, plan, contract_until=date(2028, 1, 3))
    assert make(plan, "file", boss).state == "filed"


def test_the_district_returns_and_the_enterprise_files_again(side, boss, officer):
    plan = drafted(side, boss)
    row = put(side, boss, plan)
    make(plan, "file", boss)
    make(plan, "return", officer, reason_code="document_missing", reason="缺签字页")
    assert told("record_returned") == {side.boss.pk} | told("record_returned")
    with acting_as(boss.scope):
        changed = update_apprentice(row, actor=boss, contract_number="HT-02")
    assert changed.contract_number == "HT-02"
    assert make(plan, "file", boss).state == "filed"
    make(plan, "refuse", officer, reason_code="apprentice_not_employed", reason="未缴社保")
    assert (state(plan), refused(lambda: make(plan, "file", boss)).code) == (
        "refused", "wrong_state",
    )  # fmt: skip


def test_who_filed_or_trains_does_not_answer(side, boss, officer):
    plan = drafted(side, boss)
    put(side, boss, plan)
    make(plan, "file", boss)
    for own in (side.firm, side.organization):
        actor = Actor(
            officer.user_id, own.pk, Role.DISTRICT_REVIEWER, side.district.pk, Face.DISTRICT
        )
        assert refused(lambda a=actor: make(plan, "approve", a)).code == "same_reviewer"
    with acting_as(boss.scope):
        seen = ApprenticePlan.objects.visible_to(boss).get()
        assert set(available_moves(seen, boss)) == set(), "a filed plan waits for the district"


def test_what_no_longer_holds_keeps_it_from_being_approved(side, boss, officer):
    plan = drafted(side, boss)
    put(side, boss, plan)
    make(plan, "file", boss)
    with acting_as(OWNER):
        Employment.objects.filter(pk=side.employee.pk).update(until=FIRST)
        Organization.objects.filter(pk=side.organization.pk).update(standing=Standing.SUSPENDED)
    answer = refused(lambda: make(plan, "approve", officer))
    assert [one.code for one in answer.errors] == [
        "accreditation_missing", "apprentice_not_employed",
    ]  # fmt: skip


def test_a_person_has_one_live_apprenticeship_in_whichever_enterprise(side, boss, officer):
    plan = drafted(side, boss)
    row = put(side, boss, plan)
    make(plan, "file", boss)
    other = drafted(side, boss)
    put(side, boss, other)
    assert refused(lambda: make(other, "file", boss)).code == "apprenticed_already"
    make(plan, "return", officer, reason_code="document_missing", reason="缺页")
    with acting_as(boss.scope):
        drop_apprentice(row, actor=boss)
    assert make(other, "file", boss).state == "filed"


def test_two_mentors_of_the_two_units_and_never_the_apprentice(side, boss):
    plan = drafted(side, boss)
    for given_mentors in (
        {"enterprise_mentor": side.mentor.pk},  # of the other unit
        {"institution_mentor": side.second_mentor.pk},  # of a third
    ):
        assert refused(lambda m=given_mentors: put(side, boss, plan, **m)).code == "mentors_missing"
    with acting_as(OWNER):
        laid_out.add_membership(
            actor=laid_out.ACTOR, user=side.own_mentor, organization=side.organization,
            role=Role.MENTOR,
        )  # fmt: skip
    both = {"institution_mentor": side.own_mentor.pk}
    assert refused(lambda: put(side, boss, plan, **both)).code == "mentors_not_two"
    row = put(side, boss, plan)
    assert refused(lambda: put(side, boss, plan)).code == "apprentice_twice"
    with acting_as(boss.scope):
        answer = refused(lambda: change_mentors(row, actor=boss, enterprise_mentor=1))
    assert answer.code == "wrong_state", "in a draft they are edited with the contract"


def test_with_another_institution_its_mentors_are_named_anew(side, boss):
    plan = drafted(side, boss)
    row = put(side, boss, plan)
    with acting_as(boss.scope):
        update_plan(plan, actor=boss, institution=side.partner)
        row.refresh_from_db()
    found = (row.institution_id, row.institution_mentor_id, row.enterprise_mentor_id)
    assert found == (side.partner.pk, None, side.own_mentor.pk)


def test_the_week_is_written_by_the_apprentice_and_confirmed_by_a_mentor(side, boss, officer):
    _plan, row = running(side, boss, officer)
    worker = laid_out.worker_actor(side)
    master = mentor_actor(side, side.own_mentor, side.firm)
    teacher = mentor_actor(side, side.mentor, side.organization)
    with on(FIRST + timedelta(days=8)):
        log = write(worker, row, FIRST)
        assert refused(lambda: write(worker, row, FIRST)).code == "week_written"
        ahead = FIRST + timedelta(days=14)
        assert refused(lambda: write(worker, row, ahead)).code == "week_outside_plan"
        stranger = mentor_actor(side, side.second_mentor, side.partner)
        with acting_as(OWNER):
            seen = ApprenticeLog.objects.get()
            answer = refused(lambda: perform(seen, "confirm", actor=stranger))
        assert answer.code == "not_allowed"
        make(log, "return", master, reason="周三请假，实为四天")
        assert told("apprentice_log_returned") == {side.worker.pk}
        with acting_as(worker.scope):
            own = ApprenticeLog.objects.visible_to(worker).get()
            perform(own, "rewrite", actor=worker, work_days=4, lessons=6, learnt="平焊")
        done = make(log, "confirm", teacher)
        assert (done.state, done.confirmed_name, done.work_days) == ("confirmed", "密甲导师", 4)
        assert refused(lambda: make(log, "rewrite", worker)).code == "wrong_state"


def write(worker, row, monday) -> ApprenticeLog:
    with acting_as(worker.scope):
        own = Apprentice.objects.visible_to(worker).select_related("plan").get(pk=row.pk)
        return write_week(
            own, actor=worker, week_on=monday, work_days=5, lessons=6, learnt="平焊、立焊"
        )


def test_the_facts_for_advance_and_settlement(side, boss, officer):
    plan, row = running(side, boss, officer)
    worker, master = laid_out.worker_actor(side), mentor_actor(side, side.own_mentor, side.firm)
    half = add_months(FIRST, 6)
    with on(half), acting_as(worker.scope):
        write(worker, row, FIRST)
        log = write(worker, row, FIRST + timedelta(days=7))
        make(log, "confirm", master)
    with acting_as(OWNER), on(half):
        found = facts_of_plan(ApprenticePlan.objects.get(pk=plan.pk))
        (one,) = found.apprentices
        assert (found.planned_person_years, found.commitment_basis) == (1, Decimal("5000.00"))
        assert (found.contracts_in_force, one.months, one.person_years) == (1, 6, Decimal("0.5"))
        assert (one.logged, one.confirmed, one.lessons, one.left_early) == (2, 1, 6, None)
    with acting_as(boss.scope), on(half):
        far = half + timedelta(days=1)
        answer = refused(lambda: leave_early(row, actor=boss, left_on=far, left_reason="辞职"))
        assert answer.code == "left_outside_plan"
        leave_early(row, actor=boss, left_on=half, left_reason="辞职")
    with acting_as(OWNER), on(add_months(FIRST, 9)):
        found = facts_of_plan(ApprenticePlan.objects.get(pk=plan.pk))
        (one,) = found.left
        assert (one.months, one.left_early, one.apprentice.left_reason) == (6, half, "辞职")
        assert found.contracts_in_force == 0


def test_a_plan_that_is_cancelled_ends_for_everybody_on_that_day(side, boss, officer):
    plan, row = running(side, boss, officer)
    with on(add_months(FIRST, 3)):
        make(plan, "cancel", boss, reason="停产")
        with acting_as(OWNER):
            found = facts_of_plan(ApprenticePlan.objects.get(pk=plan.pk))
            assert (state(plan), found.apprentices[0].months) == ("cancelled", 3)
            assert not Apprentice.objects.get(pk=row.pk).is_live
    assert told("plan_finished") == {side.boss.pk}


@given(st.dates(date(2024, 1, 1), date(2027, 12, 31)), st.integers(0, 40), st.integers(0, 27))
def test_whole_months_are_those_that_fit(first, months, days):
    """As many as fit, both days included: never more than the days hold, nor one less."""
    last = add_months(first, months) + timedelta(days=days) - timedelta(days=1)
    found = whole_months(first, last)
    assert add_months(first, found) <= last + timedelta(days=1) < add_months(first, found + 1)


def test_every_page_of_every_role_opens_and_does_what_it_says(side, boss, officer, client):
    plan = drafted(side, boss)
    with acting_as(AUTH):
        client.force_login(side.boss)
    page = f"/workspace/apprentice-plans/{plan.number}/"
    given_form = {
        "employment": side.employee.pk, "contract_number": "HT-09", "contract_from": FIRST,
        "contract_until": LAST, "enterprise_mentor": side.own_mentor.pk,
        "institution_mentor": side.mentor.pk,
        "contract": SimpleUploadedFile("合同.pdf", pdf(), "application/pdf"),
    }  # fmt: skip
    assert client.post(f"{page}apprentices/new/", given_form).url == page
    with acting_as(OWNER):
        row = Apprentice.objects.get()
    own = f"/workspace/apprentices/{row.pk}/"
    assert "HT-09" in client.get(own).content.decode()
    assert client.get(f"/papers/apprentices/{row.pk}/").status_code == 200
    changed = {name: value for name, value in given_form.items() if name != "contract"}
    assert client.post(f"{own}edit/", changed | {"contract_number": "HT-10"}).url == own
    assert "HT-10" in client.get(own).content.decode()
    assert client.post(f"{own}drop/").url == page
    assert client.post(f"{page}apprentices/new/", changed).url == page
    assert client.get(f"{page}edit/").status_code == 200


def test_the_worker_writes_on_the_phone_and_the_mentor_confirms(side, boss, officer, client):
    plan, row = running(side, boss, officer)
    with acting_as(OWNER):
        monday = monday_of(clock.today())
        ApprenticePlan.objects.filter(pk=plan.pk).update(starts_on=monday)
    with acting_as(AUTH):
        client.force_login(side.worker)
    place = f"/account/apprenticeships/{row.pk}/"
    assert "还有 1 周未填写" in client.get("/account/").content.decode()
    week = {"week_on": f"{monday}", "work_days": 3, "lessons": 4, "learnt": "划线"}
    assert client.post(f"{place}week/", week).url == place
    assert "待导师确认" in client.get(place).content.decode()
    with acting_as(AUTH):
        client.force_login(side.own_mentor)
    home = client.get("/workspace/").content.decode()
    with acting_as(OWNER):
        log = ApprenticeLog.objects.get()
    assert f"/workspace/apprentices/weeks/{log.pk}/" in home
    assert "密甲学员" in client.get("/workspace/apprentices/").content.decode()
    assert client.post(f"/moves/trainees.apprenticelog/{log.pk}/confirm/").status_code == 302
    with acting_as(OWNER):
        assert ApprenticeLog.objects.get().state == "confirmed"
