"""Employees: imported with their days, ended, and the only ones an in-house class is for."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock, imports
from core.enums import Role
from core.models import AuditEntry
from core.refusals import Refused
from core.spreadsheets import read
from core.tenancy.scope import OWNER, acting_as
from core.workflow import perform
from organizations.models import Membership, Organization
from programs.models import Programme, TrainingClass
from tests import rosters
from tests import world as laid_out
from tests.entering import Entrance
from tests.trainees.test_seat_race import newcomer
from tests.trainees.test_waiting import join
from trainees import roster_rows
from trainees.employee_sheet import employee_sheet
from trainees.models import Employment, Enrolment, Trainee
from trainees.services.employment import end_employment, load_employees
from trainees.services.roster import check_roster, import_roster

SINCE = date(2020, 1, 6)


@pytest.fixture
def side(world):
    """A class in house of an enterprise, a month ahead."""
    made = world["甲"]
    with acting_as(OWNER):
        first = clock.today() + timedelta(days=30)
        TrainingClass.objects.filter(pk=made.training_class.pk).update(
            starts_on=first, ends_on=first, seats=50, seats_taken=1
        )
        Programme.objects.filter(pk=made.programme.pk).update(
            training_type="enterprise", setting="in_house"
        )
        Organization.objects.filter(pk=made.organization.pk).update(kind="enterprise")
        made.training_class.refresh_from_db()
    return made


@pytest.fixture
def enterprise(side):
    return laid_out.unit_actor(side, Role.ENTERPRISE_ADMIN)


def row(n, **changes) -> dict:
    """The n-th employee as a file gives them."""
    number = rosters.identity(n)
    return {
        "name": f"学员{n}", "document_type": "citizen_id", "identity_number": number,
        "phone": f"13{n:09d}", "department": "焊接车间", "since": SINCE, **changes,
    }  # fmt: skip


def load(actor, *rows) -> int:
    with acting_as(actor.scope):
        return load_employees(list(rows), actor=actor)


def first_day(side):
    return side.training_class.starts_on


def refused(step) -> Refused:
    with pytest.raises(Refused) as caught:
        step()
    return caught.value


def test_employees_are_stored_all_or_none_and_known_ones_written_anew(side, enterprise):
    assert load(enterprise, row(1), row(2)) == 2
    assert load(enterprise, row(1, department="装配车间", until=date(2099, 1, 1))) == 1
    wrong = lambda: load(enterprise, row(3), row(1, name="别人"))  # noqa: E731
    assert refused(wrong).code == "real_name_not_verified"
    back = row(1, since=date(2100, 1, 1))
    assert load(enterprise, back) == 1, "somebody who comes back has another period"
    overlap = lambda: load(enterprise, row(1, since=date(2021, 1, 1)))  # noqa: E731
    answer = refused(overlap)
    assert (answer.code, answer.detail) == ("employment_overlaps", "学*1")
    assert load(enterprise, row(2, since=date(2021, 1, 1))) == 1, "a wrong first day is corrected"
    unit = laid_out.unit_actor(side)
    assert refused(lambda: load(unit, row(4))).code == "not_allowed"
    with acting_as(OWNER):
        own = Employment.objects.filter(department__endswith="车间").exclude(since__year=2001)
        own = own.filter(since__year__lt=2100).order_by("name")
        told = [(one.name, one.department, one.until) for one in own]
        assert "name" not in AuditEntry.objects.filter(model="trainees.employment").first().after
    assert told == [("学员1", "装配车间", date(2099, 1, 1)), ("学员2", "焊接车间", None)]


def test_every_wrong_cell_of_the_file_is_told_and_the_import_is_declared(side, enterprise):
    load(enterprise, row(1))
    header = "姓名,证件类型,证件号码,手机号,部门,入职日期,离职日期"
    number = rosters.identity(1)
    lines = [
        f"别人,居民身份证,{number},13000000001,,2020-01-06,",
        f"学员2,居民身份证,{rosters.identity(2)},13000000002,,2020-01-06,2019-01-01",
        f"学员3,居民身份证,{rosters.identity(3)[:-1]}0,13000000003,,,",
    ]
    data = "\n".join([header, *lines]).encode()
    with acting_as(enterprise.scope):
        found = read(data, "职工.csv", employee_sheet(enterprise))
    told = [(e.row, e.code) for one in found.rows for e in one.errors]
    assert set(told) >= {
        (2, "real_name_not_verified"), (3, "days_reversed"), (4, "cell_required"),
    }  # fmt: skip
    assert imports.import_of("employees").roles == {Role.ENTERPRISE_ADMIN}


def employed(side, actor, **days) -> Employment:
    with acting_as(OWNER):
        person = Trainee.objects.get(user_id=actor.user_id)
        return Employment.objects.create(
            organization=side.organization, district=side.district, trainee=person,
            trainee_user_id=actor.user_id, name=person.name, masked_identity="x",
            recorded_at=clock.now(), **{"since": SINCE, **days},
        )  # fmt: skip


def test_only_who_works_there_on_the_first_day_joins_a_class_in_house(side):
    stranger, gone, here = (newcomer(n) for n in range(3))
    employed(side, gone, until=first_day(side) - timedelta(days=1))
    employed(side, here, until=first_day(side))
    for actor in (stranger, gone):
        answer = refused(lambda actor=actor: join(actor, side))
        (failure,) = answer.errors
        assert (answer.code, failure.clause_url[:10]) == ("not_employed", "/policies/")
        assert side.organization.name in failure.detail
    assert join(here, side).state == "confirmed"
    with acting_as(OWNER):
        Organization.objects.filter(pk=side.organization.pk).update(kind="institution")
    assert join(stranger, side).state == "confirmed", "an institution has no employees to ask for"
    with acting_as(OWNER):
        Organization.objects.filter(pk=side.organization.pk).update(kind="enterprise")
        Programme.objects.filter(pk=side.programme.pk).update(setting="with_institution")
    assert join(gone, side).state == "confirmed", "nothing is asked of other classes"


def test_a_roster_names_each_who_does_not_work_there(side, enterprise):
    data = rosters.as_csv(rosters.people(3, first=1))
    load(enterprise, row(1), row(2, until=date(2021, 1, 1)))
    with acting_as(enterprise.scope):
        roster = check_roster(
            side.training_class, actor=enterprise, data=data, file_name="名册.csv"
        )
        assert [(e["row"], e["code"]) for e in roster.errors] == [
            (3, "not_employed"), (4, "not_employed"),
        ]  # fmt: skip
    load(enterprise, row(2, until=None), row(3))
    with acting_as(enterprise.scope):
        whole = check_roster(side.training_class, actor=enterprise, data=data, file_name="名册.csv")
        assert whole.bad_count == 0
    with acting_as(OWNER):
        Employment.objects.filter(name="学员3").update(until=date(2021, 1, 1))
    with acting_as(enterprise.scope):
        answer = refused(lambda: import_roster(whole, actor=enterprise))
    assert [(e.code, "4" in e.detail) for e in answer.errors] == [("not_employed", True)]
    with acting_as(OWNER):
        Employment.objects.filter(name="学员3").update(until=None)
    with acting_as(enterprise.scope):
        assert import_roster(whole, actor=enterprise).imported_count == 3
    with acting_as(OWNER):
        assert Enrolment.objects.filter(source="roster").count() == 3


@pytest.fixture
def page(side, world, client):
    """The pages as the enterprise's administrator."""
    with acting_as(OWNER):
        Membership.objects.filter(user=side.admin, organization=side.organization).update(
            role=Role.ENTERPRISE_ADMIN
        )
    return Entrance(client, world).as_role("institution_admin")


def test_the_pages_show_the_own_employees_and_nobody_else_s(page, side, world):
    own, foreign = side.employment, world["乙"].employment
    listed = page.get("/workspace/employees/").content.decode()
    assert (own.name in listed, foreign.name in listed, "导入" in listed) == (True, False, True)
    assert page.get("/workspace/employees/?on=2026-01-01").context["objects"] == []
    assert own.department in page.get(f"/workspace/employees/{own.pk}/").content.decode()
    for rest in ("", "end/"):
        assert page.get(f"/workspace/employees/{foreign.pk}/{rest}").status_code == 404
    answer = page.post(f"/workspace/employees/{own.pk}/end/", {"until": "2002-06-30"})
    assert answer["Location"] == f"/workspace/employees/{own.pk}/"
    with acting_as(OWNER):
        assert Employment.objects.get(pk=own.pk).until == date(2002, 6, 30)


def test_an_employment_is_ended_by_the_enterprise_alone(side, enterprise):
    load(enterprise, row(1))
    with acting_as(OWNER):
        one = Employment.objects.get(since=SINCE)
    for actor in (laid_out.unit_actor(side), laid_out.district_actor(side)):
        with acting_as(actor.scope):
            step = lambda actor=actor: end_employment(one, actor=actor, until=SINCE)  # noqa: E731
            assert refused(step).code == "not_allowed"
    with acting_as(enterprise.scope):
        early = lambda: end_employment(one, actor=enterprise, until=date(2019, 1, 1))  # noqa: E731
        assert refused(early).code == "valid_days_reversed"
        assert end_employment(one, actor=enterprise, until=SINCE).until == SINCE


def statements(actor, count, first) -> int:
    rows = [row(n) for n in range(first, first + count)]
    with acting_as(actor.scope), CaptureQueriesContext(connection) as asked:
        assert load_employees(rows, actor=actor) == count
    return len(asked)


def test_a_large_file_takes_as_many_statements_as_a_small_one(enterprise):
    few, many = statements(enterprise, 10, 100), statements(enterprise, 400, 1000)
    assert many == few, (few, many)
    few, many = statements(enterprise, 10, 100), statements(enterprise, 400, 1000)
    assert many == few, "nor when it moves the periods there are"


def test_the_periods_of_one_person_may_move_past_each_other(enterprise):
    load(enterprise, row(1, until=date(2021, 12, 31)), row(1, since=date(2022, 1, 1)))
    load(
        enterprise,
        row(1, since=date(2021, 6, 1), department="新"),
        row(1, until=date(2021, 5, 31)),
    )
    with acting_as(OWNER):
        own = Employment.objects.filter(name="学员1").order_by("since")
        assert list(own.values_list("since", "until", "department")) == [
            (SINCE, date(2021, 5, 31), "焊接车间"), (date(2021, 6, 1), None, "新"),
        ]  # fmt: skip


def test_a_file_with_two_names_of_one_number_is_refused(enterprise):
    twice = lambda: load(enterprise, row(1), row(1, name="别人", since=date(2023, 1, 1)))  # noqa: E731
    assert refused(twice).code == "real_name_not_verified"


def test_a_voided_period_counts_nowhere(side, enterprise, page):
    here = newcomer(0)
    one = employed(side, here)
    address = f"/workspace/employees/{one.pk}/"
    assert "作废记录" in page.get(address).content.decode()
    with acting_as(enterprise.scope):
        done = perform(one, "void", actor=enterprise, reason="录入错误")
        assert (done.state, done.voided_at is not None) == ("voided", True)
        ended = lambda: end_employment(one, actor=enterprise, until=SINCE)  # noqa: E731
        assert refused(ended).code == "wrong_state"
    assert page.get(f"{address}end/").status_code == 404
    assert "已作废" in page.get(address).content.decode()
    assert refused(lambda: join(here, side)).code == "not_employed"
    with acting_as(OWNER):
        person = Trainee.objects.get(user_id=here.user_id)
        key = (side.training_class.pk, person.pk)
        assert key not in roster_rows.employed_in([side.training_class.pk])
        entry = AuditEntry.objects.get(model="trainees.employment", verb="void")
        assert (entry.reason, entry.object_id) == ("录入错误", str(one.pk))
    again = employed(side, here)
    with acting_as(OWNER):
        assert (side.training_class.pk, person.pk) in roster_rows.employed_in(
            [side.training_class.pk]
        )
    school = laid_out.unit_actor(side)
    with acting_as(school.scope):
        foreign = lambda: perform(again, "void", actor=school, reason="x")  # noqa: E731
        assert refused(foreign).code == "not_allowed"
