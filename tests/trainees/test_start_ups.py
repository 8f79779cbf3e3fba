"""A business started after a course: linked by its code, looked up, asked after, added up."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from core import clock
from core.identifiers.uscc import check_character
from core.models import Notification
from core.refusals import Refused
from core.tenancy.scope import AUTH, OWNER, SYSTEM, acting_as
from core.workflow import perform
from organizations import business_register
from programs.models import Programme, TrainingClass
from tests import world as laid_out
from trainees import business_list
from trainees.models import Enrolment, StartUp, StartUpFollowUp
from trainees.services.start_ups import advance, link_business, reply_due
from trainees.start_up_figures import Followed, start_ups, total, years

MONTHS = [6, 12]


def code(n) -> str:
    first = f"91210200MA0X{n:05d}"
    return first + check_character(first)


@pytest.fixture
def register():
    """A business register one fills: credit code → entry."""
    known: dict = {}
    business_register.provide("测试登记库", known.get)
    yield known
    business_register.provide(business_list.source, business_list.look_up)


@pytest.fixture
def side(db):
    """The worker has completed a start-up course that began two years ago."""
    with acting_as(OWNER):
        side = laid_out.make_world()["甲"]
        StartUpFollowUp.objects.all().delete()
        StartUp.objects.all().delete()
        course(side, "entrepreneurship")
        began = clock.today() - timedelta(days=730)
        TrainingClass.objects.filter(pk=side.training_class.pk).update(starts_on=began)
        Enrolment.objects.filter(pk=side.enrolment.pk).update(
            state="attending", first_signed_in_at=clock.now()
        )
    return side


def course(side, training_type):
    is_start_up = training_type == "entrepreneurship"
    Programme.objects.filter(pk=side.programme.pk).update(
        training_type=training_type, course_type="SYB" if is_start_up else "",
        occupation=None if is_start_up else laid_out.Occupation.objects.first(),
    )  # fmt: skip


@pytest.fixture
def worker(side):
    return laid_out.worker_actor(side)


@pytest.fixture
def school(side):
    return laid_out.unit_actor(side)


def linked(side, worker, *, n=1, ago=0, name="大连小店") -> StartUp:
    with acting_as(worker.scope):
        row = Enrolment.objects.get(pk=side.enrolment.pk)
        day = clock.today() - timedelta(days=ago)
        return link_business(row, actor=worker, uscc=code(n), name=name, registered_on=day)


def refusal(action) -> str:
    with pytest.raises(Refused) as refused:
        action()
    return refused.value.code


def run() -> int:
    with acting_as(SYSTEM):
        return advance()


def follow_ups(business) -> list[StartUpFollowUp]:
    with acting_as(OWNER):
        return list(business.follow_ups.order_by("month"))


def record(actor, row, name, **given):
    with acting_as(actor.scope):
        seen = StartUpFollowUp.objects.visible_to(actor).get(pk=row.pk)
        return perform(seen, name, actor=actor, **given)


def test_it_is_asked_after_six_and_twelve_months(side, worker):
    with acting_as(OWNER):
        TrainingClass.objects.update(starts_on=date(2026, 1, 1))
        last_of_august = clock.now().replace(year=2026, month=8, day=31)
    with clock.at(last_of_august):
        business = linked(side, worker)
    found = [(row.month, row.due_on, row.state) for row in follow_ups(business)]
    assert found == [
        (6, date(2027, 2, 28), "planned"), (12, date(2027, 8, 31), "planned"),
    ]  # fmt: skip


def test_founder_and_institution_are_asked_once_when_it_falls_due(side, worker):
    business = linked(side, worker, ago=200)
    assert (run(), run()) == (1, 0)
    first, second = follow_ups(business)
    assert (first.state, second.state) == ("due", "planned")
    with acting_as(OWNER):
        told = Notification.objects.filter(code="start_up_follow_up").order_by("recipient_id")
        assert sorted(told.values_list("recipient_id", flat=True)) == sorted(
            [side.admin.pk, side.worker.pk]
        )


def test_what_is_recorded_stands_with_who_recorded_it(side, worker, school):
    business = linked(side, worker, ago=400)
    assert run() == 2
    first, second = follow_ups(business)
    done = record(worker, first, "record_alive", jobs=4)
    assert (done.state, done.jobs, done.recorded_role) == ("alive", 4, "worker")
    assert refusal(lambda: record(school, first, "record_alive", jobs=9)) == "wrong_state"
    done = record(school, second, "record_closed", reason="已注销")
    assert (done.state, done.jobs, done.recorded_by_id) == ("closed", None, side.admin.pk)


def test_a_business_that_closed_is_not_asked_after_again(side, worker, school):
    business = linked(side, worker, ago=200)
    run()
    record(school, follow_ups(business)[0], "record_closed", reason="停业")
    assert [row.state for row in follow_ups(business)] == ["closed", "cancelled"]


def test_what_was_linked_by_mistake_is_taken_back_and_can_be_linked_again(side, worker):
    business = linked(side, worker, ago=200)
    assert refusal(lambda: linked(side, worker, ago=200)) == "start_up_linked"
    run()
    with acting_as(worker.scope):
        perform(business, "withdraw", actor=worker, reason="选错")
    assert [row.state for row in follow_ups(business)] == ["cancelled", "cancelled"]
    assert linked(side, worker, ago=200).number != business.number


@pytest.mark.parametrize(
    ("ago", "state", "training_type", "expected"),
    [
        (-1, "attending", "entrepreneurship", "start_up_ahead"),
        (731, "attending", "entrepreneurship", "start_up_before_course"),
        (0, "withdrawn", "entrepreneurship", "start_up_without_course"),
        (0, "attending", "key_group", "start_up_without_course"),
    ],
)
def test_only_what_was_started_after_a_start_up_course_counts(
    side, worker, ago, state, training_type, expected
):
    with acting_as(OWNER):
        course(side, training_type)
        left = {"withdrawn_at": clock.now()} if state == "withdrawn" else {}
        Enrolment.objects.filter(pk=side.enrolment.pk).update(state=state, **left)
    assert refusal(lambda: linked(side, worker, ago=ago)) == expected


def test_a_business_linked_later_is_due_from_the_day_it_is_asked_for(side, worker):
    business = linked(side, worker, ago=400)
    run()
    with acting_as(OWNER):
        today = clock.today()
        found = [(row.asked_on, reply_due(row)) for row in business.follow_ups.all()]
    assert found == [(today, today + timedelta(days=30))] * 2


def test_a_register_that_fails_is_asked_again_and_what_it_said_before_holds(side, worker, register):
    register[code(1)] = entry("大连小店", is_in_business=False)
    business = linked(side, worker, ago=100)
    run()
    business_register.provide("坏库", broken)
    with acting_as(OWNER):
        later = clock.now() + timedelta(days=100)
    with clock.at(later):
        assert run() == 1
        done = record(worker, follow_ups(business)[0], "record_alive", jobs=1)
    assert (done.finding, done.is_contradicted) == ("struck_off", True)


def broken(uscc):
    raise OSError(uscc)


def test_two_founders_count_once_in_the_year_of_the_earlier_registration(side, worker):
    first = linked(side, worker, ago=400, name="合伙店")
    with acting_as(OWNER):
        second = StartUp.objects.get(pk=first.pk)
        second.pk, second.number, second.trainee_user = None, "CY-B", side.reviewer
        second.registered_on = clock.today()
        second.save(force_insert=True)
        (row,) = start_ups(MONTHS)
        assert (row.opened, years()) == (1, [first.registered_on.year])
        assert start_ups(MONTHS, first.registered_on.year) == [row]


def test_who_closed_after_six_months_is_not_alive_after_twelve(side, worker):
    business = linked(side, worker, ago=400)
    run()
    first, second = follow_ups(business)
    record(worker, first, "record_closed", reason="停业")
    with acting_as(OWNER):
        (row,) = start_ups(MONTHS)
    assert row.followed == [Followed(6, 1, 1, 0, 0, 0), Followed(12, 1, 1, 0, 0, 0)]
    assert second.state == "due"


SPOILED = (
    "UPDATE trainees_startup SET finding = 'agrees', found_in = 'x', found_at = now()",
    "UPDATE trainees_startup SET registered_on = registered_on - 400",
    "UPDATE trainees_startupfollowup SET finding = 'agrees'",
    "UPDATE trainees_startupfollowup SET due_on = due_on - 400 WHERE state = 'planned'",
    "UPDATE trainees_startupfollowup SET state = 'alive', jobs = 9 WHERE state = 'planned'",
)


@pytest.mark.parametrize("statement", SPOILED)
def test_raw_sql_of_the_founder_changes_nothing_that_was_stated(side, worker, statement):
    linked(side, worker)
    with (
        acting_as(worker.scope),
        pytest.raises(IntegrityError, match="stands"),
        transaction.atomic(),
    ):
        connection.cursor().execute(statement)


def test_nobody_hangs_a_business_on_the_enrolment_of_somebody_else(side, worker):
    with acting_as(OWNER):
        foreign = Enrolment.objects.exclude(trainee_user=side.worker).first()
    row = StartUp(
        number="CY-X", enrolment=foreign, organization_id=foreign.organization_id,
        district_id=foreign.district_id, trainee_user=side.worker, uscc=code(9), name="店",
        registered_on=date(2026, 1, 1), linked_at=foreign.enrolled_at,
    )  # fmt: skip
    with (
        acting_as(worker.scope),
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
    ):
        row.save(force_insert=True)


def test_what_waits_stands_first_in_the_list_of_the_institution(side, worker, client):
    linked(side, worker, n=1, ago=200, name="待跟踪店")
    linked(side, worker, n=2, name="新办店")
    run()
    with acting_as(AUTH):
        client.force_login(side.admin)
    page = client.get("/workspace/start-ups/").content.decode()
    assert page.index("待跟踪店") < page.index("新办店")


def test_nobody_links_for_somebody_else(side, school):
    assert refusal(lambda: linked(side, school)) == "not_allowed"


def entry(name, *, is_in_business=True):
    return business_register.Entry(name, is_in_business)


def test_the_register_is_asked_when_it_is_linked_and_when_it_falls_due(side, worker, register):
    register[code(1)] = entry("大连小店")
    business = linked(side, worker, ago=100)
    assert run() == 1
    with acting_as(OWNER):
        business.refresh_from_db()
    assert (business.finding, business.found_in) == ("agrees", "测试登记库")
    register[code(1)] = entry("大连小店", is_in_business=False)
    with acting_as(OWNER):
        later = clock.now() + timedelta(days=100)
    with clock.at(later):
        assert run() == 1
        (first, _second) = follow_ups(business)
        done = record(worker, first, "record_alive", jobs=1)
    assert (done.finding, done.is_contradicted) == ("struck_off", True)


def test_the_city_adds_up_each_business_once(side, worker, school, register):
    register[code(1)], register[code(2)] = entry("一店"), entry("二店", is_in_business=False)
    first, second = linked(side, worker, ago=400, name="一店"), linked(side, worker, n=2, ago=200)
    linked(side, worker, n=3, ago=10)
    run()
    record(worker, follow_ups(first)[0], "record_alive", jobs=3)
    record(school, follow_ups(first)[1], "record_alive", jobs=5)
    record(worker, follow_ups(second)[0], "record_alive", jobs=7)
    with acting_as(OWNER):
        (row,) = start_ups(MONTHS)
        assert (row.name, row.opened, row.found, row.lost) == (side.organization.name, 3, 1, 2)
        assert row.followed == [Followed(6, 2, 2, 1, 1, 3), Followed(12, 1, 1, 1, 0, 5)]
        assert total([row, row]).followed[0] == Followed(6, 4, 4, 2, 2, 6)
        year = first.registered_on.year
        assert sum(one.opened for one in start_ups(MONTHS, year)) >= 1


def test_the_whole_way_on_pages(side, client):
    with acting_as(AUTH):
        client.force_login(side.worker)
    place = f"/account/enrolments/{side.enrolment.pk}/"
    assert f"{place}business/" in client.get(place).content.decode()
    with acting_as(OWNER):
        today = clock.today()
    wrong = {"uscc": "91210200MA0X000010", "name": "店", "registered_on": today}
    answer = client.post(f"{place}business/", wrong)
    assert answer.status_code == 422
    assert "统一社会信用代码" in answer.content.decode()
    day = today - timedelta(days=200)
    answer = client.post(
        f"{place}business/", wrong | {"uscc": code(1).lower(), "registered_on": day}
    )
    page = client.get(answer.url).content.decode()
    assert code(1) in page
    assert "店" in client.get("/account/timeline/").content.decode()
    run()
    page = client.get(answer.url).content.decode()
    with acting_as(OWNER):
        row = StartUpFollowUp.objects.get(month=6)
    way = f"/moves/trainees.startupfollowup/{row.pk}/record_alive/"
    assert way in page
    assert answer.url in client.get("/account/").content.decode()
    assert client.post(f"{way}?next={answer.url}", {"jobs": "0"}).status_code == 422
    assert client.post(f"{way}?next={answer.url}", {"jobs": "2"}).url == answer.url
    assert "从业 2 人" in client.get(answer.url).content.decode()
    with acting_as(AUTH):
        client.force_login(side.admin)
    lines = client.get("/workspace/start-ups/").content.decode()
    assert "6个月: 正常经营" in lines


def test_the_bureau_reads_the_sums_and_nobody_else(side, worker, client):
    linked(side, worker, ago=200)
    for user, status in ((side.reviewer, 200), (side.admin, 404), (side.worker, 404)):
        with acting_as(AUTH):
            client.force_login(user)
        answer = client.get("/start-ups/sums/")
        assert answer.status_code == status
        if status == 200:
            assert side.organization.name in answer.content.decode()
